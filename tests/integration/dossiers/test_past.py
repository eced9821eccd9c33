"""The pages of the past: history and state of a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from controls import actions as controls
from powers import actions as powers
from powers.chart_input import ExitRow, StepRow
from powers.models import Power
from riskpoints import actions as riskpoints
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db


def _edited(cast: Any) -> Power:
    power = scenarios.complete(cast)
    values = {"conditions": "户籍在本镇满一年"}
    powers.edit(power=power, by=cast.clerk, now=NOW + timedelta(days=2), values=values)
    return power


def test_the_history_shows_the_edit_inline_and_who_made_it(cast: Any, get: Any) -> None:
    page = get(cast.leader, "history", _edited(cast).pk).content.decode()
    assert "户籍在本镇<ins>满一年</ins>" in page
    assert "clerk甲 · <time" in page
    assert page.count("<h1") == 1


def test_strangers_find_no_past(cast: Any, get: Any) -> None:
    power = _edited(cast)
    for user in (cast.stranger, cast.colleague, cast.auditor):
        assert get(user, "history", power.pk).status_code == 404
        assert get(user, "as_of", power.pk, on="2026-03-02").status_code == 404


def test_the_history_is_filtered_by_part_and_person(cast: Any, get: Any) -> None:
    power = scenarios.confirmed(cast)
    found = get(cast.clerk, "history", power.pk, part="grade").context["page"]
    assert [str(operation.words) for operation in found] == ["拟定风险等级"]
    found = get(cast.clerk, "history", power.pk, person=cast.officer.pk).context["page"]
    assert [str(operation.words) for operation in found] == ["纪检确认"]
    assert get(cast.clerk, "history", power.pk, part="nonsense").status_code == 200


def test_the_history_is_exported_as_filtered(cast: Any, get: Any) -> None:
    power = scenarios.confirmed(cast)
    assert get(cast.stranger, "history_export", power.pk, "csv").status_code == 404
    response = get(cast.leader, "history_export", power.pk, "csv", person=cast.officer.pk)
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("时间,人员,办理事项")
    assert ["officer甲" in line for line in lines[1:]] == [True, True]


def test_the_history_turns_pages_by_operation(cast: Any, get: Any) -> None:
    power = scenarios.draft(cast)
    for number in range(22):
        powers.edit(power=power, by=cast.clerk, now=NOW, values={"conditions": f"第{number}次"})
    page = get(cast.clerk, "history", power.pk, page=2).context["page"]
    assert (page.paginator.count, len(page)) == (23, 3)


def test_the_state_of_a_past_day_is_shown_with_what_changed_since(cast: Any, get: Any) -> None:
    response = get(cast.leader, "as_of", _edited(cast).pk, on="2026-03-03")
    page = response.content.decode()
    assert response.context["sheet"].power.conditions == "户籍在本镇"
    assert [str(change.field) for change in response.context["changes"]] == ["办理条件"]
    assert "<svg" in page
    assert "/edit/" not in page


def test_the_state_of_today_has_no_changes(cast: Any, get: Any) -> None:
    assert get(cast.clerk, "as_of", _edited(cast).pk).context["changes"] == []


def test_before_the_dossier_began_there_is_a_sentence(cast: Any, get: Any) -> None:
    response = get(cast.clerk, "as_of", _edited(cast).pk, on="2020-01-01")
    assert response.status_code == 200
    assert "这份档案是 2026-03-02 建立的" in response.content.decode()


@pytest.mark.parametrize("day", ["nonsense", "2999-01-01", ""])
def test_a_day_that_is_none_is_refused_in_place(cast: Any, get: Any, day: str) -> None:
    response = get(cast.clerk, "as_of", _edited(cast).pk, on=day)
    assert response.status_code == 422
    assert response.context["sheet"] is None


def test_the_history_takes_the_same_queries_at_one_and_three_edits(
    cast: Any, client: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.clerk)
    client.get("/healthz")  # moves the session on, as it does once a minute
    power = scenarios.complete(cast)
    for texts in (("一",), ("二", "三")):
        for text in texts:
            powers.edit(power=power, by=cast.clerk, now=NOW, values={"conditions": text})
        with django_assert_num_queries(HISTORY):
            client.get(f"/powers/{power.pk}/history/")
        with django_assert_num_queries(AS_OF):
            client.get(f"/powers/{power.pk}/history/state/?on=2026-03-02")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_past_takes_the_same_queries_at_one_and_three_rows_with_a_changed_chart(
    cast: Any, client: Any, django_assert_num_queries: Any, rows: int
) -> None:
    client.force_login(cast.clerk)
    client.get("/healthz")  # moves the session on, as it does once a minute
    power = scenarios.complete(cast)
    for number in range(1, rows):
        values = {"title": f"第{number}", "step": power.steps.get(no=2), "manifestation": "甲"}
        point = riskpoints.add(power=power, by=cast.clerk, now=NOW, values=values)
        measure = {"title": "抽查", "responsible": cast.head_post}
        controls.add_measure(point=point, by=cast.clerk, now=NOW, values=measure)
        controls.set_chain(power=power, point=point, by=cast.clerk, now=NOW, posts={"first": cast.deputy})
    steps = [StepRow(1, "受理", "accept"), StepRow(2, "结束", "end")]
    later = NOW + timedelta(days=1)
    powers.save_chart(power=power, by=cast.clerk, now=later, steps=steps, exits=[ExitRow(1, 2)])
    with django_assert_num_queries(HISTORY):
        client.get(f"/powers/{power.pk}/history/")
    with django_assert_num_queries(AS_OF):
        page = client.get(f"/powers/{power.pk}/history/state/?on=2026-03-02")
    assert len(page.context["sheet"].power.risk_points.all()) == rows


HISTORY = 15
AS_OF = 15
