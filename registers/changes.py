"""The change statement (增减职权说明表): what an edition changes against the one before, and why (R07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Q, Subquery, Sum
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from audit.chain import canonical, digest
from dossiers.compare import Change, compare
from dossiers.content import content_digest
from organisation.models import Post, PostAssignment, Unit, User
from powers.models import Power, PowerCategory
from registers import words
from registers.carrying import amended, carried
from registers.content import working_contents
from registers.enums import EditionState, ResolutionOutcome
from registers.models import Edition, EditionEntry
from riskreg import access
from riskreg.phrases import spaced
from riskreg.uncollected import uncollected

STRETCH = 100  # contents read at once
KEPT_SECONDS = 24 * 3600  # how long a statement is kept while nothing in it changes
AT_ONCE = 500  # powers compared while somebody waits


@dataclass(frozen=True)
class PowerChange:
    """One power that was added, removed or modified, with the reason and the differences in words."""

    code: str
    name: str
    kind: str
    reason: str
    changes: tuple[Change, ...] = ()
    unit: str = ""
    basis: str = ""


@dataclass(frozen=True)
class ChangeLine:
    """One line of the printed statement."""

    power: str
    kind: str
    field: str
    old: str
    new: str
    reason: str
    unit: str = ""
    basis: str = ""


def changes_between(
    old: Any, new: Iterable[dict[str, Any]], reasons: dict[str, str] | None = None
) -> Iterator[PowerChange]:
    """Yield the powers that differ between two registers: modified and added in order, then removed.

    In: the entries of the older edition as a queryset, contents of the newer register, removal reasons by
    power code. Both are read a stretch at a time, in flat memory; of the older only what has another digest.
    """
    known = {code: (name, unit, same) for code, name, unit, same in _known(old)}
    gone = {code: (name, unit) for code, (name, unit, _same) in known.items()}
    stretches = iter(new)
    while stretch := list(islice(stretches, STRETCH)):
        differing = []
        for content in stretch:
            gone.pop(content["code"], None)
            if known.get(content["code"], ("", "", ""))[2] != content_digest(content):
                differing.append(content)
        codes = [content["code"] for content in differing if content["code"] in known]
        before = dict(old.filter(code__in=codes).values_list("code", "content")) if codes else {}
        for content in differing:
            yield from _change(before.get(content["code"]), content)
    for code, (name, unit) in gone.items():
        yield PowerChange(code, name, "removed", (reasons or {}).get(code, ""), unit=unit)


def _known(old: Any) -> Any:
    return old.order_by("position").values_list("code", "name", "unit_name", "digest")


def _change(before: dict[str, Any] | None, content: dict[str, Any]) -> Iterator[PowerChange]:
    code, name, reason = content["code"], content["name"], content.get("entry_reason") or ""
    unit = content["unit"]
    if before is None:
        basis = words.numbered([words.basis(row) for row in content["bases"]])
        yield PowerChange(code, name, "added", reason, unit=unit, basis=basis)
    elif found := tuple(compare(before, content)):
        yield PowerChange(code, name, "modified", reason, found, unit=unit)


def previous(edition: Edition) -> Edition | None:
    """Return the frozen edition before this one: the one it amends, else the last; None for the first."""
    if before := amended(edition):
        return before
    frozen = Edition.objects.filter(institution=edition.institution).exclude(digest="").exclude(pk=edition.pk)
    if edition.frozen_at:
        earlier = Q(frozen_at__lt=edition.frozen_at) | Q(frozen_at=edition.frozen_at, pk__lt=edition.pk)
        frozen = frozen.filter(earlier)
    return frozen.order_by("-frozen_at", "-pk").first()  # type: ignore[no-any-return]


def reasons_for(edition: Edition) -> dict[str, str]:
    """Return power code → why it is not in the edition: taken out, or not included by the meeting."""
    excluded = edition.resolutions.filter(outcome=ResolutionOutcome.EXCLUDE)
    notes = dict(excluded.values_list("power__code", "note"))
    return {**notes, **removal_reasons(edition.institution)}


def included_powers(edition: Edition) -> Any:
    """Return the powers an open edition would freeze as they stand: what the meeting chose, else all in force."""
    powers = Power.objects.filter(institution=edition.institution).in_force()
    if edition.state == EditionState.REVIEW:
        chosen = edition.resolutions.filter(outcome=ResolutionOutcome.INCLUDE)
        powers = powers.filter(pk__in=chosen.values("power"))
    return powers.with_dossier().order_by("unit__path", "code")


Statement = tuple[Edition | None, list[PowerChange]]


def statement(edition: Edition, user: Any) -> Statement:
    """Return the edition before and what this one changes, as far as the account may read the dossiers.

    Made once, then kept until anything in it changes.
    """
    before = previous(edition)
    key = _key(edition, before, user)
    kept: list[PowerChange] | None = cache.get(key)
    if kept is None:
        kept = _changed(edition, before, user)
        cache.set(key, kept, KEPT_SECONDS)
    return before, kept


def statement_at_hand(edition: Edition, user: Any) -> Statement | None:
    """Return the statement if nobody has to wait for it: because it is kept, or there is little to compare."""
    before = previous(edition)
    if before is None or before.entries.count() <= AT_ONCE:
        return statement(edition, user)
    kept = cache.get(_key(edition, before, user))
    return None if kept is None else (before, kept)


def key_of(edition: Edition, user: Any) -> str:
    """Return the key under which the statement is kept: another one whenever anything in it changes."""
    return _key(edition, previous(edition), user)


def _changed(edition: Edition, before: Edition | None, user: Any) -> list[PowerChange]:
    entries = EditionEntry.objects.visible_to(user).order_by("position")
    if edition.digest:
        return _between_frozen(edition, before, entries)
    powers = included_powers(edition).visible_to(user)
    if before is None:
        rows = powers.prefetch_related(None).values_list("code", "name", "entry_reason", "unit__name")
        return [PowerChange(code, name, "added", reason, unit=unit) for code, name, reason, unit in rows]
    old = entries.filter(edition=before)
    if edition.state == EditionState.REVIEW:  # until then everything in force may come before the meeting
        old = old.exclude(pk__in=carried(edition).values("pk"))
    with uncollected():
        new = working_contents(powers.iterator(chunk_size=STRETCH))
        return list(changes_between(old, new, reasons_for(edition)))


def _key(edition: Edition, before: Edition | None, user: Any) -> str:
    return f"statement:{_stamp(edition, before, user)}"


def _between_frozen(edition: Edition, before: Edition | None, entries: Any) -> list[PowerChange]:
    """Return what changed between two frozen editions, reading only the contents whose digests differ."""
    new, old = entries.filter(edition=edition), entries.filter(edition=before)
    same = dict(old.values_list("code", "digest"))
    equal = [code for code, digest_ in new.values_list("code", "digest") if same.get(code) == digest_]
    differing = new.exclude(code__in=equal).values_list("content", flat=True).iterator(chunk_size=STRETCH)
    reasons = reasons_for(edition) if before else None
    return list(changes_between(old.exclude(code__in=equal), differing, reasons))


def _stamp(edition: Edition, before: Edition | None, user: Any) -> str:
    """Return a digest of all that the statement of an edition is made from.

    The dossiers by their revisions; what the meeting chose; names of posts, people, units and categories,
    which change without touching a dossier; who reads, in which language, on which day.
    """
    reader = [edition.pk, before and before.pk, access.paths(user, "view_dossier"), get_language()]
    if edition.digest:
        return digest(canonical([*reader, edition.digest, before and before.digest, reasons_for(edition)]))
    dossiers = edition.institution.powers.aggregate(
        n=Count("pk"), revisions=Sum("revision"), moved=Max("state_at")
    )
    names = [
        Subquery(model.history.order_by("-history_id").values("history_id")[:1])  # type: ignore[attr-defined]
        for model in (Post, PostAssignment, Unit, PowerCategory)
    ]
    holders = User.objects.filter(assignments__post__unit__institution=edition.institution)
    seen = [
        edition.state,
        list(edition.resolutions.order_by("power").values_list("power", "outcome", "note")),
        Edition.objects.filter(pk=edition.pk).values_list(*names).get(),
        sorted(set(holders.values_list("pk", "name"))),
        str(localdate()),
        dossiers,
    ]
    return digest(canonical([*reader, *seen]))


def count_kinds(changed: Iterable[PowerChange]) -> dict[str, int]:
    """Return how many powers were added, modified and removed."""
    counts = Counter(change.kind for change in changed)
    return {kind: counts[kind] for kind in ("added", "modified", "removed")}


def removal_reasons(institution: Any) -> dict[str, str]:
    """Return power code → why it was taken out, for the powers of the institution."""
    removed = Power.objects.filter(institution=institution).exclude(removal_reason="")
    return dict(removed.values_list("code", "removal_reason"))


def lines(changes: Iterable[PowerChange]) -> Iterator[ChangeLine]:
    """Yield the printed lines: one per added or removed power, one per difference of a modified one."""
    kinds = {"added": _("增加"), "removed": _("不再列入"), "modified": pgettext("change", "修改")}
    for power in changes:
        name = f"{power.code} {power.name}"
        if not power.changes:
            yield ChangeLine(name, kinds[power.kind], "", "", "", power.reason, power.unit, power.basis)
        for change in power.changes:
            place = spaced((change.section, change.thing, change.field))
            said = (place, change.old, change.new, power.reason, power.unit, power.basis)
            yield ChangeLine(name, kinds[power.kind], *said)
