"""Every sample chart in every layout, and every sample map, stands as it stood when somebody looked at it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from dossiers.content import content_of
from organisation.models import Institution, Unit
from powers.chart import Drawing
from powers.enums import ChartLayout
from powers.mapping import map_of
from powers.models import Power
from registers import charts
from registers.sample import reading
from registers.sample.dossiers import load_power
from registers.sample.drawn import map_drawing, sample_charts, sample_map
from registers.sample.structure import load_structure, load_tables
from riskreg.guarded import acting
from tests.golden.positions import corners_of, text_of

KEPT = Path(__file__).parent / "charts"
CHARTS = {chart.code: chart for chart in sample_charts()}
DRAWINGS: dict[str, Callable[[], Drawing]] = {
    f"{code}.{layout}": partial(chart.drawing, layout)
    for code, chart in CHARTS.items()
    for layout in ChartLayout.values
} | {f"{code}.map": partial(map_drawing, code) for code in reading.INSTITUTIONS}
HOW = (
    "Run script/gallery and look at the drawings. If they are meant: RENEW_GOLDEN=1 script/test tests/golden"
)


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


def renewing() -> bool:
    return bool(os.environ.get("RENEW_GOLDEN"))


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_drawing_stands_as_kept(name: str) -> None:
    now, path = text_of(DRAWINGS[name]()), KEPT / f"{name}.txt"
    if renewing():
        KEPT.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=0)
    assert kept == now, "\n".join([f"{name} is drawn otherwise.", *changes, HOW])


def test_nothing_is_kept_of_charts_that_are_gone() -> None:
    gone = {path for path in KEPT.iterdir() if path.stem not in DRAWINGS}
    if renewing():
        for path in gone:
            path.unlink()
    else:
        assert gone == set(), HOW


def test_a_line_is_told_by_its_corners() -> None:
    bent = "e,9.00,-30.00 0.00,0.00 0.00,0.00 5.00,0.00 5.00,0.00 9.00,0.00 9.00,0.00 9.00,-4.00 9.00,-4.00 9.00,-24.00 9.00,-24.00"
    assert corners_of(bent) == [(0, 0), (9, 0), (9, -30)]
    assert corners_of("1.00,2.00 1.00,2.00 1.00,8.00 1.00,8.00") == [(1, 2), (1, 8)]


def test_these_are_the_drawings_of_the_loaded_samples(db: None) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    with acting(by=None, now=now):
        load_tables(now)
    for code in reading.INSTITUTIONS:
        sample = load_structure(reading.institution(code), now, "")
        for row in reading.powers(code):
            load_power(sample, row, now)
        _same_map(sample.institution)
    powers = list(Power.objects.with_dossier().exclude(steps=None).distinct())
    assert {power.code for power in powers} == CHARTS.keys()
    for content in map(content_of, powers):
        _same_drawings(content)


def _same_drawings(content: dict[str, Any]) -> None:
    chart = charts.chart_of(content, internal=True)
    for layout in ChartLayout.values:
        drawing = charts.drawing_of(content, chart, layout)
        assert drawing == CHARTS[content["code"]].drawing(layout), (content["code"], layout)


def _same_map(institution: Institution) -> None:
    powers = Power.objects.in_force().filter(institution=institution).select_related("assessment")
    loaded = map_of(institution, Unit.objects.of(institution), powers, links=None)
    assert replace(loaded, day="") == sample_map(institution.code)
