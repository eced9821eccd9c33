"""powers/overview.py: the map of an institution, proved by positions; nothing left out, nothing twice."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from powers.overview import MANY, Band, Item, Overview, counted, overview_dot
from riskreg.rendering import dot
from riskreg.rendering.svg import clean_svg
from tests.unit.rendering.test_diagrams import laid_out, overlap

NAMES = (
    "临时救助",
    "城乡居民最低生活保障待遇审核确认",
    "Approval of WWW permits for MOBILE MAMMALS",
    "救" * 120,
)
SIZES = [(1, 1), (1, 150), (1, 1500), (3, 40), (12, 150), (12, 151), (40, 60), (40, 1500), (5, 0)]
GRADES = ("A", "B", "B", "C", "C", "", "X")


def made(units: int, powers: int, *, own: bool = False) -> Overview:
    """Return a map with units on up to eight levels; some have no power when there are few."""
    chance = random.Random(units * 10_000 + powers)
    held: list[list[Item]] = [[] for _unit in range(units)]
    for number in range(powers):
        code = f"XZ-{number:04d}" + "-MWMW" * chance.choice([0, 0, 0, 7])
        item = Item(code, chance.choice(NAMES), chance.choice(GRADES), f"/powers/{number}/")
        held[chance.randrange(units)].append(item)
    bands, level = [], 0
    for at, items in enumerate(held):
        level = 0 if at == 0 else chance.randint(0, min(level + 1, 8))
        url = "" if own and at == 0 else f"?unit={at}"
        bands.append(Band(f"第{at}科室" * chance.choice([1, 1, 4]), level, tuple(items), url, "/powers/"))
    return Overview("清河镇人民政府", tuple(bands), "第0科室" if own else "", "2026-1", "2026年3月2日")


@pytest.fixture(params=[(*size, own) for size in SIZES for own in (False, True)], ids=str)
def drawn(request):
    units, powers, own = request.param
    overview = made(units, powers, own=own)
    return overview, *laid_out(overview_dot(overview))


BOXES = ("power-", "tile-", "total-", "unit-", "mark-", "institution", "head", "note-")


def test_no_two_boxes_overlap_and_all_stand_in_their_band(drawn):
    _overview, boxes, _edges, _warnings = drawn
    solid = {
        name: box for name, box in boxes.items() if name.startswith(BOXES) and not name.startswith("total-")
    }
    rows = sorted(solid.items(), key=lambda pair: pair[1][1])
    for at, (one, first) in enumerate(rows):
        for other, second in itertools.takewhile(lambda pair, top=first[3]: pair[1][1] < top, rows[at + 1 :]):
            assert not overlap(first, second), (one, other)
    bands = {name: box for name, box in boxes.items() if name.startswith("band-")}
    for (one, first), (other, second) in itertools.pairwise(bands.items()):
        assert second[3] < first[1], (one, other)
    for name, box in boxes.items():
        if name.startswith(("power-", "tile-", "unit-", "mark-")):
            around = bands[f"band-{name.split('-')[1]}"]
            assert around[0] <= box[0] + 0.1 and around[1] <= box[1] + 0.1, name
            assert box[2] <= around[2] + 0.1 and box[3] <= around[3] + 0.1, name


def test_every_power_has_one_box_or_is_counted_once(drawn):
    overview, boxes, _edges, _warnings = drawn
    titles = overview.titles()
    assert set(titles) <= set(boxes)
    for at, band in enumerate(overview.bands):
        shown = [name for name in boxes if name.startswith(f"power-{at}-")]
        tiles = [name for name in boxes if name.startswith(f"tile-{at}-")]
        if overview.tiled(at):
            assert not shown
            told = [int(re.findall(r"\d+", titles[name].removeprefix(band.name))[0]) for name in tiles]
            assert sum(told) == len(band.powers)
        else:
            assert (len(shown), tiles) == (len(band.powers), [])
    below = range(1 if overview.unit else 0, len(overview.bands))
    assert {overview.tiled(at) for at in below} <= {len(overview.items) > MANY}


def test_labels_fit_their_boxes(drawn):
    _overview, _boxes, _edges, warnings = drawn
    assert "too small" not in warnings, warnings
    assert "syntax" not in warnings


def test_the_map_stays_as_wide_as_a_page(drawn):
    overview, boxes, _edges, _warnings = drawn
    left, _bottom, right, _top = boxes["paper"]
    deepest = max(band.level for band in overview.bands)
    assert right - left <= 850 + 16 * min(deepest, 6)


@pytest.mark.parametrize("size", SIZES)
def test_the_same_values_give_the_same_bytes(size):
    one, other = (overview_dot(made(*size)) for _again in range(2))
    assert one == other
    svgs = {dot.render(one.source, format="svg", engine=one.engine) for _again in range(2)}
    assert len(svgs) == 1


def test_a_unit_tells_its_highest_grade_and_its_count():
    powers = (Item("1", "甲", "C"), Item("2", "乙", "A"), Item("3", "丙", ""))
    band = Band("民政所", 0, powers)
    assert (band.highest, band.counts) == ("A", [("A", 1), ("C", 1), ("", 1)])
    assert counted(()) == [("A", 0), ("B", 0), ("C", 0), ("", 0)]
    assert Band("空", 0, ()).highest == ""
    source = overview_dot(Overview("镇", (band,))).source
    mark = next(line for line in source.splitlines() if line.startswith('  "mark-0" ['))
    assert "grade-A" in mark and "▲" in mark and ">A<" in mark
    assert "3&#160;项职权" in next(line for line in source.splitlines() if line.startswith('  "unit-0" ['))


def test_depth_is_kept_and_ways_lead_from_the_unit_above():
    bands = tuple(Band(f"第{level}层", level, ()) for level in (0, 1, 2, 1, 0))
    boxes, edges, _warnings = laid_out(overview_dot(Overview("镇", bands)))
    ways = [("institution", 0), ("mark-0", 1), ("mark-1", 2), ("mark-0", 3), ("institution", 4)]
    assert {edge[:2] for edge in edges} == {(above, f"mark-{at}") for above, at in ways}
    starts = [boxes[f"mark-{at}"][0] for at in range(5)]
    assert starts[0] == starts[4] < starts[1] == starts[3] < starts[2]


def test_many_powers_lead_to_the_map_of_their_unit_and_there_to_the_list():
    powers = tuple(Item(str(no), "甲", "B", f"/powers/{no}/") for no in range(MANY + 1))
    whole = overview_dot(Overview("镇", (Band("所", 0, powers, "?unit=1", "/powers/?unit=1"),))).source
    own = overview_dot(Overview("镇", (Band("所", 0, powers, "", "/powers/?unit=1"),), unit="所")).source
    assert 'URL="?unit=1"' in whole and "/powers/" not in whole
    assert 'URL="/powers/?unit=1"' in own and 'URL="?unit=1"' not in own


@pytest.mark.parametrize("text", [r"\N\G\\", '"]; x -> y; "', "</TABLE>>", "𡃁" * 120, "\x00\x07", ""])
def test_hostile_words_stay_words(text):
    item = Item(text[:40], text, text, "javascript:x")
    overview = Overview(text, (Band(text, 99, (item,), "javascript:x"),), text, text, text)
    drawing = overview_dot(overview)
    boxes, edges, warnings = laid_out(drawing)
    assert [edge[:2] for edge in edges] == [("institution", "mark-0")]
    assert all(name.startswith((*BOXES, "band-", "paper")) for name in boxes)
    assert "too small" not in warnings
    svg = dot.render(drawing.source, format="svg", engine=drawing.engine)
    assert "javascript" not in clean_svg(svg, title=overview.title, titles=overview.titles())
