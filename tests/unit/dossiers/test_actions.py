"""The steps people take: twice, too late, without a reason, and what confirming does."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from dossiers import actions
from dossiers.actions import Seen
from dossiers.content import content_digest, content_of
from dossiers.models import ConfirmedContent
from powers import actions as powers
from riskpoints import actions as riskpoints
from riskreg.decisions import Conflict
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db


def test_a_second_click_is_a_conflict_and_leaves_one_decision(cast: Any) -> None:
    power = scenarios.submitted(cast)
    seen = Seen(power.round, power.revision)
    actions.agree(power=power, by=cast.head, now=NOW, seen=seen, chart_verified=True)
    with pytest.raises(Conflict, match="head甲"):
        actions.agree(power=power, by=cast.head, now=NOW, seen=seen, chart_verified=True)
    assert power.decisions.filter(stage="head").count() == 1


def test_a_second_click_without_a_page_is_a_conflict_too(cast: Any) -> None:
    power = scenarios.confirmed(cast)
    with pytest.raises(Conflict, match="不在待审状态"):
        actions.agree(power=power, by=cast.officer, now=NOW)
    assert power.decisions.filter(stage="discipline").count() == 1


def test_a_page_that_showed_another_revision_is_stale(cast: Any) -> None:
    power = scenarios.complete(cast)
    seen = Seen(power.round, power.revision)
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"conditions": "另写"})
    with pytest.raises(Conflict, match="已有修改"):
        actions.submit(power=power, by=cast.clerk, now=NOW, seen=seen)
    power.refresh_from_db()
    assert power.state == "draft"


@pytest.mark.parametrize("comment", ["", "   "])
def test_a_return_needs_a_reason(cast: Any, comment: str) -> None:
    power = scenarios.submitted(cast)
    with pytest.raises(ValidationError, match="退回时请写明理由"):
        actions.send_back(power=power, by=cast.head, now=NOW, comment=comment)
    power.refresh_from_db()
    assert (power.state, power.round, power.decisions.count()) == ("submitted", 1, 1)


def test_the_head_signs_that_the_chart_is_true(cast: Any) -> None:
    power = scenarios.submitted(cast)
    with pytest.raises(ValidationError, match="核对流程图"):
        actions.agree(power=power, by=cast.head, now=NOW)
    assert actions.agree(power=power, by=cast.head, now=NOW, chart_verified=True).state == "reviewed"


def test_a_return_opens_a_new_round(cast: Any) -> None:
    power = actions.send_back(power=scenarios.reviewed(cast), by=cast.officer, now=NOW, comment="补充")
    assert (power.state, power.round) == ("returned", 2)
    assert [row.outcome for row in power.decisions.all()] == ["submitted", "agreed", "returned"]


def test_confirming_confirms_placed_points_and_leaves_candidates(cast: Any) -> None:
    power = scenarios.complete(cast)
    riskpoints.add(power=power, by=cast.clerk, now=NOW, values={"title": "吃拿卡要"})
    actions.submit(power=power, by=cast.clerk, now=NOW)
    actions.agree(power=power, by=cast.head, now=NOW, chart_verified=True)
    actions.agree(power=power, by=cast.officer, now=NOW)
    assert dict(power.risk_points.values_list("code", "status")) == {"R1": "confirmed", "R2": "candidate"}


def test_confirming_keeps_the_content(cast: Any) -> None:
    power = scenarios.read(scenarios.confirmed(cast))
    kept = ConfirmedContent.objects.get(power=power)
    assert kept.content == content_of(power)
    assert kept.digest == content_digest(content_of(power))


def test_reopening_begins_a_round_and_keeps_the_reason(cast: Any) -> None:
    power = actions.reopen(power=scenarios.confirmed(cast), by=cast.clerk, now=NOW, reason="法规修订")
    assert (power.state, power.round, power.entry_reason) == ("draft", 2, "法规修订")


def test_a_removal_is_proposed_with_a_reason_and_confirmed_or_not(cast: Any) -> None:
    kept, gone = (
        actions.propose_removal(power=scenarios.confirmed(cast, name), by=cast.clerk, now=NOW, reason="取消")
        for name in ("甲事项", "乙事项")
    )
    assert actions.send_back(power=kept, by=cast.officer, now=NOW, comment="仍需行使").state == "draft"
    assert actions.agree(power=gone, by=cast.officer, now=NOW).state == "removed"


def test_a_removal_without_a_reason_is_invalid(cast: Any) -> None:
    power = scenarios.confirmed(cast)
    with pytest.raises(ValidationError):
        actions.propose_removal(power=power, by=cast.clerk, now=NOW, reason=" ")
    power.refresh_from_db()
    assert power.state == "confirmed"
