"""Cells of a table read by field: text in, values of imports.rows out, or a sentence why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports import choices, lists
from imports.bases import bases
from imports.choices import Grades
from imports.fields import TableKind
from imports.limits import limit
from imports.next_steps import next_steps, step_number
from imports.refusals import Refused
from imports.rows import Basis
from imports.wordforms import is_dash, normal, one_line, says_nothing
from organisation.models import Post, Unit, User
from powers.models import LegalBasis, Power, Step, Transition
from riskpoints.models import GradeAssessment, RiskPoint

NAMES = frozenset(
    {"unit", "post", "power_code", "power", "category", "step", "point_code", "point", "responsible", "unit_head",
     "leader", "sub_item", "actor", "person", "reports_to", "precedent", "found_how", "indicator", "notes"}
)  # fmt: skip
"""Fields in which 无 says that nothing is filled in; elsewhere it may be an answer."""
ONE_LINE = frozenset(
    {"unit", "post", "power", "category", "step", "point", "sub_item", "actor", "person", "reports_to"}
)
"""Names: a line break in them is only the width of the column."""


def _limit(model: type[Model], name: str) -> int:
    return int(model._meta.get_field(name).max_length or 0)  # type: ignore[union-attr]


_EVERYWHERE = {
    "unit": _limit(Unit, "name"),
    "post": _limit(Post, "title"),
    "power": _limit(Power, "name"),
    "grade_reason": _limit(GradeAssessment, "reason"),
}
LONGEST: Mapping[TableKind, Mapping[str, int]] = {
    TableKind.REGISTER: {
        **_EVERYWHERE,
        "manifestation": _limit(RiskPoint, "manifestation"),
        "indicator": _limit(RiskPoint, "indicator"),
        "found_how": _limit(RiskPoint, "found_how"),
        "precedent": _limit(RiskPoint, "precedent"),
    },
    TableKind.POWERS: {
        **_EVERYWHERE,
        "sub_item": _limit(Power, "name"),
        "document_no": _limit(LegalBasis, "document_no"),
        "article": _limit(LegalBasis, "article"),
        "duty_division": _limit(Power, "duty_division"),
        "duties": _limit(Power, "duties"),
        "conditions": _limit(Power, "conditions"),
        "commitment": _limit(Power, "service_commitment"),
        "discipline": _limit(Power, "work_discipline"),
        "accountability": _limit(Power, "accountability"),
    },
    TableKind.STEPS: {
        **_EVERYWHERE,
        "step": _limit(Step, "label"),
        "actor": _limit(Step, "actor"),
        "handling_system": _limit(Step, "handling_system"),
        "duty_requirement": _limit(Step, "duty_requirement"),
        "supervision": _limit(Step, "supervision"),
        "counterpart_rights": _limit(Step, "counterpart_rights"),
    },
    TableKind.PEOPLE: {**_EVERYWHERE, "person": _limit(User, "name"), "reports_to": _limit(Post, "title")},
}
"""The most characters of texts that are stored as they stand. Names of risk points, measures and codes are not
among them: planning knows what to do with long ones."""

_CODED = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]*\d[A-Za-z0-9_.-]*)\s+(\S.*)", re.DOTALL)


@cache
def _unplaced() -> frozenset[str]:
    """Return what our own register writes, in both languages, where a risk point has no step yet."""
    words = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.add(normal(_("（待落位）")))
    return frozenset(words)


@dataclass(frozen=True)
class Reader:
    """Reads the cells of one table."""

    kind: TableKind
    grades: Grades
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Numbers of the steps of the power that is being read, by normal name."""

    def read(self, name: str, text: str, head: str) -> tuple[Any, str]:
        """Return the value of a field and a warning, '' if there is none. Raises Refused."""
        special = _SPECIAL.get(name)
        if special:
            return special(self, text, head)
        value = "" if is_dash(text) or (name in NAMES and says_nothing(text)) else text
        if name in ONE_LINE:
            value = one_line(value)
        if name == "step" and normal(value) in _unplaced():
            value = ""
        check_length(value, LONGEST[self.kind].get(name))
        return value, ""


def check_length(text: str, most: int | None) -> None:
    """Refuse a text that is longer than the database holds."""
    if most and len(text) > most:
        raise Refused(
            ngettext(
                "最多 %(most)s 个字，现在有 %(count)s 个字，请缩短或拆开。",
                "最多 %(most)s 个字，现在有 %(count)s 个字，请缩短或拆开。",
                most,
            )
            % {"most": most, "count": len(text)}
        )


def coded(text: str) -> tuple[str, str]:
    """Split `R-01 名称` into code and name, as our own tables write them; the code is '' where there is none."""
    found = _CODED.fullmatch(text)
    return (found[1], found[2]) if found else ("", text)


def _measures(text: str) -> tuple[str, ...]:
    return () if says_nothing(text) else lists.items(text)


def _bases(reader: Reader, text: str, head: str) -> tuple[tuple[Basis, ...], str]:
    found = bases(text)
    for basis in found:
        for name in ("title", "document_no", "article", "text"):
            check_length(getattr(basis, name), _limit(LegalBasis, name))
    return found, ""


def _time_limit(reader: Reader, text: str, head: str) -> tuple[Any, str]:
    value, rest = limit(text, head)
    return value, _("时限之外的文字没有读入：%(text)s") % {"text": rest} if rest else ""


def _next_step(reader: Reader, text: str, head: str) -> tuple[Any, str]:
    ways = next_steps(text, reader.numbers)
    for way in ways:
        check_length(way.condition, _limit(Transition, "condition"))
    return ways, ""


def _code(text: str) -> str:
    """Return a code as typed, full-width forms made plain; whether it can be ours is decided with what is stored."""
    return "" if says_nothing(text) else unicodedata.normalize("NFKC", "".join(text.split()))


def _plain(read: Callable[[str], Any]) -> Callable[[Reader, str, str], tuple[Any, str]]:
    return lambda reader, text, head: (read(text), "")


_SPECIAL: Mapping[str, Callable[[Reader, str, str], tuple[Any, str]]] = {
    "power_code": _plain(_code),
    "point_code": _plain(_code),
    "grade": lambda reader, text, head: (reader.grades(text), ""),
    "kind": _plain(choices.kind),
    "line": _plain(choices.line),
    "cause": _plain(choices.cause),
    "step_kind": _plain(choices.step_kind),
    "is_public": _plain(choices.yes_or_no),
    "step_no": _plain(step_number),
    "measures": _plain(_measures),
    "bases": _bases,
    "time_limit": _time_limit,
    "step_time_limit": _time_limit,
    "next_step": _next_step,
}
