"""Every write to editions: opening, the facts of each stage, the moves, and the freeze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from audit.recording import record
from powers.models import Power
from registers import permissions
from registers.enums import DocumentKind, EditionState
from registers.freezing import Frozen, freeze
from registers.models import (
    Approval,
    Consultation,
    Display,
    Edition,
    Filing,
    Opinion,
    Publication,
    Resolution,
    ReviewMeeting,
)
from registers.sending import SENT
from registers.stored import disposition_values, record_values, resolution_values
from registers.tasks import request_document
from registers.workflow import EDITION
from riskreg.decisions import require
from riskreg.guarded import acting, changes, write
from riskreg.stale import Stale, is_mine, require_seen, token, values_of


def open_edition(
    *, institution: Any, year: int, by: Any, now: datetime, preparation_note: str = ""
) -> Edition:
    """Open the year's edition, or an amendment if the year has one already. It begins with *find*.

    Raises Refused (no right, or another edition is open), ValidationError.
    """
    with acting(by=by, now=now):
        type(institution).objects.lock(institution.pk)
        require(permissions.can_open(by, institution))
        last = Edition.objects.filter(institution=institution, year=year).aggregate(Max("number"))
        edition = Edition(institution=institution, opened_at=now, opened_by=by)
        number = (last["number__max"] or 0) + 1
        write(edition, {"year": year, "number": number, "preparation_note": preparation_note})
        record("edition.opened", subject=edition, institution=institution.code)
        return edition


def record_display(
    *, edition: Edition, by: Any, now: datetime, values: Mapping[str, Any], seen: str | None = None
) -> Display:
    """*Show*: where and when the points found are displayed. Raises Refused, Stale, ValidationError.

    `seen` here and below is the token of what the person started from; None to overwrite.
    """
    with acting(by=by, now=now):
        edition = _lock_for(edition, by, EditionState.SHOW)
        row = Display.objects.filter(edition=edition).first() or Display(edition=edition)
        return _correct("edition.display_recorded", edition, row, values, seen)  # type: ignore[no-any-return]


def record_copies(
    *, edition: Edition, paper: str, by: Any, now: datetime, copies: str, seen: str | None = None
) -> Edition:
    """State who gets copies of a letter that is sent (`sending.SENT`), while it goes out.

    Raises Refused, Stale, ValidationError; KeyError for a paper that is not sent.
    """
    sent = SENT[paper]
    with acting(by=by, now=now):
        edition = _lock_for(edition, by, sent.stage)
        values = {sent.field: copies}
        if changes(edition, values):
            require_seen(seen, values_of(edition, (sent.field,)))
        if changed := write(edition, values):
            _record("edition.copies_recorded", edition, details=changed)
        return edition


def record_meeting(
    *, edition: Edition, by: Any, now: datetime, values: Mapping[str, Any], seen: str | None = None
) -> ReviewMeeting:
    """*Review*: the meeting that reviewed collectively (R22). Raises Refused, Stale, ValidationError."""
    with acting(by=by, now=now):
        edition = _lock_for(edition, by, EditionState.REVIEW)
        row = ReviewMeeting.objects.filter(edition=edition).first() or ReviewMeeting(edition=edition)
        return _correct("edition.meeting_recorded", edition, row, values, seen)  # type: ignore[no-any-return]


def record_consultation(
    *,
    edition: Edition,
    by: Any,
    now: datetime,
    values: Mapping[str, Any],
    consultation: Consultation | None = None,
    seen: str | None = None,
) -> Consultation:
    """*Ask*: one questionnaire or meeting, new or corrected. Raises Refused, Stale, ValidationError."""
    with acting(by=by, now=now):
        edition = _lock_for(edition, by, EditionState.ASK)
        row = edition.consultations.lock(consultation.pk) if consultation else Consultation(edition=edition)
        return _correct("edition.consultation_recorded", edition, row, values, seen)  # type: ignore[no-any-return]


def record_opinion(
    *,
    edition: Edition,
    by: Any,
    now: datetime,
    values: Mapping[str, Any],
    opinion: Opinion | None = None,
    seen: str | None = None,
) -> Opinion:
    """*Ask*: an opinion that came in, new or corrected. Raises Refused, Stale, ValidationError."""
    with acting(by=by, now=now):
        edition = _lock_for(edition, by, EditionState.ASK)
        row = edition.opinions.lock(opinion.pk) if opinion else Opinion(edition=edition)
        return _correct("edition.opinion_recorded", edition, row, values, seen)  # type: ignore[no-any-return]


def dispose_opinion(
    *,
    opinion: Opinion,
    by: Any,
    now: datetime,
    disposition: str,
    reason: str = "",
    seen: str | None = None,
) -> Opinion:
    """Say what is done about an opinion, in *ask* or *review*; not adopting needs a reason (F9).

    With `seen`, an answer left as it was shown is not written. Raises Refused, Stale, ValidationError.
    """
    with acting(by=by, now=now):
        edition = Edition.objects.lock(opinion.edition_id)
        state = EditionState.REVIEW if edition.state == EditionState.REVIEW else EditionState.ASK
        require(permissions.can_record(by, edition, state))
        row: Opinion = Opinion.objects.lock(opinion.pk)
        values = {"disposition": disposition, "reason": reason.strip()}
        if is_mine(seen, disposition_values(row), values) and (changed := write(row, values)):
            _record("edition.opinion_disposed", edition, details=changed)
        return row


def dispose_opinions(
    *,
    edition: Edition,
    by: Any,
    now: datetime,
    answers: Iterable[tuple[Opinion, str, str]],
    seen: Mapping[int, str] | None = None,
) -> None:
    """Answer several opinions of the edition at once, as (opinion, disposition, reason): all or none.

    `seen` is opinion id → token; `theirs` of a `Stale` is opinion id → what is stored now.
    """
    stale: dict[Any, Any] = {}
    with acting(by=by, now=now):
        for opinion, disposition, reason in answers:
            if opinion.edition_id != edition.pk:
                raise ValueError("opinion of another edition")
            shown = (seen or {}).get(opinion.pk)
            values = {"disposition": disposition, "reason": reason, "seen": shown}
            try:
                dispose_opinion(opinion=opinion, by=by, now=now, **values)  # type: ignore[arg-type]
            except Stale as found:
                stale[opinion.pk] = found.theirs
        if stale:
            raise Stale(stale)


def record_resolutions(
    *,
    edition: Edition,
    by: Any,
    now: datetime,
    outcomes: Iterable[tuple[Power, str, str]],
    seen: Mapping[int, str] | None = None,
) -> None:
    """*Review*: the resolution per power, as (power, outcome, note). Raises Refused, Stale, ValidationError.

    An empty outcome takes the stored resolution back. `seen` is power id → token; `theirs` of a `Stale` is power id → what is stored now.
    """
    stale: dict[Any, Any] = {}
    with acting(by=by, now=now):
        edition = _lock_for(edition, by, EditionState.REVIEW)
        stored = {row.power_id: row for row in edition.resolutions.all()}
        count = 0
        for power, outcome, note in outcomes:
            if power.institution_id != edition.institution_id:
                raise ValueError("power of another institution")
            row = stored.get(power.pk) or Resolution(edition=edition, power=power)
            try:
                count += _resolve(row, {"outcome": outcome, "note": note}, (seen or {}).get(power.pk))
            except Stale as found:
                stale[power.pk] = found.theirs
        if stale:
            raise Stale(stale)
        if count:
            _record("edition.resolutions_recorded", edition, details={"count": [None, count]})


def advance(*, edition: Edition, name: str, by: Any, now: datetime) -> Edition:
    """Move the edition through find → show → ask → review. Raises Refused with what to do."""
    if name not in ("show", "ask", "review"):
        raise ValueError(f"{name} has an action of its own")
    with acting(by=by, now=now):
        edition = Edition.objects.lock(edition.pk)
        require(permissions.can_move(by, edition, name))
        old = edition.state
        edition.state = EDITION.next_state(edition.state, name)
        edition.save()
        _record("edition.moved", edition, details={"state": [old, edition.state]})
        return edition


def approve(*, edition: Edition, by: Any, now: datetime, values: Mapping[str, Any]) -> Edition:
    """Record the party group's approval and freeze the edition: both or neither (R28).

    In: meeting, document_no, approved_on. Each included power becomes an entry that the database never
    lets anybody change. Raises Refused, ValidationError.
    """
    with acting(by=by, now=now):
        edition = Edition.objects.select_related("institution").lock(edition.pk)
        require(permissions.can_move(by, edition, "approve"))
        write(Approval(edition=edition), dict(values))
        frozen = freeze(edition)
        edition.digest, edition.public_digest = frozen.digest, frozen.public_digest
        edition.frozen_at, edition.frozen_by = now, by
        edition.state = EDITION.next_state(edition.state, "approve")
        edition.save()
        request_document(edition=edition, kind=DocumentKind.INTERNAL_PDF, by=by, now=now)
        _record("edition.approved", edition, details=_told(frozen))
        return edition


def file(*, edition: Edition, by: Any, now: datetime, values: Mapping[str, Any]) -> Edition:
    """Record the filing with its receipt (R29). Raises Refused, ValidationError."""
    with acting(by=by, now=now):
        edition = Edition.objects.lock(edition.pk)
        require(permissions.can_move(by, edition, "file"))
        write(Filing(edition=edition), dict(values))
        edition.state = EDITION.next_state(edition.state, "file")
        edition.save()
        _record("edition.filed", edition, details={"receipt_no": values["receipt_no"]})
        return edition


def publish(*, edition: Edition, by: Any, now: datetime, values: Mapping[str, Any]) -> Edition:
    """Make the edition public; the one published before is superseded. Raises Refused, ValidationError.

    In: scope, time_rule, carriers, include_measures, secrecy_reviewer, secrecy_reviewed_on, secrecy_cleared.
    """
    with acting(by=by, now=now):
        edition = Edition.objects.lock(edition.pk)
        require(permissions.can_move(by, edition, "publish"))
        require(permissions.cleared(values))
        published = Edition.objects.filter(state=EditionState.PUBLISHED)
        for old in published.filter(institution_id=edition.institution_id):
            old.state = EDITION.next_state(old.state, "supersede")
            old.save()
            _record("edition.superseded", old, details={"by": edition.label})
        write(Publication(edition=edition), dict(values))
        edition.state = EDITION.next_state(edition.state, "publish")
        edition.published_at, edition.published_by = now, by
        edition.save()
        request_document(edition=edition, kind=DocumentKind.PUBLIC_PDF, by=by, now=now)
        _record("edition.published", edition, details={"scope": values["scope"]})
        return edition


def _told(frozen: Frozen) -> dict[str, Any]:
    found = {"digest": frozen.digest, "entries": frozen.entries}
    return {**found, "carried": frozen.carried} if frozen.carried else found


def _lock_for(edition: Edition, by: Any, state: str) -> Edition:
    locked: Edition = Edition.objects.select_related("institution").lock(edition.pk)
    require(permissions.can_record(by, locked, state))
    return locked


def _correct(event: str, edition: Edition, row: Any, values: Mapping[str, Any], seen: str | None) -> Any:
    """Write a stage's record, new or corrected, and return it. What would change nothing is no conflict."""
    adding = row._state.adding
    if changes(row, dict(values)):
        require_seen(seen, record_values(row))
    changed = write(row, dict(values))
    if changed or adding:
        _record(event, edition, details=changed)
    return row


def _resolve(row: Resolution, values: dict[str, Any], seen: str | None) -> bool:
    """Write the resolution on a power, or take it back; say whether anything was written."""
    adding = row._state.adding
    if adding and (not values["outcome"] or token(values) == seen):
        return False  # nothing to take back, or left as shown while somebody else took it back
    if not adding and not is_mine(seen, resolution_values(row), values):
        return False
    if not values["outcome"]:
        row.delete()
        return True
    return bool(write(row, values)) or adding


def _record(event: str, edition: Edition, details: Mapping[str, Any] | None = None) -> None:
    record(event, subject=edition, institution=edition.institution.code, details=details)
