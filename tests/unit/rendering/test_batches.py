"""Many charts at once: the same bytes as one by one, each different one drawn once, and remembered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from powers.diagrams import RiskRow, RiskText, flow_dot, lanes_dot, risk_dot
from riskreg.rendering import dot
from tests.unit.rendering import charts


def simple(number: int) -> str:
    return f'digraph g {{ a [label="第{number}号" pos="0,0"] }}'


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went to an engine, a process each."""
    sources: list[str] = []
    begin = dot._Process.__init__

    def noted(process: dot._Process, source: str, *more: Any) -> None:
        sources.append(source)
        begin(process, source, *more)

    monkeypatch.setattr(dot._Process, "__init__", noted)
    return sources


def test_real_charts_of_every_layout_are_drawn_as_one_by_one() -> None:
    sources = []
    for number in charts.STEPS:
        chart = charts.chart(number, badges=True)
        beside = [RiskRow(step.no, (RiskText("A", "R1", step.label),)) for step in chart.steps]
        sources += [flow_dot(chart).source, lanes_dot(chart).source, risk_dot(chart, beside).source]
    alone = [dot.render(source, format="svg", engine="neato") for source in sources]
    assert dot.render_many(sources, batch=4) == alone
    assert dot.render_many(sources) == alone
    assert [dot.render_cached(source, format="svg", engine="neato") for source in sources] == alone


def test_equal_charts_are_drawn_once_wherever_they_stand(drawn: list[str]) -> None:
    numbers = [0, 1, 0, 0, 2, 1, 3, 0]
    found = dot.render_many([simple(number) for number in numbers], batch=2)
    assert drawn == [f"{simple(0)}\n{simple(1)}", f"{simple(2)}\n{simple(3)}"]
    assert [f"第{number}号" in svg.decode() for number, svg in zip(numbers, found, strict=True)] == [True] * 8


def test_a_batch_is_remembered_and_only_a_changed_one_drawn_again(drawn: list[str]) -> None:
    sources = [simple(number) for number in range(6)]
    first = dot.render_many(sources, batch=2)
    drawn.clear()
    assert dot.render_many(sources, batch=2) == first
    assert drawn == []
    changed = [*sources[:3], simple(9), *sources[4:]]
    again = dot.render_many(changed, batch=2)
    assert drawn == [f"{simple(2)}\n{simple(9)}"]
    assert [old == new for old, new in zip(first, again, strict=True)] == [
        True,
        True,
        True,
        False,
        True,
        True,
    ]


def test_a_batch_of_one_is_not_taken_for_a_single_drawing() -> None:
    source = simple(1)
    assert dot.render_many([source]) == [dot.render_cached(source, format="svg", engine="neato")]


def test_the_engine_draws_while_later_sources_are_still_made(drawn: list[str]) -> None:
    begun = []

    def sources() -> Iterator[str]:
        for number in range(5):
            begun.append(len(drawn))
            yield simple(number)

    stream = dot.render_stream(sources(), batch=1)
    first = next(stream)
    assert "第0号" in first.decode()
    assert begun == [0, 1, 2]  # two engines at work, a third waits for the first to end
    assert len(list(stream)) == 4


def test_engines_end_with_the_one_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[dot._Process] = []
    begin = dot._Process.__init__

    def noted(process: dot._Process, *given: Any) -> None:
        begin(process, *given)
        running.append(process)

    monkeypatch.setattr(dot._Process, "__init__", noted)
    stream = dot.render_stream((simple(number) for number in range(9)), batch=1)
    next(stream)
    stream.close()
    assert len(running) == 3
    assert all(one.process.returncode is not None and one.drawn.closed for one in running)


def test_a_slow_batch_is_stopped_and_a_late_question_is_not_its_fault() -> None:
    with pytest.raises(dot.DotTimeout):
        dot.render_many([simple(1)], timeout=0.0)

    def sources() -> Iterator[str]:
        yield simple(2)
        time.sleep(1.0)
        yield simple(3)

    assert len(list(dot.render_stream(sources(), batch=1, timeout=0.9))) == 2


def test_what_goes_wrong_in_a_batch_is_said_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with translation.override("en"), pytest.raises(dot.DotMissing, match="not installed"):
        dot.render_many([simple(1)])


def test_a_huge_source_in_a_batch_is_refused() -> None:
    with pytest.raises(dot.SourceTooLarge):
        dot.render_many([simple(1), " " * (dot.MAX_SOURCE + 1)])
