"""An amendment takes over what the meeting said nothing about (ADR 11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dossiers import actions as dossiers
from powers import actions as powers
from registers import actions, changes, exporting, freezing
from registers.carrying import amended, carried
from registers.content import contents_digest, frozen_contents
from registers.models import Edition, EditionEntry
from registers.policies import ready_to_approve
from registers.verifying import problems
from riskreg.decisions import Allowed, Denied
from tests import scenarios
from tests.scenarios import NOW

LATER = NOW + timedelta(days=10)


def in_review(cast: Any, year: int = 2026) -> Edition:
    edition = scenarios.edition(cast, "review", year=year)
    values = {"held_on": NOW.date(), "chair": "甲", "attendees": "乙", "minutes": ""}
    actions.record_meeting(edition=edition, by=cast.officer, now=NOW, values=values)
    return edition


def resolve(cast: Any, edition: Edition, *outcomes: Any) -> None:
    actions.record_resolutions(edition=edition, by=cast.officer, now=NOW, outcomes=outcomes)


def approve(cast: Any, edition: Edition) -> Edition:
    values = {"meeting": "党委会", "document_no": "2号", "approved_on": LATER.date()}
    return actions.approve(edition=edition, by=cast.leader, now=LATER, values=values)


def held(edition: Edition) -> dict[str, tuple[str, str]]:
    """Return name → (duties, label of the edition it was carried from or '')."""
    rows = EditionEntry.objects.filter(edition=edition).select_related("carried_from").order_by("position")
    return {r.name: (r.content["duties"], r.carried_from.label if r.carried_from else "") for r in rows}


def edit(cast: Any, power: Any, duties: str) -> None:
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": duties})


def test_an_amendment_keeps_what_the_meeting_did_not_touch_as_it_was_approved(cast: Any) -> None:
    changed, kept, dropped = (scenarios.confirmed(cast, name) for name in ("甲", "乙", "丙"))
    first = scenarios.edition(cast, "published")
    before = dict(first.entries.values_list("name", "digest"))
    edit(cast, kept, "别的职责")
    second = in_review(cast)
    resolve(cast, second, (changed, "include", ""), (dropped, "exclude", "上级收回"))
    assert [entry.name for entry in carried(second)] == ["乙"]
    approve(cast, second)
    assert held(second) == {"甲": ("依法审核并按时答复", ""), "乙": ("依法审核并按时答复", "2026-1")}
    assert second.entries.get(name="乙").digest == before["乙"]
    second = Edition.objects.get(pk=second.pk)
    assert second.digest == contents_digest(frozen_contents(second))
    assert list(problems()) == []


def test_carried_again_an_entry_still_names_the_edition_that_approved_it(cast: Any) -> None:
    kept, other = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    for label in ("2026-2", "2026-3"):
        edition = in_review(cast)
        resolve(cast, edition, (other, "include", ""))
        edition = approve(cast, edition)
        assert (edition.label, held(edition)[kept.name][1]) == (label, "2026-1")


def test_what_was_taken_out_of_the_catalogue_is_not_carried_and_is_told(cast: Any) -> None:
    gone, other = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    dossiers.propose_removal(power=gone, by=cast.clerk, now=NOW, reason="上级取消")
    dossiers.agree(power=gone, by=cast.officer, now=NOW)
    second = in_review(cast)
    resolve(cast, second, (other, "include", ""))
    _before, found = changes.statement(second, cast.officer)
    assert [(change.name, change.kind, change.reason) for change in found] == [("甲", "removed", "上级取消")]
    assert list(held(approve(cast, second))) == ["乙"]


def test_the_statement_never_calls_a_carried_power_changed(cast: Any) -> None:
    kept, other = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    edit(cast, kept, "别的职责")
    second = in_review(cast)
    resolve(cast, second, (other, "include", ""))
    assert changes.statement(second, cast.officer)[1] == []
    assert changes.statement(approve(cast, second), cast.officer)[1] == []


def test_the_numbers_before_are_those_of_what_is_frozen_after(cast: Any) -> None:
    kept = scenarios.confirmed(cast, "甲", **scenarios.HIDDEN)
    other = scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    edit(cast, kept, "别的职责")
    second = in_review(cast)
    resolve(cast, second, (other, "include", ""))
    assert freezing.numbers(second) == {"total": 2, "inside": 1, "grades": [("A", 0), ("B", 2), ("C", 0)]}
    second = approve(cast, second)
    assert second.entries.count() == 2
    assert [entry.name for entry in carried(second)] == ["甲"]


def test_the_workbook_says_why_an_amendment_leaves_a_power_out(cast: Any) -> None:
    scenarios.confirmed(cast, "甲")
    gone = scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    second = in_review(cast)
    resolve(cast, second, (gone, "exclude", "上级收回"))
    second = approve(cast, second)
    found = exporting.changes_of(cast.institution, second, frozen_contents(second))
    assert [(change.name, change.kind, change.reason) for change in found] == [("乙", "removed", "上级收回")]


def test_an_amendment_that_only_drops_what_left_the_catalogue_is_ready(cast: Any) -> None:
    gone, _kept = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    second = in_review(cast)
    denied = ready_to_approve(second)
    assert isinstance(denied, Denied)
    assert "会与上一册相同" in denied.reason
    dossiers.propose_removal(power=gone, by=cast.clerk, now=NOW, reason="上级取消")
    dossiers.agree(power=gone, by=cast.officer, now=NOW)
    assert ready_to_approve(second) == Allowed()
    assert list(held(approve(cast, second))) == ["乙"]


def test_an_amendment_never_empties_the_register(cast: Any) -> None:
    only = scenarios.confirmed(cast, "甲")
    scenarios.edition(cast, "published")
    second = in_review(cast)
    resolve(cast, second, (only, "exclude", "依据失效"))
    assert isinstance(ready_to_approve(second), Denied)


def test_a_code_that_moved_to_another_power_is_told_before_the_freeze(cast: Any) -> None:
    kept = scenarios.confirmed(cast, "甲", code="P-1")
    scenarios.edition(cast, "published")
    dossiers.reopen(power=kept, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=kept, by=cast.clerk, now=NOW, values={"code": "P-2"})
    taker = scenarios.confirmed(cast, "乙", code="P-1", entry_reason="新职能")
    second = in_review(cast)
    resolve(cast, second, (taker, "include", ""))
    denied = ready_to_approve(second)
    assert isinstance(denied, Denied)
    assert "P-1 甲" in denied.reason


def test_a_resolution_taken_back_leaves_the_power_as_it_was(cast: Any) -> None:
    kept, other = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    second = in_review(cast)
    resolve(cast, second, (kept, "exclude", "依据失效"), (other, "include", ""))
    resolve(cast, second, (kept, "", ""))
    assert [entry.name for entry in carried(second)] == ["甲"]


def test_a_late_amendment_is_compared_with_the_edition_it_amends(cast: Any) -> None:
    scenarios.confirmed(cast, "甲")
    changed = scenarios.confirmed(cast, "乙")
    first = scenarios.edition(cast, "published")
    scenarios.edition(cast, "published", year=2027)
    late = in_review(cast)
    resolve(cast, late, (changed, "include", ""))
    assert (late.label, changes.statement(late, cast.officer)) == ("2026-2", (first, []))


def test_only_leaving_out_makes_an_amendment_too(cast: Any) -> None:
    kept, gone = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    second = in_review(cast)
    resolve(cast, second, (gone, "exclude", "依据失效"))
    assert list(held(approve(cast, second))) == [kept.name]


def test_the_register_of_a_new_year_begins_anew(cast: Any) -> None:
    first, second = scenarios.confirmed(cast, "甲"), scenarios.confirmed(cast, "乙")
    scenarios.edition(cast, "published")
    edition = in_review(cast, year=2027)
    resolve(cast, edition, (first, "include", ""))
    assert (amended(edition), list(carried(edition))) == (None, [])
    _before, found = changes.statement(edition, cast.officer)
    assert [(change.name, change.kind) for change in found] == [(second.name, "removed")]
    assert list(held(approve(cast, edition))) == ["甲"]


def test_frozen_entries_are_still_refused_any_change(cast: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    rows = EditionEntry.objects.filter(edition=edition)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(carried_from=edition)
