"""The edition's workflow: every state × move × role, and every stage's precondition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dossiers import actions as dossiers
from powers.models import Power
from registers import actions, permissions, policies, stages
from registers.enums import EditionState as S
from registers.models import Edition
from registers.workflow import EDITION
from riskreg.decisions import Allowed, Conflict, Denied, Refused
from tests import scenarios
from tests.scenarios import NOW

WAY = {
    ("find", "show"): "show",
    ("show", "ask"): "ask",
    ("ask", "review"): "review",
    ("review", "approve"): "approved",
    ("approved", "file"): "filed",
    ("filed", "publish"): "published",
    ("published", "supersede"): "superseded",
}
MAY = {
    "show": {"officer"},
    "ask": {"officer"},
    "review": {"officer"},
    "approve": {"officer", "leader"},
    "file": {"officer"},
    "publish": {"officer", "registrar"},
    "supersede": {"officer", "registrar"},
}


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("name", MAY)
def test_a_move_starts_from_its_own_state_only(state: str, name: str) -> None:
    if (state, name) in WAY:
        assert EDITION.next_state(state, name) == WAY[state, name]
    else:
        with pytest.raises(Conflict):
            EDITION.next_state(state, name)


def test_who_may_make_which_move_in_which_state(cast: Any) -> None:
    """One edition with every stage recorded, looked at in every state: only right and state decide."""
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "published")
    allowed = set()
    for state in S.values:
        edition.state = state
        for name in MAY:
            for person, user in cast.people().items():
                if permissions.can_move(user, edition, name):
                    allowed.add((state, name, person))
    expected = {(state, name, person) for state, name in WAY for person in MAY[name]}
    assert allowed == expected


@pytest.mark.parametrize("state", scenarios.STAGES)
def test_only_the_officer_records_and_only_in_the_stage(cast: Any, state: str) -> None:
    edition = Edition(institution=cast.institution, state=state)
    for person, user in cast.people().items():
        for stage in scenarios.STAGES:
            expected = person == "officer" and stage == state
            assert bool(permissions.can_record(user, edition, stage)) == expected, (person, stage)


def reason(decision: Any) -> str:
    assert isinstance(decision, Denied)
    return str(decision.reason)


def test_show_needs_a_confirmed_dossier(cast: Any) -> None:
    scenarios.reviewed(cast)
    edition = scenarios.edition(cast)
    assert reason(permissions.can_move(cast.officer, edition, "show")) == (
        "还没有经纪检确认的职权档案。请先在“待审核”里办理。"
    )
    with pytest.raises(Refused, match="还没有经纪检确认"):
        actions.advance(edition=edition, name="show", by=cast.officer, now=NOW)
    scenarios.confirmed(cast, "另一项")
    assert policies.ready_to_show(edition)


@pytest.mark.parametrize(
    ("state", "name", "words"),
    [
        ("show", "ask", "还没有登记公示的地点和起止日期。请填写“亮”的公示记录。"),
        ("ask", "review", "还没有征求意见的记录。请至少登记一次问卷、征求意见会或公开评议会。"),
        ("review", "approve", "还没有领导小组会审记录。请填写会审日期、主持人和出席人员。"),
    ],
)
def test_a_stage_is_not_left_without_its_record(cast: Any, state: str, name: str, words: str) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, state)
    assert reason(permissions.can_move(cast.officer, edition, name)) == words


def _ready_to_approve(cast: Any) -> tuple[Edition, Power]:
    power = scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "ask")
    values = {"method": "questionnaire", "held_on": NOW.date(), "audience": "群众", "sent": 1, "returned": 1}
    actions.record_consultation(edition=edition, by=cast.officer, now=NOW, values=values)
    opinion = {"source": "masses", "method": "questionnaire", "received_on": NOW.date(), "text": "意见"}
    row = actions.record_opinion(edition=edition, by=cast.officer, now=NOW, values=opinion)
    actions.dispose_opinion(opinion=row, by=cast.officer, now=NOW, disposition="adopted")
    edition = actions.advance(edition=edition, name="review", by=cast.officer, now=NOW)
    meeting = {"held_on": NOW.date(), "chair": "甲", "attendees": "乙", "minutes": ""}
    actions.record_meeting(edition=edition, by=cast.officer, now=NOW, values=meeting)
    outcomes = [(power, "include", "")]
    actions.record_resolutions(edition=edition, by=cast.officer, now=NOW, outcomes=outcomes)
    return Edition.objects.get(pk=edition.pk), power


def _opinion_open(cast: Any, edition: Edition, _power: Power) -> None:
    row = edition.opinions.get()
    actions.dispose_opinion(opinion=row, by=cast.officer, now=NOW, disposition="pending")


def _nothing_included(cast: Any, edition: Edition, power: Power) -> None:
    outcomes = [(power, "exclude", "再议")]
    actions.record_resolutions(edition=edition, by=cast.officer, now=NOW, outcomes=outcomes)


def _reopened(cast: Any, _edition: Edition, power: Power) -> None:
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="有变化")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_opinion_open, "还有1条意见没有写明采纳情况。"),
        (_nothing_included, "会审还没有决定列入任何职权。请逐项填写会审结论。"),
        (_reopened, "会审列入后又有修改，尚未重新确认"),
    ],
)
def test_approval_is_refused_when_one_thing_is_missing(
    cast: Any, spoil: Callable[..., None], words: str
) -> None:
    edition, power = _ready_to_approve(cast)
    assert policies.ready_to_approve(edition)
    spoil(cast, edition, power)
    assert words in reason(policies.ready_to_approve(Edition.objects.get(pk=edition.pk)))


def test_a_power_that_joins_an_approved_register_says_why(cast: Any) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "published", year=2025)
    power = scenarios.confirmed(cast, "特困供养")
    edition = scenarios.edition(cast, "review")
    meeting = {"held_on": NOW.date(), "chair": "甲", "attendees": "乙", "minutes": ""}
    actions.record_meeting(edition=edition, by=cast.officer, now=NOW, values=meeting)
    outcomes = [(power, "include", "")]
    actions.record_resolutions(edition=edition, by=cast.officer, now=NOW, outcomes=outcomes)
    said = reason(policies.ready_to_approve(edition))
    assert said == (
        f"职权“{power}”是新增的，没有说明列入理由。请退回修改、写明理由后重新确认，或改为暂不列入。"
    )
    Power._base_manager.filter(pk=power.pk).update(entry_reason="上级下放")
    assert policies.ready_to_approve(edition) == Allowed()


def test_the_stepper_shows_the_stage_being_worked_on() -> None:
    at = {state: stages.current(state) for state in S.values}
    assert at == {
        "find": 0,
        "show": 1,
        "ask": 2,
        "review": 3,
        "approved": 5,
        "filed": 6,
        "published": 7,
        "superseded": 7,
    }
    assert [step["status"] for step in stages.steps("approved")] == ["done"] * 5 + ["current", "todo"]


def test_arrivals_tell_who_moved_the_edition_when(cast: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    found = stages.arrivals(edition)
    assert {state: str(arrival.by) for state, arrival in found.items()} == {
        "find": "officer甲",
        "show": "officer甲",
        "ask": "officer甲",
        "review": "officer甲",
        "approved": "leader甲",
    }
    assert {arrival.at for arrival in found.values()} == {NOW}
