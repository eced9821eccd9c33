"""Every step people take on a dossier: submit, agree, return, confirm, reopen, remove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.recording import record
from dossiers import permissions
from dossiers.content import content_digest, content_of
from dossiers.models import ConfirmedContent, Decision, Outcome
from dossiers.workflow import DOSSIER, REVIEWS
from powers.models import Power
from riskpoints.actions import set_status
from riskpoints.enums import RiskStatus
from riskreg.decisions import conflict, require
from riskreg.guarded import acting, current_operation, write


@dataclass(frozen=True)
class Seen:
    """What the person's page showed: round and revision of the dossier."""

    round: int
    revision: int


def submit(*, power: Power, by: Any, now: datetime, seen: Seen | None = None) -> Power:
    """Hand the dossier to the unit head. Raises Refused with what is missing, Conflict on a stale page."""
    with acting(by=by, now=now):
        power = _lock(power, seen)
        require(permissions.can_submit(by, power))
        _decide(power, "submit", Outcome.SUBMITTED, by=by, now=now)
        _enter(power, "submit", now)
        record("dossier.submitted", subject=power, institution=power.institution.code)
        return power


def agree(
    *,
    power: Power,
    by: Any,
    now: datetime,
    seen: Seen | None = None,
    comment: str = "",
    chart_verified: bool = False,
) -> Power:
    """Agree in whichever review the dossier waits for.

    The unit head also signs that the chart is true to practice (`chart_verified`, R12). The discipline
    officer's agreement confirms the dossier and its placed risk points, or its removal.
    Raises Refused, Conflict, ValidationError.
    """
    with acting(by=by, now=now):
        power = _lock(power, seen)
        name = _review_move(power, agreeing=True)
        require(permissions.can_move(by, power, name))
        _decide(power, name, Outcome.AGREED, by=by, now=now, comment=comment, chart_verified=chart_verified)
        _enter(power, name, now)
        if name == "confirm":
            _confirm(power, now)
        event = {"confirm": "dossier.confirmed", "confirm_removal": "dossier.removed"}
        record(
            event.get(name, "dossier.agreed"),
            subject=power,
            institution=power.institution.code,
            reason=comment,
        )
        return power


def send_back(*, power: Power, by: Any, now: datetime, comment: str, seen: Seen | None = None) -> Power:
    """Return the dossier with a reason, in whichever review it waits for; the round grows.

    Raises Refused, Conflict, ValidationError without a reason.
    """
    with acting(by=by, now=now):
        power = _lock(power, seen)
        name = _review_move(power, agreeing=False)
        require(permissions.can_move(by, power, name))
        _decide(power, name, Outcome.RETURNED, by=by, now=now, comment=comment)
        power.round += 1
        _enter(power, name, now)
        event = "dossier.kept" if name == "keep" else "dossier.returned"
        record(event, subject=power, institution=power.institution.code, reason=comment)
        return power


def reopen(*, power: Power, by: Any, now: datetime, reason: str) -> Power:
    """Open a confirmed dossier for editing again, in a new round. Raises Refused."""
    with acting(by=by, now=now):
        power = _lock(power, None)
        require(permissions.can_move(by, power, "reopen"))
        power.round += 1
        _decide(power, "reopen", Outcome.REOPENED, by=by, now=now, comment=reason)
        power.entry_reason = reason[:300]
        _enter(power, "reopen", now)
        record("dossier.reopened", subject=power, institution=power.institution.code, reason=reason)
        return power


def propose_removal(*, power: Power, by: Any, now: datetime, reason: str) -> Power:
    """Propose to take the power out of the catalogue; a reason is required (R07). Raises Refused."""
    with acting(by=by, now=now):
        power = _lock(power, None)
        require(permissions.can_move(by, power, "propose_removal"))
        power.round += 1
        _decide(power, "propose_removal", Outcome.PROPOSED, by=by, now=now, comment=reason)
        power.removal_reason = reason[:300]
        _enter(power, "propose_removal", now)
        record("dossier.removal_proposed", subject=power, institution=power.institution.code, reason=reason)
        return power


def _lock(power: Power, seen: Seen | None) -> Power:
    Power.objects.lock(power.pk)
    fresh: Power = Power.objects.with_dossier().get(pk=power.pk)
    if seen is not None and (fresh.round, fresh.revision) != (seen.round, seen.revision):
        last = fresh.decisions.last()
        if last is None:
            conflict(_("您打开页面后档案已有修改，请刷新后再办理。"))
        conflict(
            _("您打开页面后档案已有变化：%(who)s 已办理“%(what)s”。请刷新后再看。")
            % {"who": last.decided_by, "what": last.get_outcome_display()}
        )
    return fresh


def _review_move(power: Power, *, agreeing: bool) -> str:
    if power.state not in REVIEWS:
        last = power.decisions.last()
        who = last.decided_by if last else "—"
        conflict(
            _("档案目前“%(state)s”，不在待审状态：%(who)s 已先办理。请刷新页面。")
            % {"state": power.get_state_display(), "who": who}
        )
    return REVIEWS[power.state][0 if agreeing else 1]


def _enter(power: Power, name: str, now: datetime) -> None:
    power.state = DOSSIER.next_state(power.state, name)
    power.state_at = now
    power.revision += 1
    power.save()
    current_operation().touched.add(power.pk)


def _decide(
    power: Power,
    name: str,
    outcome: str,
    *,
    by: Any,
    now: datetime,
    comment: str = "",
    chart_verified: bool = False,
) -> None:
    decision = Decision(power=power, stage=permissions.STAGE_OF_MOVE[name], round=power.round)
    values = {
        "outcome": outcome,
        "comment": comment.strip(),
        "chart_verified": chart_verified,
        "decided_by": by,
        "decided_at": now,
        "content_digest": content_digest(content_of(power)),
    }
    write(decision, values)


def _confirm(power: Power, now: datetime) -> None:
    """Confirm the placed risk points and keep the content reviewers will compare against next time."""
    for point in power.risk_points.all():
        if point.step_id and point.manifestation and point.status != RiskStatus.CONFIRMED:
            set_status(point=point, status=RiskStatus.CONFIRMED)
    content = content_of(power)
    kept = ConfirmedContent.objects.filter(power=power).first() or ConfirmedContent(power=power)
    kept.content, kept.digest, kept.confirmed_at = content, content_digest(content), now
    kept.save()


def waiting_for(power: Power) -> str:
    """Return the stage whose review the dossier waits for, '' if none."""
    if power.state not in REVIEWS:
        return ""
    return permissions.STAGE_OF_MOVE[REVIEWS[power.state][0]]
