"""Charts as PDF and PNG, read back: vector, searchable, with fonts of their own; pixels as many as asked for."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from powers import actions as powers
from powers import printing
from powers.chart import Drawing
from powers.chart_input import ExitRow, StepRow
from powers.models import Power
from riskreg.decisions import Refused
from riskreg.rendering import dot
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


@pytest.mark.parametrize("dpi", ["35", "1201", "100000", "-96", "1e3", "九十六", "²", ""])
def test_the_page_refuses_it_too(cast: Any, client_of: Any, dpi: str) -> None:
    address = reverse("powers:chart_svg", args=[scenarios.complete(cast).pk])
    answer = client_of("clerk").get(address, {"format": "png", "dpi": dpi})
    assert answer.status_code == 403
    assert "36 到 1200" in answer.content.decode()


def test_the_page_draws_what_is_asked_for(cast: Any, client_of: Any) -> None:
    address = reverse("powers:chart_svg", args=[scenarios.complete(cast).pk])
    plain, twice = (
        pixels(client_of("clerk").get(address, {"format": "png", **asked}).content)
        for asked in ({}, {"dpi": "300"})
    )
    assert twice == pytest.approx([2 * side for side in plain], abs=4)


@pytest.mark.parametrize(
    ("size", "finest"),
    [((500, 700), 1200), ((700, 7000), 337), ((3000, 6000), 207), ((1, 72 * 1000), 32)],
)
def test_a_picture_is_refused_where_it_would_come_out_coarser_than_asked(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], finest: int
) -> None:
    made: list[int | None] = []
    monkeypatch.setattr(dot, "render_cached", lambda *_source, dpi, **_more: made.append(dpi))
    drawing = Drawing(f'digraph {{ graph [bb="0,0,{size[0]},{size[1]}"] }}')
    for dpi in (36, 150, 300, 600, 1200):
        if dpi <= finest:
            printing.png_of(drawing, dpi)
            continue
        with pytest.raises(Refused, match=f"最多每英寸 {finest} 点，不能用 {dpi} 点"):
            printing.png_of(drawing, dpi)
    assert made == [dpi for dpi in (36, 150, 300, 600, 1200) if dpi <= finest]
