"""Measures drawing charts of the register in the environment's database; the last line printed is JSON.

Every figure stands beside the bare engine on the same sources, measured in turn in the same run. The best of
several rounds counts; nothing is remembered from one round to the next but words already measured.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskreg.settings")
django.setup()

from django.core.cache import cache  # noqa: E402

from organisation.models import Institution  # noqa: E402
from powers import diagrams  # noqa: E402
from registers import charts, exporting  # noqa: E402
from riskreg.rendering import dot  # noqa: E402
from riskreg.rendering.svg import clean_svg  # noqa: E402

BATCH, ALONE, ROUNDS = 400, 20, 5


def main() -> None:
    institution = Institution.objects.get(code="GENERATED")
    found = list(islice(exporting.contents_for(institution, None), BATCH))
    # A small register is gone through again under other names, so that every chart is another one.
    contents = [{**one, "name": f"{one['name']}{at}"} for at, one in enumerate(islice(cycle(found), BATCH))]
    rows = [layout_row(contents, layout) for layout in ("flow", "lanes")]
    print(json.dumps({"rows": [*rows, book_row(contents)], "load": os.getloadavg()[0]}))


def layout_row(contents: list[dict[str, Any]], layout: str) -> dict[str, Any]:
    """Measure one layout: alone, remembered, and all in one batch."""

    def sources() -> Iterator[str]:
        for content in contents:
            yield charts.drawing_of(content, charts.chart_of(content, internal=True), layout).source

    def batch() -> None:
        for content, drawn in zip(contents, dot.render_stream(sources()), strict=True):
            clean_svg(drawn, title=content["name"])

    written = list(sources())
    single, cached, alone = [], [], []
    cache.clear()
    for content, source in zip(contents[:ALONE], written, strict=False):
        single.append(seconds(lambda one=content: charts.svg_of(one, internal=True, layout=layout)))
        cached.append(seconds(lambda one=content: charts.svg_of(one, internal=True, layout=layout)))
        alone.append(seconds(lambda one=source: engine([one])))
    return compared(layout, batch, written) | {
        "single": statistics.median(single) * 1000,
        "cached": statistics.median(cached) * 1000,
        "alone": statistics.median(alone) * 1000,
    }


def book_row(contents: list[dict[str, Any]]) -> dict[str, Any]:
    """Measure the drawings of the book: long charts take several pages."""
    made = [charts.chart_of(content, internal=True) for content in contents]
    written = [page.source for chart in made for page in diagrams.flow_pages(chart, charts.PAGE_HIGH)]
    return compared("pages of the book", lambda: list(charts.svgs_of(contents, internal=True)), written)


def compared(name: str, ours: Callable[[], object], sources: list[str]) -> dict[str, Any]:
    """Time `ours` against the engine in one process, and in as many as we use."""
    parts = [sources[at :: dot.ENGINES] for at in range(dot.ENGINES)]
    times: dict[str, list[float]] = {"ours": [], "again": [], "one": [], "side": []}
    work: dict[str, list[float]] = {"ours_cpu": [], "one_cpu": []}
    for _round in range(ROUNDS):
        cache.clear()
        before = processor()
        times["ours"].append(seconds(ours))
        work["ours_cpu"].append(processor() - before)
        times["again"].append(seconds(ours))
        before = processor()
        times["one"].append(seconds(lambda: engine(sources)))
        work["one_cpu"].append(processor() - before)
        with ThreadPoolExecutor(dot.ENGINES) as pool:
            times["side"].append(seconds(lambda pool=pool: list(pool.map(engine, parts))))
    best = {key: min(found) for key, found in (times | work).items()}
    return {"name": name, "drawings": len(sources)} | best


def engine(sources: list[str]) -> None:
    source = "\n".join(sources).encode()
    command = ["neato", "-n2", "-Tsvg"]  # what riskreg.rendering.dot runs
    subprocess.run(command, input=source, capture_output=True, check=True)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor() -> float:
    """Return the processor time so far, the engine's included."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    main()
