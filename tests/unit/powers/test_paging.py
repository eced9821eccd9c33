"""powers/paging.py: long charts on several pages."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powers.chart import Chart, ChartEdge, ChartStep
from powers.diagrams import flow_pages
from powers.paging import cuts, split
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


@pytest.mark.parametrize("seed", range(8))
def test_every_step_and_way_is_drawn_once_whatever_the_chart(seed: int) -> None:
    chance = random.Random(seed)
    count = chance.choice([15, 30, 60, 80])
    ways = [(chance.randint(1, count), chance.randint(1, count), "改") for _ in range(count // 5)]
    ways = [(a, b, words) for a, b, words in ways if a != b and abs(a - b) > 1]
    chart = chain(count, *ways)
    drawn: list[int] = []
    out, inside = 0, 0
    for page in flow_pages(chart, 500):
        boxes, edges, warnings = laid_out(page)
        assert "too small" not in warnings
        drawn += [int(name[5:]) for name in boxes if re.fullmatch(r"step-\d{1,2}", name)]
        out += sum(head.startswith("step-1") and len(head) == 9 for _tail, head, *_rest in edges)
        inside += sum(len(tail) < 9 and len(head) < 9 for tail, head, *_rest in edges)
    assert sorted(drawn) == list(range(1, count + 1))
    assert out + inside == len({(edge.source, edge.target) for edge in chart.edges})


def test_the_longest_sample_reads_on_three_pages() -> None:
    pages = flow_pages(charts.chart(3), 560)
    assert len(pages) == 3
    assert "转2页" in pages[0].source
    assert "接1页" in pages[1].source
