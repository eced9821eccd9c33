"""The change statement: what an edition changes against the one before, with reasons."""

from __future__ import annotations

from typing import Any

from dossiers import actions as dossiers
from organisation import actions as organisation
from powers import actions as powers
from registers import actions, changes
from registers.models import Edition
from tests import scenarios
from tests.scenarios import NOW


def kinds(found: list[changes.PowerChange]) -> list[tuple[str, str, str]]:
    return [(change.name, change.kind, change.reason) for change in found]


def test_the_first_edition_adds_everything(cast: Any) -> None:
    scenarios.confirmed(cast, entry_reason="新职能")
    edition = scenarios.edition(cast, "approved")
    before, found = changes.statement(edition, cast.officer)
    assert before is None
    assert kinds(found) == [("临时救助", "added", "新职能")]


def test_added_modified_and_removed_powers_with_reasons(cast: Any) -> None:
    kept, gone = scenarios.confirmed(cast), scenarios.confirmed(cast, "收费")
    first = scenarios.edition(cast, "published")
    dossiers.reopen(power=kept, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=kept, by=cast.clerk, now=NOW, values={"duties": "新职责"})
    dossiers.propose_removal(power=gone, by=cast.clerk, now=NOW, reason="上级取消")
    dossiers.agree(power=gone, by=cast.officer, now=NOW)
    scenarios.draft(cast, "新项目", entry_reason="上级下放")
    second = scenarios.edition(cast)
    before, found = changes.statement(second, cast.officer)
    assert before == first
    assert kinds(found) == [
        ("临时救助", "modified", "年度复核"),
        ("新项目", "added", "上级下放"),
        ("收费", "removed", "上级取消"),
    ]
    [duties] = [c for c in found[0].changes if str(c.field) == "行使职责"]
    assert (duties.old, duties.new) == ("依法审核并按时答复", "新职责")
    assert changes.count_kinds(found) == {"added": 1, "modified": 1, "removed": 1}


def test_a_power_the_meeting_left_out_shows_its_note(cast: Any) -> None:
    kept, left = scenarios.confirmed(cast), scenarios.confirmed(cast, "收费")
    scenarios.edition(cast, "published")
    second = scenarios.edition(cast, "review")
    outcomes = [(kept, "include", ""), (left, "exclude", "依据待核实")]
    actions.record_resolutions(edition=second, by=cast.officer, now=NOW, outcomes=outcomes)
    _before, found = changes.statement(Edition.objects.get(pk=second.pk), cast.officer)
    assert kinds(found) == [("收费", "removed", "依据待核实")]


def test_the_statement_is_limited_to_what_the_account_may_read(cast: Any) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    scenarios.draft(cast, "新项目")
    second = scenarios.edition(cast)
    assert kinds(changes.statement(second, cast.colleague)[1]) == []
    assert [name for name, _kind, _reason in kinds(changes.statement(second, cast.clerk)[1])] == ["新项目"]


def test_the_statement_of_an_open_edition_is_kept_until_anything_in_it_changes(
    cast: Any, django_assert_num_queries: Any
) -> None:
    power = scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    second = scenarios.edition(cast)
    assert changes.statement(second, cast.officer)[1] == []
    with django_assert_num_queries(5):
        changes.statement(second, cast.officer)
    post = power.responsibilities.get(level="direct").post
    organisation.edit_post(post=post, by=cast.sysadmin, now=NOW, values={"title": "新名称"})
    [change] = changes.statement(second, cast.officer)[1]
    assert {"新名称"} == {word for c in change.changes for word in [c.new[:3]]}
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": "新职责"})
    [change] = changes.statement(second, cast.officer)[1]
    assert "新职责" in {c.new for c in change.changes}


def test_between_frozen_editions_only_what_differs_is_read(cast: Any) -> None:
    kept, same = scenarios.confirmed(cast), scenarios.confirmed(cast, "不变的")
    scenarios.edition(cast, "published")
    dossiers.reopen(power=kept, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=kept, by=cast.clerk, now=NOW, values={"duties": "新职责"})
    second = scenarios.edition(cast, "approved", year=2027)
    before, found = changes.statement(second, cast.officer)
    assert before is not None
    assert kinds(found) == [(kept.name, "removed", "")]
    assert same.name in set(before.entries.values_list("name", flat=True))
