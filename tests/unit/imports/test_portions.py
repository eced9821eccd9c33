"""A long file is planned and written a few dossiers at a time: what comes out is what all at once would give."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports import actions
from imports.columns import suggest
from imports.fields import TableKind
from imports.models import Origin
from imports.planning import plan
from imports.plans import by_power
from imports.plans.entries import LINK, MEASURE, POINT, POWER, Entry
from imports.plans.plan import Plan
from imports.plans.spooled import Groups
from imports.reading import read_table
from imports.rows import Basis, Limit, ReadRow, ReadTable
from imports.snapshot import snapshot
from imports.tables import find_table
from powers.models import Power
from riskreg.reading.plain_text import read_text
from riskreg.spool import Spool
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category, ours, row, table
from tests.unit.imports.test_apply import applied
from tests.unit.imports.test_catalogue_plan import LAW, catalogue
from tests.unit.imports.test_catalogue_plan import row as catalogue_row

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
POWERS = st.builds(
    catalogue_row,
    power=st.sampled_from(["临时救助", "低保审核", "印章管理", ""]),
    unit=st.sampled_from(["", "民政所", "新设科"]),
    leader=st.sampled_from(["", "副镇长", "分管领导（李爱民）"]),
    duties=st.sampled_from(["", "依法审核", "核查并公示"]),
    time_limit=st.sampled_from([None, Limit(20, "working_day"), Limit(None, "immediate")]),
    bases=st.sampled_from([(), (LAW,), (LAW, Basis("示例法"))]),
    fees=st.sampled_from(["", "不收费"]),
)


def told(found: Plan) -> dict[str, Any]:
    """Return everything a plan says, entries by their words."""
    entries = [
        (
            entry.label,
            entry.pk,
            entry.words,
            entry.row,
            dict(entry.said().kept),
            {k: plain(v) for k, v in entry.said().values.items()},
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
@given(lines=st.lists(ROWS, max_size=12), powers=st.lists(POWERS, max_size=8))
def test_however_few_dossiers_are_settled_together_the_plan_is_the_same(
    cast: Cast,
    lines: list[dict[str, Any]],
    powers: list[dict[str, Any]],
    monkeypatch_for_each: pytest.MonkeyPatch,
) -> None:
    """Rows of a power may stand anywhere in the file, and in a catalogue and a register of it."""
    read = [one for one in (catalogue(*powers), table(*lines)) if one.rows]
    plans = []
    with transaction.atomic():
        other_category()
        scenarios.complete(cast)
        for together in (1, 3, 1000):
            monkeypatch_for_each.setattr(by_power, "TOGETHER", together)
            plans.append(told(plan(read, snapshot(ours(cast), {one.kind for one in read}))))
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
    monkeypatch.setattr(by_power, "TOGETHER", 1)
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


def peak(work: Callable[[], Any]) -> int:
    """Return the most memory, in bytes, that the work takes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read(count: int) -> ReadTable:
    """Return a register of so many rows, as a file in text holds it."""
    lines = (
        f"测量科室{at // 500},测量职权{at // 50},风险{at},在第{at}个环节放宽条件、拖延不办,高,1.两人以上办理 2.每季度抽查"
        for at in range(count)
    )
    sheet = read_text("\n".join(["科室,职权名称,风险点,表现形式,风险等级,防控措施", *lines]), "登记表")
    table = find_table(sheet)
    mapping = {one.head: one.field for one in suggest(table.heads, table.samples(), TableKind.REGISTER)}
    return read_table(
        sheet, table, TableKind.REGISTER, {head: name for head, name in mapping.items() if name}
    )


def test_reading_and_planning_five_times_the_rows_takes_little_more_memory(cast: Cast) -> None:
    """What grows is some hundred bytes for a row: the text of the file, where a row lies, and its number."""
    other_category()
    read(10)  # what is remembered from now on
    few, many = peak(partial(read, 1000)), peak(partial(read, 5000))
    assert many - few < 800 * 4000
    stored = snapshot(ours(cast), {TableKind.REGISTER})
    few, many = (peak(partial(plan, [table], stored)) for table in (read(1000), read(5000)))
    assert many - few < 400 * 4000
    assert plan([read(1000)], stored).size() == 1000 * 3 + 20 + 2


def test_of_a_power_of_a_catalogue_little_stays_in_memory(cast: Cast) -> None:
    """Its name, code and unit do; its columns and its bases do not, be they a thousand characters."""
    other_category()
    long = "依照法定的职责、条件、程序和时限办理。" * 50

    def planned(count: int) -> Plan:
        lines = (
            ReadRow(at, catalogue_row(power=f"职权{at}", duties=f"{at}{long}", bases=(Basis(f"第{at}号令"),)))
            for at in range(count)
        )
        read = replace(catalogue(catalogue_row()), rows=Spool(lines))
        return plan([read], snapshot(ours(cast), {TableKind.POWERS}))

    planned(10)
    few, many = peak(partial(planned, 200)), peak(partial(planned, 1000))
    assert many - few < 2800 * 800
    first = next(entry for entry in planned(300).entries if entry.label == POWER)
    assert (set(first.values), first.said().values["duties"]) == (
        {"unit", "name", "category", "code", "leader_in_charge"},
        f"0{long}",
    )
