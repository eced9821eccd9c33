"""Every sample drawing as PDF: lines and letters only, fonts of its own, words that a reader finds in their order."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone, translation

from powers import printing
from powers.chart import Drawing
from powers.enums import ChartLayout
from registers.sample import reading
from registers.sample.drawn import map_drawing, sample_charts, sample_map
from tests import printed

CHARTS = {chart.code: chart for chart in sample_charts()}
BLANKS = re.compile(r"\s+")


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def pdf_of(drawing: Drawing) -> bytes:
    return printing.pdf_of([drawing], title="示例", created=timezone.now())


def found_by_poppler(pdf: bytes, folder: Path) -> str:
    """The words as most readers of PDF find them, without the breaks between lines."""
    path = folder / "chart.pdf"
    path.write_bytes(pdf)
    shown = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    return BLANKS.sub("", shown)


def without_blanks(*words: str) -> list[str]:
    return [BLANKS.sub("", text) for text in words]


def assert_drawn_in_lines(pdf: bytes, folder: Path) -> None:
    fonts = printed.fonts(pdf, folder)
    assert fonts
    assert all(re.match(r"[A-Z]{6}\+NotoSansCJK", row[0]) for row in fonts)
    assert {tuple(row[-5:-2]) for row in fonts} == {("yes", "yes", "yes")}, "embedded, subset, searchable"
    assert [list(page.images) for page in printed.reader(pdf).pages] == [[]]


@pytest.mark.parametrize("layout", ChartLayout.values)
@pytest.mark.parametrize("code", CHARTS)
def test_the_steps_are_found_in_their_order(code: str, layout: str, tmp_path: Path) -> None:
    chart = CHARTS[code]
    pdf = pdf_of(chart.drawing(layout))
    assert_drawn_in_lines(pdf, tmp_path)
    labels = without_blanks(*(step["label"] for step in chart.content["steps"]))
    assert re.search(".*?".join(map(re.escape, labels)), printed.text(pdf))
    words = found_by_poppler(pdf, tmp_path)
    conditions = without_blanks(*(way["condition"] or "" for way in chart.content["transitions"]))
    assert [text for text in (*labels, *conditions, chart.name, code) if text not in words] == []
    risks = without_blanks(*(point["title"] for point in chart.content["risk_points"] if point["step"]))
    assert [text for text in risks if (text in words) is not (layout == "risk")] == []


@pytest.mark.parametrize("code", reading.INSTITUTIONS)
def test_the_powers_of_a_map_are_found_in_their_order(code: str, tmp_path: Path) -> None:
    pdf = pdf_of(map_drawing(code))
    assert_drawn_in_lines(pdf, tmp_path)
    names = without_blanks(*(item.name for item in sample_map(code).items))
    assert re.search(".*?".join(map(re.escape, names)), printed.text(pdf))
    words = found_by_poppler(pdf, tmp_path)
    assert [name for name in names if name not in words] == []
