"""powers/paging.py: long charts on several pages."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powers.chart import Chart, ChartEdge, ChartStep, Drawing, RiskRow, RiskText
from powers.diagrams import flow_pages, lanes_pages, risk_pages
from powers.lanes import Lanes, followed
from powers.paging import cuts, split
from powers.printing import FRAME, NARROW, WIDE, paged, room
from tests.unit.rendering import charts
from tests.unit.rendering.test_diagrams import laid_out


def chain(count: int, *more: tuple[int, int, str]) -> Chart:
    steps = tuple(ChartStep(no, f"第{no}环节", "execute") for no in range(1, count + 1))
    edges = [ChartEdge(no, no + 1) for no in range(1, count)] + [ChartEdge(*way) for way in more]
    return Chart("权力", "X-1", steps, tuple(edges))


def rows(count: int) -> list[tuple[float, float]]:
    return [(no * 10.0, no * 10.0 + 8) for no in range(count)]


def test_what_fits_on_one_page_stays_whole() -> None:
    assert cuts(rows(4), [1, 1, 1, 0], 100) == [3]
    assert len(flow_pages(chain(4), 1000)) == 1


def test_pages_are_as_few_as_possible_and_even() -> None:
    assert cuts(rows(6), [1] * 6, 48) == [2, 5]
    assert cuts(rows(7), [1] * 7, 28) == [1, 3, 6]


def test_a_page_ends_where_few_ways_are_cut() -> None:
    assert cuts(rows(6), [3, 1, 3, 3, 3, 0], 48) == [1, 5]


def test_a_way_more_is_cut_rather_than_a_page_left_with_next_to_nothing() -> None:
    assert cuts(rows(12), [2, 1, *[2] * 9, 0], 108) == [5, 11]


@pytest.mark.parametrize(("share", "count"), [(0.99, 1), (1.2, 1), (1.3, 2)])
def test_a_little_too_high_is_printed_a_little_smaller(share: float, count: int) -> None:
    def lay_out(limit: float) -> list[Drawing]:
        return [Drawing("")] * (1 if share * room(NARROW) <= limit else 2)

    assert len(paged(lay_out, NARROW)) == count


def test_a_row_higher_than_a_page_has_its_own() -> None:
    assert cuts([(0, 10), (20, 300), (310, 320)], [1, 1, 0], 50) == [0, 1, 2]


@given(st.lists(st.integers(10, 200), min_size=1, max_size=40), st.integers(60, 600))
def test_pages_hold_every_row_once_and_keep_their_height(heights: list[int], limit: int) -> None:
    spans, top = [], 0
    for high in heights:
        spans.append((float(top), float(top + high)))
        top += high + 20
    ends = cuts(spans, [1] * len(spans), float(limit))
    assert ends == sorted(set(ends))
    assert ends[-1] == len(spans) - 1
    start = 0
    for end in ends:
        assert spans[end][1] - spans[start][0] <= limit or end == start
        start = end + 1


def test_a_way_to_another_page_goes_through_connectors_of_one_sign() -> None:
    chart = chain(4, (4, 1, "补正"), (2, 4, ""))
    first, second = split(chart, {1: 0, 2: 1, 3: 2, 4: 3}, [1, 3])
    assert [(step.label, step.actor) for step in first.steps if step.kind == "connector"] == [
        ("A", "转2页"),
        ("B", "接2页"),
        ("C", "转2页"),
    ]
    assert [(step.label, step.actor) for step in second.steps if step.kind == "connector"] == [
        ("A", "接1页"),
        ("B", "转1页"),
        ("C", "接1页"),
    ]
    assert (first.part, second.part) == ("第1页，共2页", "第2页，共2页")
    assert {(e.source, e.target, e.condition) for e in second.edges} == {
        (3, 4, ""),
        (1000, 3, ""),
        (4, 1001, "补正"),
        (1002, 4, ""),
    }


PAGES = {
    "flow": flow_pages,
    "lanes": lanes_pages,
    "risk": lambda chart, limit: risk_pages(chart, risks(chart), limit),
}


def risks(chart: Chart) -> list[RiskRow]:
    return [
        RiskRow(step.no, (RiskText("A", f"R{step.no}", "把关不严"),), ("双人审核",))
        for step in chart.steps[::3]
    ]


@pytest.mark.parametrize("layout", PAGES)
@pytest.mark.parametrize("seed", range(8))
def test_every_step_and_way_is_drawn_once_whatever_the_chart(layout: str, seed: int) -> None:
    chance = random.Random(seed)
    count = chance.choice([15, 30, 60, 80])
    ways = [(chance.randint(1, count), chance.randint(1, count), "改") for _ in range(count // 5)]
    ways = [(a, b, words) for a, b, words in ways if a != b and abs(a - b) > 1]
    chart = chain(count, *ways)
    chart = replace(
        chart,
        steps=tuple(replace(step, actor=chance.choice(["窗口", "科长", "局长"])) for step in chart.steps),
    )
    drawn: list[str] = []
    out, inside = 0, 0
    for page in PAGES[layout](chart, 500):
        boxes, edges, warnings = laid_out(page)
        assert "too small" not in warnings
        drawn += [name for name in boxes if re.fullmatch(r"(step|risk|measure)-\d{1,2}", name)]
        ways_ = [(tail, head) for tail, head, *_rest in edges if tail.startswith("step")]
        out += sum(head.startswith("step-1") and len(head) == 9 for _tail, head in ways_)
        inside += sum(len(tail) < 9 and len(head) < 9 for tail, head in ways_)
    beside = [f"{name}-{row.step}" for row in risks(chart) for name in ("risk", "measure")]
    assert sorted(drawn) == sorted(
        [f"step-{no}" for no in range(1, count + 1)] + (beside if layout == "risk" else [])
    )
    assert out + inside == len({(edge.source, edge.target) for edge in chart.edges})


@pytest.mark.parametrize(
    ("layout", "heads"),
    [("lanes", ["窗口", "科长", "局长"]), ("risk", ["风险点及等级", "权力运行流程", "防控措施及责任人"])],
)
def test_every_page_has_all_columns_under_their_heads_as_wide_as_on_the_others(
    layout: str, heads: list[str]
) -> None:
    chart = chain(24, (6, 12, "不需要给予处分但应由其他行政机关处理"), (12, 14, ""))
    actors = ["窗口"] * 10 + ["科长"] * 10 + ["局长"] * 4
    steps = [replace(step, actor=actor) for step, actor in zip(chart.steps, actors, strict=True)]
    pages = PAGES[layout](replace(chart, steps=tuple(steps)), 500)
    assert len(pages) > 2
    found = set()
    for page in pages:
        boxes, _edges, _warnings = laid_out(page)
        bands = [boxes[f"lane-{number}"] for number in (1, 2, 3)]
        found.add(tuple(round(right - left) for left, _bottom, right, _top in bands))
        for number, head in enumerate(heads, 1):
            assert re.search(rf'^  "lane-title-{number}" .*{head}', page.source, re.MULTILINE)
    assert len(found) == 1


def test_a_connector_stands_in_the_lane_of_its_step() -> None:
    lanes = Lanes({1: 0, 2: 1}, ("窗口", "科长"))
    assert followed(lanes, [(1000, 2), (1, 1001)]).lane_of == {1: 0, 2: 1, 1000: 1, 1001: 0}


def test_a_page_has_the_shape_of_paper() -> None:
    for width in (300.0, 842.0, 1100.0, 1800.0):
        high = room(width) + FRAME
        wide = max(width, NARROW)
        assert max(wide, high) / min(wide, high) == pytest.approx(2**0.5)
        assert (high > wide) is (width <= WIDE)


def test_the_longest_sample_reads_on_three_pages() -> None:
    pages = flow_pages(charts.chart(3), 560)
    assert len(pages) == 3
    assert "转2页" in pages[0].source
    assert "接1页" in pages[1].source
