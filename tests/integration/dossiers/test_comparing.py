"""The page that compares two states of a chart, and the marked drawing on other pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from dossiers import actions as dossiers
from powers import actions as powers
from powers.chart_input import ExitRow, StepRow
from powers.models import Power
from tests import scenarios
from tests.scenarios import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def redraw(cast: Cast, power: Power) -> None:
    """Rename a step, take one out, add one."""
    steps, exits = scenarios.chart(cast)
    ids = {step.no: step.pk for step in power.steps.all()}
    kept = [StepRow(row.no, row.label, row.kind, ids[row.no], row.values) for row in steps if row.no != 5]
    kept[2] = StepRow(3, "审核材料", "review", ids[3], kept[2].values)
    kept.append(StepRow(7, "上门核查", "examine", None, {**kept[2].values}))
    ways = [way for way in exits if 5 not in (way.source, way.target)]
    ways += [ExitRow(4, 7, "符合"), ExitRow(7, 6)]
    powers.save_chart(power=power, by=cast.clerk, now=LATER, steps=kept, exits=ways)


def reopened(cast: Cast) -> Power:
    """A dossier that was confirmed and whose chart is drawn anew since."""
    power = scenarios.confirmed(cast)
    dossiers.reopen(power=power, by=cast.clerk, now=LATER, reason="规定变了")
    redraw(cast, scenarios.read(power))
    return scenarios.read(power)


def frozen(cast: Cast) -> Power:
    """A dossier in a published edition whose chart is drawn anew since."""
    power = scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    dossiers.reopen(power=scenarios.read(power), by=cast.clerk, now=LATER, reason="规定变了")
    redraw(cast, scenarios.read(power))
    return scenarios.read(power)


def test_the_last_edition_and_the_working_copy_are_compared_to_begin_with(cast: Cast, get: Any) -> None:
    response = get(cast.leader, "chart_compare", frozen(cast).pk)
    page = response.content.decode()
    assert response.status_code == 200
    assert [state.name for state in response.context["states"]] == ["2026-1 登记册", "工作稿"]
    kinds = {mark.kind for mark, _count in response.context["found"].counts}
    assert kinds == {"added", "removed", "changed"}
    assert "＋增" in page
    assert "环节名称</span> 审核<ins>材料</ins>" in page
    assert page.count("<h1") == 1


def test_without_an_edition_it_is_what_was_confirmed_or_the_first_day(cast: Cast, get: Any) -> None:
    power = reopened(cast)
    states = get(cast.head, "chart_compare", power.pk).context["states"]
    assert [state.name for state in states] == ["2026-03-02 确认的内容", "工作稿"]
    fresh = scenarios.complete(cast, "高龄津贴")
    states = get(cast.head, "chart_compare", fresh.pk).context["states"]
    assert [state.name for state in states] == ["2026-03-02", "工作稿"]


def test_past_days_are_compared(cast: Cast, get: Any) -> None:
    power = reopened(cast)
    days = {"old": "day", "old_on": "2026-03-03", "new": "day", "new_on": "2026-03-05"}
    assert get(cast.clerk, "chart_compare", power.pk, **days).context["found"].differs
    same = {**days, "new_on": "2026-03-04"}
    response = get(cast.clerk, "chart_compare", power.pk, **same)
    assert "“2026-03-03”与“2026-03-04”的流程图没有差别" in response.content.decode()
    assert not response.context["found"].rows


def test_a_state_that_does_not_exist_is_said(cast: Cast, get: Any) -> None:
    power = reopened(cast)
    response = get(cast.clerk, "chart_compare", power.pk, old="day", old_on="2020-01-01", new="working")
    assert response.status_code == 200
    assert "2020-01-01 还没有这份档案" in response.content.decode()
    assert "这份档案是 2026-03-02 建立的" in response.content.decode()
    assert response.context["found"] is None


def test_two_states_without_a_chart(cast: Cast, get: Any) -> None:
    response = get(cast.clerk, "chart_compare", scenarios.draft(cast).pk)
    assert "这两个状态都还没有流程图" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"old": "nonsense"},
        {"old": "entry-999999"},
        {"new": "day"},
        {"new": "day", "new_on": "nonsense"},
        {"new": "day", "new_on": "2999-01-01"},
    ],
)
def test_what_cannot_be_compared_is_refused_in_place(cast: Cast, get: Any, query: dict[str, str]) -> None:
    response = get(cast.clerk, "chart_compare", reopened(cast).pk, **query)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert "<form" in response.content.decode()


def test_the_entry_of_another_dossier_is_no_choice(cast: Cast, get: Any) -> None:
    entry = frozen(cast).entries.get()
    other = scenarios.complete(cast, "高龄津贴")
    assert get(cast.clerk, "chart_compare", other.pk, old=f"entry-{entry.pk}").status_code == 422


def test_strangers_find_nothing(cast: Cast, get: Any) -> None:
    power = frozen(cast)
    for user in (cast.stranger, cast.colleague, cast.auditor):
        assert get(user, "chart_compare", power.pk).status_code == 404


def test_the_page_in_english(cast: Cast, get: Any, client: Any) -> None:
    power = frozen(cast)
    client.cookies["django_language"] = "en"
    page = get(cast.leader, "chart_compare", power.pk).content.decode()
    assert "Compare flowcharts" in page
    assert "＋new" in page
    assert "比较流程图" not in page


def test_the_reviewer_sees_the_marked_drawing(cast: Cast, get: Any) -> None:
    power = reopened(cast)
    page = get(cast.head, "review", power.pk).content.decode()
    assert "diff-drawing-title" in page
    assert f"{reverse('powers:chart_compare', args=[power.pk])}?old=confirmed&amp;new=working" in page


def test_without_a_change_in_the_chart_nothing_is_marked(cast: Cast, get: Any) -> None:
    power = scenarios.confirmed(cast)
    dossiers.reopen(power=power, by=cast.clerk, now=LATER, reason="改错字")
    powers.edit(power=scenarios.read(power), by=cast.clerk, now=LATER, values={"conditions": "另写"})
    for name, query in (("review", {}), ("as_of", {"on": "2026-03-03"})):
        response = get(cast.head, name, power.pk, **query)
        assert response.context["changes"]
        assert "diff-drawing-title" not in response.content.decode()


def test_a_past_day_is_marked_against_today(cast: Cast, get: Any) -> None:
    page = get(cast.leader, "as_of", reopened(cast).pk, on="2026-03-03").content.decode()
    assert "diff-drawing-title" in page
    assert "?old=day&amp;old_on=2026-03-03&amp;new=working" in page


def test_the_pages_of_a_dossier_lead_here(cast: Cast, get: Any, client: Any) -> None:
    power = frozen(cast)
    address = reverse("powers:chart_compare", args=[power.pk])
    for name in ("detail", "history"):
        assert address in get(cast.leader, name, power.pk).content.decode()
    entry = power.entries.get()
    page = client.get(reverse("registers:entry", args=[entry.edition_id, entry.pk])).content.decode()
    assert f"{address}?old=entry-{entry.pk}&amp;new=working" in page


def test_the_page_takes_few_queries(cast: Cast, client: Any, django_assert_max_num_queries: Any) -> None:
    power = frozen(cast)
    client.force_login(cast.clerk)
    client.get("/healthz")  # moves the session on, as it does once a minute
    address = reverse("powers:chart_compare", args=[power.pk])
    entry = f"old=entry-{power.entries.get().pk}"
    for query in (
        "",
        f"{entry}&new=day&new_on=2026-03-03",
        "old=confirmed&new=working",
        f"{entry}&new=confirmed",
    ):
        with django_assert_max_num_queries(15):
            assert client.get(f"{address}?{query}").status_code == 200
