"""A long register is planned and written a few dossiers at a time: what comes out is what all at once would give."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports import actions
from imports.fields import TableKind
from imports.models import Origin
from imports.planning import plan
from imports.plans import register
from imports.plans.entries import LINK, MEASURE, POINT, POWER, Entry
from imports.plans.plan import Plan
from imports.plans.spooled import Groups
from imports.rows import ReadRow, ReadTable
from imports.snapshot import snapshot
from powers.models import Power
from riskreg.spool import Spool
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category, ours, row, table
from tests.unit.imports.test_apply import applied

pytestmark = pytest.mark.django_db

ROWS = st.builds(
    row,
    power=st.sampled_from(["临时救助", "低保审核", "信访受理", "印章管理", ""]),
    unit=st.sampled_from(["", "民政所", "新设科"]),
    point=st.sampled_from(["优亲厚友", "虚报人数", "拖延", ""]),
    measures=st.sampled_from([(), ("两人核查",), ("张榜公布", "抽查")]),
    grade=st.sampled_from(["", "A", "B"]),
    unit_head=st.sampled_from(["", "王建国", "负责人（李爱民）"]),
    responsible=st.sampled_from(["", "办事员"]),
)


def told(found: Plan) -> dict[str, Any]:
    """Return everything a plan says, entries by their words."""
    entries = [
        (
            entry.label,
            entry.pk,
            entry.words,
            entry.row,
            entry.kept,
            {k: plain(v) for k, v in entry.values.items()},
        )
        for group in found.groups()
        for entry in group
    ]
    cells = (found.rejected, found.warnings, found.questions)
    return {
        "rows": list(found.rows),
        "cells": cells,
        "matched": found.matched,
        "revisions": found.revisions,
        "entries": sorted(map(repr, entries)),
    }


def plain(value: Any) -> Any:
    return (value.label, value.words) if isinstance(value, Entry) else value


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(ROWS, max_size=12))
def test_however_few_dossiers_are_settled_together_the_plan_is_the_same(
    cast: Cast, lines: list[dict[str, Any]], monkeypatch_for_each: pytest.MonkeyPatch
) -> None:
    """Rows of a power may stand anywhere in the file."""
    read = table(*lines)
    plans = []
    with transaction.atomic():
        other_category()
        scenarios.complete(cast)
        for together in (1, 3, 1000):
            monkeypatch_for_each.setattr(register, "TOGETHER", together)
            plans.append(told(plan([read], snapshot(ours(cast), {read.kind}))))
        transaction.set_rollback(True)
    assert plans[0] == plans[1] == plans[2]


@pytest.fixture
def monkeypatch_for_each() -> Any:
    """Undone once, after all examples."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_what_is_written_in_portions_knows_its_dossier_its_people_and_its_row(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power, a unit and a post that an earlier portion brought are those that a later one points to."""
    monkeypatch.setattr(register, "TOGETHER", 1)
    other_category()
    lines = [row(power=f"职权{n % 3}", point=f"风险{n}", unit="新设科", leader="") for n in range(9)]
    done = applied(cast, table(*lines))
    powers = Power.objects.filter(unit__name="新设科").order_by("code")
    assert [power.name for power in powers] == ["职权0", "职权1", "职权2"]
    assert [[p.title for p in power.risk_points.order_by("pk")] for power in powers] == [
        ["风险0", "风险3", "风险6"],
        ["风险1", "风险4", "风险7"],
        ["风险2", "风险5", "风险8"],
    ]
    assert len({link.post_id for power in powers for link in power.responsibilities.all()}) == 1
    assert done.report["created"]["measures"] == 18
    mine = Origin.objects.filter(source=done)
    of_points = mine.filter(label=POINT).order_by("row").values_list("row", flat=True)
    assert list(of_points) == list(range(4, 13))
    assert set(mine.filter(label=POWER).values_list("act", "revision")) == {("created", powers[0].revision)}
    assert actions.undo(source=done, by=cast.registrar, now=NOW).state == "undone"
    assert not Power.objects.filter(unit__name="新设科").exists()


def test_a_group_comes_back_with_its_own_ties_and_those_that_stayed_in_memory() -> None:
    """A power gets its key after the group was stored: whoever reads the group finds it."""
    power = Entry(POWER, words="低保审核")
    point = Entry(POINT, values={"power": power}, owner=power, words="优亲厚友")
    measure = Entry(MEASURE, values={"risk_point": point}, owner=power)
    groups = Groups()
    groups.append((point, measure))
    groups.append((Entry(LINK, pk=7, stored={"post": 3}, owner=power),))
    power.pk = 42
    (read, its_measure), (link,) = groups
    assert read is not point and its_measure.values["risk_point"] is read
    assert read.values["power"] is power and link.owner is power and read.values["power"].pk == 42
    assert (link.stored, link.new, groups.entries) == ({"post": 3}, False, 3)


def peak(cast: Cast, count: int) -> int:
    """Return the most memory, in bytes, that planning so many rows takes."""
    values = row(unit_head="", leader="", measures=())
    rows = Spool(
        ReadRow(
            number,
            {
                **values,
                "power": f"职权{(number - 2) // 50}",
                "point": f"风险{number}",
                "measures": (f"措施{number}",) * 3,
            },
        )
        for number in range(2, count + 2)
    )
    read = ReadTable(TableKind.REGISTER, "表", 1, {head: head for head in values}, (), rows)
    stored = snapshot(ours(cast), {read.kind})
    tracemalloc.start()
    try:
        found = plan([read], stored)
        assert (len(found.rows), found.size()) == (count, 2 * count + count // 50)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_planning_five_times_the_rows_takes_little_more_memory(cast: Cast) -> None:
    """What grows is a hundred bytes or so for a row: where it lies, and its number."""
    other_category()
    few, many = peak(cast, 1000), peak(cast, 5000)
    assert many - few < 300 * 4000
