"""The drawings of many contents: those of the book, equal to the ones drawn alone."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from typing import Any

import pytest

from dossiers.content import content_of
from powers import diagrams
from registers import charts
from riskreg.rendering import dot
from riskreg.rendering.svg import clean_svg
from tests import scenarios


def test_many_contents_are_drawn_as_each_alone_and_equal_ones_once(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = content_of(scenarios.read(scenarios.confirmed(cast)))
    other = deepcopy(content) | {"name": "征地补偿"}
    alone = []
    for one in (content, other):
        chart = charts.chart_of(one, internal=True)
        (page,) = diagrams.flow_pages(chart, charts.PAGE_HIGH)
        alone.append((page.source, dot.render(page.source, format="svg", engine=page.engine)))
    sources: list[str] = []
    begin = dot._Process.__init__

    def noted(process: dot._Process, source: str, *more: Any) -> None:
        sources.append(source)
        begin(process, source, *more)

    monkeypatch.setattr(dot._Process, "__init__", noted)
    contents = [content, other, content, {**content, "steps": []}]
    drawn = list(charts.svgs_of(contents, internal=True))
    assert sources == ["\n".join(source for source, _svg in alone)]
    prefix = "c" + hashlib.sha256(content["code"].encode()).hexdigest()[:8]
    assert drawn == [
        [clean_svg(alone[0][1], title=content["name"], id_prefix=f"{prefix}-1-")],
        [clean_svg(alone[1][1], title="征地补偿", id_prefix=f"{prefix}-1-")],
        [clean_svg(alone[0][1], title=content["name"], id_prefix=f"{prefix}-1-")],
        [],
    ]
    assert list(charts.svgs_of(contents, internal=True)) == drawn
    assert len(sources) == 1
