"""Charts as PDF and PNG, read back: vector, searchable, with fonts of their own; pixels as many as asked for."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from powers import actions as powers
from powers.chart_input import ExitRow, StepRow
from powers.models import Power
from tests import printed, scenarios


def drawn(power: Power, folder: Path, **options: Any) -> bytes:
    output = folder / "chart"
    call_command("render_flowchart", power.code, output=output, view="internal", **options)
    return output.read_bytes()


def pixels(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("layout", ["flow", "lanes", "risk"])
def test_a_pdf_is_drawn_in_lines_and_can_be_searched(cast: Any, tmp_path: Path, layout: str) -> None:
    power = scenarios.complete(cast)
    pdf = drawn(power, tmp_path, layout=layout, format="pdf")
    words = printed.text(pdf)
    for step in power.steps.all():
        assert step.label in words, step
    assert (power.risk_points.all()[0].title in words) is (layout == "risk")
    for page in printed.reader(pdf).pages:
        assert list(page.images) == []
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert fonts
        for font in fonts:
            below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            assert below["/BaseFont"][7] == "+", "a part of the font, not all of it"
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"].get_object())


@pytest.mark.parametrize("layout", ["flow", "lanes", "risk"])
def test_a_long_chart_takes_pages_of_one_size_in_the_shape_of_paper(
    cast: Any, tmp_path: Path, layout: str
) -> None:
    power = scenarios.complete(cast)
    steps, _exits = scenarios.chart(cast)
    first, *_between, last = steps
    more = [StepRow(no, f"第{no}个环节", "execute", values={"actor": "民政所"}) for no in range(2, 40)]
    rows = [first, *more, replace(last, no=40)]
    exits = [ExitRow(no, no + 1) for no in range(1, 40)]
    powers.save_chart(power=power, by=cast.clerk, now=scenarios.NOW, steps=rows, exits=exits)
    pdf = drawn(power, tmp_path, layout=layout, format="pdf")
    sizes = printed.sizes(pdf)
    assert len(sizes) > 2
    assert len(set(sizes)) == 1
    assert max(sizes[0]) / min(sizes[0]) == pytest.approx(2**0.5, rel=0.01)
    words = printed.text(pdf)
    assert all(f"第{no}个环节" in words for no in range(2, 40))
    assert all(f"第{page}页，共{len(sizes)}页" in words for page in range(1, len(sizes) + 1))
    assert {"转2页", "接1页"} <= {words[at : at + 3] for at in range(len(words))}
    assert words.count("民政所") >= len(sizes)


@pytest.mark.parametrize("layout", ["flow", "lanes", "risk"])
def test_a_png_has_the_resolution_asked_for(cast: Any, tmp_path: Path, layout: str) -> None:
    power = scenarios.complete(cast)
    once = pixels(drawn(power, tmp_path, layout=layout, format="png", dpi=96))
    thrice = pixels(drawn(power, tmp_path, layout=layout, format="png", dpi=288))
    assert thrice == pytest.approx([3 * side for side in once], abs=4)


@pytest.mark.parametrize("dpi", [0, -1, 35, 1201, 100_000])
def test_a_silly_resolution_is_refused(cast: Any, tmp_path: Path, dpi: int) -> None:
    with pytest.raises(CommandError, match="36 到 1200"):
        drawn(scenarios.complete(cast), tmp_path, format="png", dpi=dpi)
    assert not (tmp_path / "chart").exists()
