"""The drawing of a stored chart: what staff see, what the public sees, and what it costs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template.loader import render_to_string

import controls.actions
import riskpoints.actions
from powers import charting
from tests import scenarios


def test_drawing_and_table_need_no_query_beyond_the_dossier(
    cast: Any, django_assert_num_queries: Any
) -> None:
    power = scenarios.complete(cast)
    with django_assert_num_queries(0):
        svg = charting.svg_of(power, internal=True)
        lines = charting.lines_of(power)
    assert svg.startswith("<svg")
    assert [line.no for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[3].onward == ("符合 → 5. 发放", "不符合 → 6. 结束")
    assert lines[2].post == "所长（head甲）"
    assert lines[2].limit == "5个工作日"


@pytest.mark.parametrize("internal", [True, False])
def test_only_the_internal_drawing_carries_risk_points(cast: Any, internal: bool) -> None:
    power = scenarios.complete(cast)
    code = power.risk_points.all()[0].code
    assert (code in charting.svg_of(power, internal=internal)) is internal
    badges = [step.badges for step in charting.chart_of(power, internal=internal).steps]
    assert any(badges) is internal


def test_power_without_steps_has_no_drawing(cast: Any) -> None:
    power = scenarios.read(scenarios.draft(cast))
    assert charting.svg_of(power, internal=True) == ""


def test_reading_part_shows_drawing_and_the_same_steps_as_a_table(cast: Any) -> None:
    power = scenarios.complete(cast)
    context = {
        "power": power,
        "drawing": charting.svg_of(power, internal=True),
        "lines": charting.lines_of(power),
    }
    html = render_to_string("powers/_chart.html", context)
    assert 'role="group"' in html
    assert html.count('<tr id="row-') == 6
    assert "style=" not in html


def test_the_risk_drawing_names_who_answers_for_the_step(cast: Any) -> None:
    power = scenarios.complete(cast)
    assert "责任人：所长（head甲）" in charting.layout_of(power, layout="risk", internal=True).source
    step, later = power.steps.get(no=3), power.steps.get(no=5)
    for place in (step, later):
        values = {
            "step": place,
            "title": "拖延",
            "line": "warning",
            "indicator": "超期数",
            "manifestation": "不办",
        }
        point = riskpoints.actions.add(power=power, by=cast.clerk, now=scenarios.NOW, values=values)
        posts = {"direct": cast.staff_post}
        controls.actions.set_chain(power=power, by=cast.clerk, now=scenarios.NOW, posts=posts, point=point)
    source = charting.layout_of(scenarios.read(power), layout="risk", internal=True).source
    both, one = (re.search(rf'^  "measure-{no}" .*', source, re.MULTILINE) for no in (3, 5))
    assert both
    assert one
    assert "head甲" in both[0]
    assert cast.staff_post.title in both[0]
    assert "head甲" not in one[0]
