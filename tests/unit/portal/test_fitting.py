"""Charts on sheets: letters of at least one rem, every step once, words left out only where room is short."""

from __future__ import annotations

import re

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.fitting import GAP, HEAD, LARGEST, WORDS, Fitted, fit
from portal.screen import CHART, MOST_SLIDES
from powers.chart import Chart, ChartEdge, ChartStep

LETTERS = re.compile(r'POINT-SIZE="(\d+)"')
STEP = re.compile(r'^  "step-(\d+)" \[', re.MULTILINE)


def line(count: int, actor: str = "民政所", unit: str = "民政所") -> Chart:
    steps = tuple(
        ChartStep(no, f"审核第{no}项材料", "review", actor, "5个工作日") for no in range(1, count + 1)
    )
    edges = tuple(ChartEdge(no, no + 1) for no in range(1, count))
    return Chart("临时救助", "P-0", steps, edges, unit=unit)


def smallest(fitted: Fitted) -> float:
    """The height of the smallest letters in rem."""
    return min(
        min(map(int, LETTERS.findall(column.drawing.source))) * column.width / column.drawing.size[0]
        for sheet in fitted.sheets
        for column in sheet
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_ten_steps_fit_two_slides_in_every_language(language: str) -> None:
    """The signs that lead from column to column take the height of a step, not of three."""
    with translation.override(language):
        fitted = fit(line(10, actor="村民代表会议"), *CHART, sheets=MOST_SLIDES)
    assert fitted and len(fitted.sheets) == 2


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.floats(25, 70), st.floats(20, 80), st.integers(1, 12))
def test_what_fits_keeps_its_letters_and_its_room(
    count: int, width: float, height: float, sheets: int
) -> None:
    fitted = fit(line(count), width, height, sheets=sheets)
    if fitted is None:
        return
    assert smallest(fitted) >= 0.999
    assert fitted.letters <= LARGEST + 0.001
    assert len(fitted.sheets) <= sheets
    head = HEAD if fitted.columns > 1 else 0
    for sheet in fitted.sheets:
        assert sum(column.width for column in sheet) + GAP * (len(sheet) - 1) <= width + 0.01
        assert max(column.height for column in sheet) + head <= height + 0.01
    drawn = [int(no) for sheet in fitted.sheets for c in sheet for no in STEP.findall(c.drawing.source)]
    assert sorted(no for no in drawn if no < 1000) == list(range(1, count + 1))
    assert [c.number for sheet in fitted.sheets for c in sheet] == list(range(1, fitted.columns + 1))


def test_a_short_chart_stands_in_one_column_and_a_long_one_in_several() -> None:
    assert fit(line(4), 40, 70).columns == 1
    long = fit(line(14), 60, 60)
    assert long.columns > 1
    assert "转2栏" in long.sheets[0][0].drawing.source


def test_the_same_chart_fits_as_well_in_english_and_speaks_it() -> None:
    chinese = fit(line(14), 56, 36, sheets=12)
    with translation.override("en"):
        english = fit(line(14), 56, 36, sheets=12)
    assert (len(english.sheets), english.columns) == (len(chinese.sheets), chinese.columns)
    assert "转2栏" in chinese.sheets[0][0].drawing.source
    assert "to&#160;2" in english.sheets[0][0].drawing.source
    assert "栏" not in english.sheets[0][0].drawing.source


@pytest.mark.parametrize(("height", "words"), [(70, "all"), (60, "others"), (51, "labels")])
def test_words_go_before_letters_shrink(height: float, words: str) -> None:
    fitted = fit(line(9), 20, height)
    assert fitted.words == words
    source = fitted.sheets[0][0].drawing.source
    assert ("民政所" in source) is (words == "all")
    assert ("5个工作日" in source) is (words != "labels")


def test_other_actors_are_named_as_long_as_only_the_unit_is_left_out() -> None:
    fitted = fit(line(9, actor="县残联"), 20, 70, words=["others"])
    assert "县残联" in fitted.sheets[0][0].drawing.source


def test_a_room_too_small_is_answered_with_none() -> None:
    assert fit(line(30), 12, 12, sheets=12) is None
    assert all(fit(line(30), 20, 20, words=[said]) is None for said in WORDS)
