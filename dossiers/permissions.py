"""WHO may take which step on a dossier, and when. The sentence in a refusal is what people read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dossiers.models import Decision as Step
from dossiers.models import Outcome, Stage
from dossiers.policies import ready_to_submit
from dossiers.workflow import DOSSIER
from powers.models import Power
from riskreg import access
from riskreg.decisions import Allowed, Decision, Denied

STAGE_OF_MOVE = {
    "submit": Stage.PREPARE,
    "agree_as_head": Stage.HEAD,
    "return_as_head": Stage.HEAD,
    "confirm": Stage.DISCIPLINE,
    "return_as_discipline": Stage.DISCIPLINE,
    "reopen": Stage.PREPARE,
    "propose_removal": Stage.PREPARE,
    "confirm_removal": Stage.DISCIPLINE,
    "keep": Stage.DISCIPLINE,
}


def can_move(user: Any, power: Power, name: str) -> Decision:
    """May the account make the move now? Right, state, and never two steps by one person."""
    step = DOSSIER.move(name)
    if not access.has(user, step.permission, power.unit):
        return Denied(_("您没有在“%(unit)s”“%(move)s”的权限。") % {"unit": power.unit, "move": step.label})
    if power.state not in step.sources:
        return Denied(
            _("档案目前“%(state)s”，不能“%(move)s”。")
            % {"state": power.get_state_display(), "move": step.label}
        )
    return _separate(user, power, STAGE_OF_MOVE[name])


def can_submit(user: Any, power: Power) -> Decision:
    """May the account submit the dossier now, with all that the rules require in place?"""
    return can_move(user, power, "submit") and ready_to_submit(power)


def _separate(user: Any, power: Power, stage: str) -> Decision:
    """Preparer, unit head and discipline reviewer are three people, from one confirmation to the next."""
    cycle: list[Step] = []
    for decision in power.decisions.all():
        cycle.append(decision)
        if decision.stage == Stage.DISCIPLINE and decision.outcome == Outcome.AGREED:
            cycle = []
    for decision in cycle:
        if decision.decided_by_id == user.pk and decision.stage != stage:
            return Denied(
                _("您在本轮已办理“%(stage)s”，同一档案的填报、审核、确认须由不同的人办理。")
                % {"stage": decision.get_stage_display()}
            )
    return Allowed()
