"""powers/diagrams.py: words stand where they belong, lines keep apart, and a chart is drawn the same each time."""

import html
import itertools
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from riskreg.rendering import figures
from riskreg.rendering.canvas import Text, text_height, text_width
from tests.unit.rendering.test_diagrams import (
    LAYOUTS,
    SAMPLES,
    diamonds,
    generated,
    laid_out,
    legs,
    overlap,
    sample,
    slopes_away,
)

LINE = re.compile(r'POINT-SIZE="(\d+)"[^>]*>(.*?)</FONT>')
EDGE = re.compile(r'^  "(step-\d+)" -> "(step-\d+)" \[.*? label=<(.*?)> lp=', re.MULTILINE)
BOXES = re.compile(r"(step|risk|measure)-\d+")


def lines(label):
    """Return the lines of a label as written into the drawing."""
    return [
        Text(re.sub("<.*?>", "", html.unescape(words)).replace("\xa0", " "), int(size))
        for size, words in LINE.findall(label)
    ]


def conditions(drawing):
    """Return the lines of every condition and its area by (from, to)."""
    _boxes, edges, _warnings = laid_out(drawing)
    at = {(tail, head): tuple(map(float, spot.split(","))) for tail, head, _pos, spot in edges if spot}
    found = {}
    for tail, head, label in EDGE.findall(drawing.source):
        words = lines(label)
        wide, high = text_width(words) / 2, text_height(words) / 2 - 2
        x, y = at[tail, head]
        found[tail, head] = words, (x - wide, y - high, x + wide, y + high)
    assert found.keys() == at.keys()
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("kind", "number"), SAMPLES)
def test_a_condition_lies_on_nothing(layout, kind, number):
    chart = sample(kind, number)
    drawing = LAYOUTS[layout](chart)
    boxes, edges, _warnings = laid_out(drawing)
    solid = {name: box for name, box in boxes.items() if BOXES.fullmatch(name)}
    pointed = diamonds(chart)
    found = conditions(drawing)
    for way, (_words, area) in found.items():
        for name, box in solid.items():
            beside = name in pointed and slopes_away(box, area)
            assert beside or not overlap(area, box), (way, name)
        for tail, head, pos, _spot in edges:
            assert not any(overlap(area, leg, 0) for leg in legs(pos)) or not tail.startswith("step"), (
                way,
                head,
            )
        for other, (_their_words, their_area) in found.items():
            assert way == other or not overlap(area, their_area), (way, other)


@pytest.mark.parametrize(("kind", "number"), SAMPLES)
def test_a_condition_stays_in_the_lane_of_its_step(kind, number):
    drawing = LAYOUTS["lanes"](sample(kind, number))
    boxes, _edges, _warnings = laid_out(drawing)
    lanes = [box for name, box in boxes.items() if re.fullmatch(r"lane-\d+", name)]
    for (tail, _head), (_words, area) in conditions(drawing).items():
        middle = (boxes[tail][0] + boxes[tail][2]) / 2
        own = next(lane for lane in lanes if lane[0] <= middle <= lane[2])
        assert own[0] <= area[0], tail
        assert area[2] <= own[2], tail


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("kind", "number"), SAMPLES)
def test_no_way_runs_on_in_another(layout, kind, number):
    _boxes, edges, _warnings = laid_out(LAYOUTS[layout](sample(kind, number)))
    pieces = [
        (tail, head, leg, leg[2] - leg[0] < 1)
        for tail, head, pos, _spot in edges
        if tail.startswith("step-")
        for leg in legs(pos)
    ]
    for (tail, head, leg, upright), (tail2, head2, leg2, upright2) in itertools.combinations(pieces, 2):
        if tail != tail2 and head != head2 and upright == upright2:
            at, along = (0, 1) if upright else (1, 0)
            shared = min(leg[along + 2], leg2[along + 2]) - max(leg[along], leg2[along])
            assert abs(leg[at] - leg2[at]) > 2 or shared < 4, (tail, head, tail2, head2)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("kind", "number"), SAMPLES)
def test_every_step_and_condition_is_written_out_in_full(layout, kind, number):
    chart = sample(kind, number)
    drawing = LAYOUTS[layout](chart)
    written = {
        name: squeezed("".join(line.words for line in lines(label)))
        for name, label in re.findall(r'^  "(step-\d+)" \[label=<(.*?)> pos=', drawing.source, re.MULTILINE)
    }
    for step in chart.steps:
        words = written[f"step-{step.no}"]
        assert squeezed(step.label) in words
        assert squeezed(step.time_limit_text) in words
        assert layout == "lanes" or squeezed(step.actor) in words
    found = {
        way: squeezed("".join(line.words for line in words))
        for way, (words, _area) in conditions(drawing).items()
    }
    for edge in chart.edges:
        if edge.condition and edge.source != edge.target:
            assert squeezed(edge.condition) in found[f"step-{edge.source}", f"step-{edge.target}"]


def squeezed(words):
    return "".join(words.split())


@pytest.mark.parametrize(
    "kind", ["decision", "apply", "subprocess", "parallel", "execute", "start", "connector"]
)
@pytest.mark.parametrize("width", [136.0, 164.0, 184.0])
def test_no_words_leave_their_shape(kind, width):
    for seed in range(24):
        for step in generated(seed).steps:
            one = figures.figure(replace(step, kind=kind), width=width, show_actor=True)
            wide, high = text_width(one.lines), text_height(one.lines) + one.strip
            assert wide <= one.width - 2 * one.inset
            assert high <= one.height
            if kind == "decision":
                assert wide / one.width + high / one.height <= 1.001


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_chart_of_eighty_steps_is_laid_out_in_a_second(layout):
    chart = generated(5)
    assert len(chart.steps) == 80
    start = time.process_time()
    LAYOUTS[layout](chart)
    assert time.process_time() - start < 1.0


def test_same_chart_gives_same_bytes_in_every_process():
    """Python orders sets anew in every process: no drawing may hang on it."""
    script = (
        "import hashlib; from tests.unit.rendering.test_diagrams import LAYOUTS, SAMPLES, sample;"
        "drawn = ''.join(draw(sample(*one)).source for draw in LAYOUTS.values() for one in SAMPLES);"
        "print(hashlib.sha256(drawn.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {script}"],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "riskreg.settings", "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert digests.pop().strip()
