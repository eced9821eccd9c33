"""What the columns of a table mean: by their heads, by what people chose before, by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from imports import choices, lists
from imports.choices import Grades
from imports.fields import FIELDS, TableKind
from imports.limits import limit
from imports.next_steps import step_number
from imports.own import kind_of
from imports.reading import read_table
from imports.refusals import Refused
from imports.synonyms import fields_of, heads_of
from imports.wordforms import normal, says_nothing, unbracketed

__all__ = ["MANY", "Suggestion", "guess_kind", "read_table", "suggest"]

_SIGNED = re.compile("(?:签字|签名|签章|盖章)$")
"""Columns to sign in: they hold nothing of the register, however near their heads are."""
MANY = frozenset({"measures", "bases", "duties"})
"""Fields that may be spread over several columns, as measures are by phase."""
NEVER_NUMBERS = frozenset({"point", "manifestation", "measures", "power", "step", "bases", "person"})
"""Fields that a column of nothing but numbers cannot be: it counts them."""
REMEMBERED, CHOSEN, OWN, ENDING, NEAR, LOOKS = 6, 5, 4, 3, 2, 1
"""How sure a suggestion is: chosen before, editable synonym, built-in synonym, ending, spelling, content."""
NEAR_ENOUGH, NEAR_IN_LATIN = 0.8, 0.9
SHORTEST_NEAR = 4
SHORTEST_ENDING = 3

Synonyms = Mapping[tuple[TableKind, str], str]


@dataclass(frozen=True)
class Suggestion:
    """What a column could mean: its place (from 0), its head, the field or None, and why."""

    column: int
    head: str
    field: str | None
    why: str


@dataclass(frozen=True)
class _Candidate:
    sure: int
    rank: float
    column: int
    field: str
    why: str
    ticks: bool = False
    """Of several columns for the grades one is ticked."""


def suggest(
    heads: Sequence[str],
    samples: Sequence[Sequence[str]],
    kind: TableKind,
    synonyms: Synonyms | None = None,
    remembered: Mapping[str, str | None] | None = None,
) -> tuple[Suggestion, ...]:
    """Return a suggestion for every column that has a head; each field once, except those of `MANY`.

    In: texts of each column in their order (`Table.samples()`); synonyms by kind and normal head; what people
    chose for a normal head before, None for "leave out".
    """
    fixed = {normal(head): field for head, field in (remembered or {}).items()}
    left_out = {place for place, head in enumerate(heads) if fixed.get(normal(head), "") is None}
    candidates = [
        candidate
        for place, head in enumerate(heads)
        if head and place not in left_out
        for candidate in _candidates(place, head, samples[place], kind, synonyms or {}, fixed)
    ]
    taken = _assigned(candidates)
    return tuple(
        _suggestion(place, head, taken, candidates, place in left_out)
        for place, head in enumerate(heads)
        if head
    )


def _assigned(candidates: Sequence[_Candidate]) -> dict[int, _Candidate]:
    """Give each column its surest field that is still free."""
    taken: dict[int, _Candidate] = {}
    fields: dict[str, _Candidate] = {}
    for one in sorted(candidates, key=lambda one: (-one.sure, one.rank, one.column)):
        if one.column in taken:
            continue
        before = fields.get(one.field)
        if before and not (one.field in MANY and one.sure >= OWN) and not (before.ticks and one.ticks):
            continue
        if _is_tied(one, candidates):
            continue
        taken[one.column] = fields[one.field] = one
    return taken


def _is_tied(one: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    """Say whether nothing but chance decides between two fields of a column: near spellings of equal nearness."""
    return one.sure <= NEAR and any(
        other.column == one.column
        and other.field != one.field
        and (other.sure, other.rank) == (one.sure, one.rank)
        for other in candidates
    )


def _suggestion(
    place: int,
    head: str,
    taken: Mapping[int, _Candidate],
    candidates: Sequence[_Candidate],
    left_out: bool,
) -> Suggestion:
    chosen = taken.get(place)
    if chosen:
        return Suggestion(place, head, chosen.field, chosen.why)
    if left_out:
        return Suggestion(place, head, None, _("以前选过不导入"))
    mine = [one for one in candidates if one.column == place]
    for one in sorted(mine, key=lambda one: -one.sure):
        if any(other.field == one.field for other in taken.values()):
            return Suggestion(place, head, None, _("已有别的列对应同一栏目，请确认"))
    if mine:
        return Suggestion(place, head, None, _("可以对应几个栏目，请选择"))
    return Suggestion(place, head, None, _("没有相近的栏目"))


def _candidates(
    place: int,
    head: str,
    sample: Sequence[str],
    kind: TableKind,
    synonyms: Synonyms,
    fixed: Mapping[str, str | None],
) -> Iterator[_Candidate]:
    known = fixed.get(normal(head))
    if known in FIELDS[kind]:
        yield _Candidate(REMEMBERED, 0, place, str(known), _("上次这样选择"))
    if _SIGNED.search(head):
        return
    named = list(_named(place, head, sample, kind, synonyms))
    yield from named
    if not any(one.sure == OWN for one in named):
        yield from _ending(place, head, kind)
        yield from _near(place, head, kind)
        yield from _by_looks(place, sample, kind)


def _named(
    place: int, head: str, sample: Sequence[str], kind: TableKind, synonyms: Synonyms
) -> Iterator[_Candidate]:
    """Yield the fields that a head names, by the editable synonyms and by the built-in ones."""
    for penalty, form in enumerate(_forms(head)):
        chosen = synonyms.get((kind, form))
        if chosen in FIELDS[kind]:
            yield _Candidate(CHOSEN, penalty, place, str(chosen), _("同义词表"))
        for field, rank in _by_content(form, sample, kind):
            ticks = field == "grade" and bool(choices.grade_of_head(head))
            yield _Candidate(OWN, penalty * 100 + rank, place, field, _("通用的叫法"), ticks)


def _forms(head: str) -> tuple[str, ...]:
    """Return the ways to read a head: whole, without brackets, and the parts of one in several rows, last first."""
    parts = head.split("/")
    forms = [
        normal(head),
        unbracketed(normal(head)),
        normal("".join(parts)),
        unbracketed(normal("".join(parts))),
    ]
    if len(parts) > 1:
        forms += [normal(parts[-1]), unbracketed(normal(parts[-1]))]
        forms += [form for part in parts[-2::-1] for form in (normal(part), unbracketed(normal(part)))]
    stripped = re.sub(r"\(\d+\)$", "", normal(head))
    return tuple(dict.fromkeys(form for form in (*forms, stripped) if form))


# Heads that say little: what stands in the column decides among these fields.
_READERS: dict[str, Callable[[str], object]] = {
    "cause": choices.cause,
    "kind": choices.kind,
    "line": choices.line,
}


def _by_content(form: str, sample: Sequence[str], kind: TableKind) -> tuple[tuple[str, int], ...]:
    """Return the fields of a known head; where heads are used for different things, the content decides."""
    fields = fields_of(form, kind)
    names = {field for field, _rank in fields}
    if kind is TableKind.REGISTER and names & set(_READERS):
        shares = {field: _share(sample, read) for field, read in _READERS.items()}
        best = max(shares, key=lambda field: shares[field])
        if shares[best] >= 0.6:
            return ((best, min(rank for _field, rank in fields)),)
        if _share(sample, _is_category) >= 0.5:
            return (("category", 50),)
    if names & {"step", "step_no"} and _share(sample, step_number) == 1:
        return (("step_no", 0),)
    if names & {"point_code", "power_code"} and "seq" in FIELDS[kind] and _counts_up(sample):
        return (("seq", 50),)
    if sample and all(text.isdecimal() for text in sample):
        return tuple(one for one in fields if one[0] not in NEVER_NUMBERS)
    return fields


def _ending(place: int, head: str, kind: TableKind) -> Iterator[_Candidate]:
    """Yield the field of the longest known head that ends this one: 某局廉政风险防控措施 are measures."""
    plain = unbracketed(normal(head)) or normal(head)
    known = heads_of(kind)
    endings = [one for one in known if len(one) >= SHORTEST_ENDING and plain.endswith(one) and one != plain]
    if endings:
        longest = max(endings, key=len)
        why = _("与“%(head)s”相近") % {"head": longest}
        yield _Candidate(ENDING, -len(longest), place, known[longest][0][0], why)


def _near(place: int, head: str, kind: TableKind) -> Iterator[_Candidate]:
    """Yield the fields of heads that are spelled nearly the same."""
    plain = unbracketed(normal(head)) or normal(head)
    enough = NEAR_IN_LATIN if plain.isascii() else NEAR_ENOUGH
    matcher = SequenceMatcher(None, b=plain, autojunk=False)
    for one, fields in heads_of(kind).items():
        if abs(len(one) - len(plain)) > 3 or min(len(one), len(plain)) < SHORTEST_NEAR:
            continue
        matcher.set_seq1(one)
        if (
            matcher.real_quick_ratio() >= enough
            and matcher.quick_ratio() >= enough
            and matcher.ratio() >= enough
        ):
            why = _("与“%(head)s”相近") % {"head": one}
            yield _Candidate(NEAR, round(1 - matcher.ratio(), 3), place, fields[0][0], why)


def _by_looks(place: int, sample: Sequence[str], kind: TableKind) -> Iterator[_Candidate]:
    """Yield the field that the content of a column with an unknown head looks like."""
    fields = FIELDS[kind]
    limits = "step_time_limit" if kind is TableKind.STEPS else "time_limit"
    grades = Grades(sample)
    looks: tuple[tuple[str, bool, str], ...] = (
        ("seq", _counts_up(sample), _("内容是1、2、3……")),
        ("grade", not grades.by_number and _share(sample, grades) >= 0.8, _("内容是风险等级")),
        (limits, _share(sample, lambda text: limit(text)) >= 0.6, _("内容是时限")),
        ("bases", _share(sample, _has_title) >= 0.5, _("内容带书名号《》")),
        ("measures", _share(sample, _is_list) >= 0.5, _("内容是编号的条目")),
        ("line", _share(sample, choices.line) >= 0.8, _("内容是三线")),
        ("cause", _share(sample, choices.cause) >= 0.8, _("内容是风险类别")),
        ("kind", _share(sample, choices.kind) >= 0.8, _("内容是风险类型")),
        ("category", _share(sample, _is_category) >= 0.8, _("内容是职权类别")),
    )
    for rank, (field, fits, why) in enumerate(looks):
        if fits and field in fields:
            yield _Candidate(LOOKS, rank, place, field, why)
            return


def _share(sample: Sequence[str], read: Callable[[str], object]) -> float:
    """Return what part of the filled cells a reader takes; 0 where there are fewer than two."""
    filled = [text for text in sample if not says_nothing(text)]
    return sum(_takes(read, text) for text in filled) / len(filled) if len(filled) > 1 else 0.0


def _takes(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except Refused:
        return False
    return True


def _is_category(text: str) -> None:
    if not re.search("行政|权$|许可|处罚", text):
        raise Refused


def _has_title(text: str) -> None:
    if "《" not in text:
        raise Refused


def _is_list(text: str) -> None:
    if not lists.is_list(text):
        raise Refused


def _counts_up(sample: Sequence[str]) -> bool:
    """Say whether a column is a running number: 1, 2, 3 … from the first row on."""
    filled = [text for text in sample if text]
    return len(filled) > 1 and filled == [str(number) for number in range(1, len(filled) + 1)]


# What tells the kinds apart, and how much a field of it says.
_TELLING: Mapping[TableKind, Mapping[str, int]] = {
    TableKind.REGISTER: {"point": 5, "manifestation": 4, "measures": 4, "line": 3, "cause": 2, "grade": 1, "step": 1},
    TableKind.POWERS: {"bases": 4, "category": 3, "duties": 3, "accountability": 3, "is_public": 2, "power": 2,
                       "duty_division": 3, "conditions": 2, "commitment": 2, "time_limit": 1, "sub_item": 2, "grade": 1, "grade_reason": 1},
    TableKind.STEPS: {"next_step": 5, "step_no": 2, "step": 3, "step_kind": 3, "handling_system": 3, "actor": 2,
                      "step_time_limit": 1, "counterpart_rights": 3, "duty_requirement": 2},
    TableKind.PEOPLE: {"person": 3, "post": 3, "reports_to": 2},
}  # fmt: skip


def guess_kind(
    heads: Sequence[str], samples: Sequence[Sequence[str]], synonyms: Synonyms | None = None
) -> TableKind:
    """Return what a table most likely lists; the register where nothing tells."""
    return kind_of(heads) or max(TableKind, key=lambda kind: _tells(heads, samples, kind, synonyms or {}))


def _tells(
    heads: Sequence[str], samples: Sequence[Sequence[str]], kind: TableKind, synonyms: Synonyms
) -> int:
    exact = [
        candidate
        for place, head in enumerate(heads)
        if head
        for candidate in (*_named(place, head, samples[place], kind, synonyms), *_ending(place, head, kind))
    ]
    return sum(_TELLING[kind].get(one.field, 0) for one in _assigned(exact).values())
