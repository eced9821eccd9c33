"""The overview map of an institution: units as bands, their powers as boxes by grade. Plain values in, DOT out.

A map of many powers counts them per grade instead, in tiles that stand below each other from unit to unit.
The same values always give the same text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from powers.chart import Chart, Drawing
from powers.framing import frame
from riskreg.rendering.canvas import INK, LINE, MUTED, Canvas, Text, label, line_width, text_height
from riskreg.rendering.figures import BADGE_LOOKS, MARKS, Badge, badge_text
from riskreg.rendering.grid import Point
from riskreg.rendering.text import wrap

MANY = 150
"""From one more power on, units show counts."""
GRADES = (*MARKS, "")
COLUMNS, GAP, PAD = 4, 6.0, 6.0
BOX, MARK, HEAD = 152.0, 30.0, 128.0
INDENT, TRUNK, DEEPEST = 16.0, 7.0, 6
BETWEEN = 10.0
TILE_HIGH, LEAST = 30.0, 42.0
TALL = 120.0
"""From this height on a band is named at its top, where one begins to read."""
BAND_FILL, BAND_LINE, HEAD_FILL = "#f8fafc", "#cbd5e1", "#e8edf3"


@dataclass(frozen=True)
class Item:
    """A power on the map; `url` is its page."""

    code: str
    name: str
    grade: str
    url: str = ""


@dataclass(frozen=True)
class Band:
    """A unit, `level` 0 right below the institution; `url` is its own map, `all_url` the list of its powers."""

    name: str
    level: int
    powers: tuple[Item, ...]
    url: str = ""
    all_url: str = ""

    @property
    def highest(self) -> str:
        """The highest grade among its powers, '' if none is graded."""
        return min((item.grade for item in self.powers if item.grade in MARKS), default="")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many powers have each grade, those that none has left out."""
        return [(grade, count) for grade, count in counted(self.powers) if count]


@dataclass(frozen=True)
class Overview:
    """What is drawn: units in tree order. `unit` is the one whose own map it is, '' for the whole institution.

    `edition` and `day` complete the title block; the day is text in the reader's way of writing.
    """

    institution: str
    bands: tuple[Band, ...]
    unit: str = ""
    edition: str = ""
    day: str = ""

    @property
    def title(self) -> str:
        return _("%(name)s职权总览图") % {"name": self.unit or self.institution}

    @property
    def items(self) -> list[Item]:
        return [item for band in self.bands for item in band.powers]

    @property
    def many(self) -> bool:
        """Say whether there are too many powers for a box each."""
        return len(self.items) > MANY

    def tiled(self, at: int) -> bool:
        """Say whether a band shows counts: in a unit's own map the unit itself only if it alone has too many."""
        if self.unit and at == 0:
            return len(self.bands[at].powers) > MANY
        return self.many

    def titles(self) -> dict[str, str]:
        """Return what each box says to a pointer or a screen reader, by its id in the drawing."""
        found = {}
        for at, band in enumerate(self.bands):
            words = f"{band.name} {how_many(len(band.powers))}"
            found[f"unit-{at}"] = found[f"mark-{at}"] = words
            if self.tiled(at):
                found |= {
                    f"tile-{at}-{_key(grade)}": f"{band.name} {count_words(grade, count)}"
                    for grade, count in band.counts
                }
            else:
                found |= {
                    f"power-{at}-{no}": f"{item.name} {item.code} {grade_word(item.grade)}"
                    for no, item in enumerate(band.powers)
                }
        return found


def counted(items: Iterable[Item]) -> list[tuple[str, int]]:
    """Return how many of the powers have each grade; an unknown one counts as none."""
    found = Counter(item.grade if item.grade in MARKS else "" for item in items)
    return [(grade, found[grade]) for grade in GRADES]


def how_many(count: int) -> str:
    return ngettext("%(count)s 项职权", "%(count)s 项职权", count) % {"count": count}


def grade_word(grade: str) -> str:
    """Return a grade by shape and letter: ▲A."""
    return f"{MARKS[grade]}{grade}" if grade in MARKS else f"○{_('未定级')}"


def count_words(grade: str, count: int) -> str:
    return f"{grade_word(grade)}\u2002{how_many(count)}"


def overview_dot(overview: Overview) -> Drawing:
    """Draw the institution on top and below it a band for each unit, set in by its level."""
    canvas = Canvas(_("职权总览图"))
    deepest = max((_level(band) for band in overview.bands), default=0)
    left = INDENT * (deepest + 1) + MARK + HEAD + PAD
    below = _institution(canvas, overview, left)
    trunks = {-1: ("institution", TRUNK, below)}
    for at, band in enumerate(overview.bands):
        top = below + BETWEEN
        below = _band(canvas, overview, at, left, top)
        x = INDENT * (_level(band) + 1)
        _branch(canvas, at, trunks[_parent(trunks, _level(band))], (x, top + min(below - top, TALL) / 2))
        trunks = {level: held for level, held in trunks.items() if level < _level(band)}
        trunks[_level(band)] = (f"mark-{at}", x + TRUNK, below)
    frame(canvas, Chart(overview.title, "", (), (), edition=overview.edition, day=overview.day), graded=True)
    return Drawing(canvas.source())


def _level(band: Band) -> int:
    return max(0, min(band.level, DEEPEST))


def _parent(trunks: Iterable[int], level: int) -> int:
    return max(held for held in trunks if held < level)


def _branch(canvas: Canvas, at: int, trunk: tuple[str, float, float], end: Point) -> None:
    """Draw the way from the unit above, down its trunk and across to the band."""
    name, x, bottom = trunk
    looks = {"class": "tie", "dir": "none", "color": LINE}
    canvas.line(f"branch-{at}", (name, f"mark-{at}"), [(x, bottom), (x, end[1]), end], attributes=looks)


def _institution(canvas: Canvas, overview: Overview, left: float) -> float:
    """Draw the institution's name and what it has of each grade, above the columns of tiles; return its bottom."""
    units = len(overview.bands)
    facts = how_many(len(overview.items))
    lines = [
        *_lines(overview.institution, left - 3 * PAD, 13, bold=True),
        Text(ngettext("%(count)s 个科室", "%(count)s 个科室", units) % {"count": units}, 9, MUTED),
        Text(facts, 9, MUTED),
    ]
    high = max(text_height(lines) + 2 * PAD, LEAST)
    looks = {"style": "filled", "fillcolor": "white", "color": LINE, "penwidth": "1.4", "class": "step"}
    canvas.shape("institution", ((left - PAD) / 2, high / 2), (left - PAD, high), label(lines), looks)
    for column, (grade, count) in enumerate(counted(overview.items)):
        centre = (_middle(left, column), high / 2)
        canvas.shape(f"total-{_key(grade)}", centre, (BOX, TILE_HIGH), _count(grade, count), _looks(grade))
    return high


def _band(canvas: Canvas, overview: Overview, at: int, left: float, top: float) -> float:
    """Draw a unit's band: its highest grade, its name, its boxes or tiles; return its bottom."""
    band = overview.bands[at]
    start = INDENT * (_level(band) + 1)
    wide = left - PAD - start - MARK
    lines = _lines(band.name, wide - 2 * PAD, 11, bold=True)
    lines.append(Text(how_many(len(band.powers)), 9, MUTED))
    inside = [] if overview.tiled(at) else _rows(band.powers)
    taken = TILE_HIGH if overview.tiled(at) else sum(high + GAP for _row, high in inside) - GAP
    high = max(text_height(lines) + 2 * PAD, taken + 2 * PAD, LEAST)
    middle, end = top + high / 2, _middle(left, COLUMNS - 1) + BOX / 2 + PAD
    body = {"style": "filled", "fillcolor": BAND_FILL, "color": BAND_LINE, "penwidth": "0.8", "class": "lane"}
    canvas.shape(f"band-{at}", ((start + end) / 2, middle), (end - start, high), '""', body)
    mark = _mark(band.highest) if band.powers else [Text("—", 11, MUTED)]
    place = {"labelloc": "t"} if high > TALL else {}
    above = [Text("", 9, height=PAD)] if high > TALL else []
    head = {**body, **place, "fillcolor": HEAD_FILL, "class": "lane-title"}
    centre = (start + MARK + wide / 2, middle)
    canvas.shape(f"unit-{at}", centre, (wide, high), label(above + lines), head, band.url)
    looks = _looks(band.highest if band.powers else "") | place
    canvas.shape(f"mark-{at}", (start + MARK / 2, middle), (MARK, high), label(above + mark), looks, band.url)
    if overview.tiled(at):
        _tiles(canvas, at, band, left, middle)
    else:
        _boxes(canvas, at, inside, (left, top + PAD))
    return top + high


def _tiles(canvas: Canvas, at: int, band: Band, left: float, middle: float) -> None:
    """Draw a tile for each grade the unit has, in the grade's own column."""
    for grade, count in band.counts:
        centre, link = (_middle(left, GRADES.index(grade)), middle), band.url or band.all_url
        key = f"tile-{at}-{_key(grade)}"
        canvas.shape(key, centre, (BOX, TILE_HIGH), _count(grade, count), _looks(grade), link)


def _rows(items: Sequence[Item]) -> list[tuple[list[tuple[Item, list[Text]]], float]]:
    """Return the powers in rows of COLUMNS with their words, each row with the height of its highest box."""
    rows = []
    for start in range(0, len(items), COLUMNS):
        row = [(item, _words(item)) for item in items[start : start + COLUMNS]]
        rows.append((row, max(text_height(lines) for _item, lines in row) + PAD))
    return rows


def _boxes(
    canvas: Canvas, at: int, rows: Sequence[tuple[list[tuple[Item, list[Text]]], float]], corner: Point
) -> None:
    left, top = corner
    for number, (row, high) in enumerate(rows):
        for column, (item, lines) in enumerate(row):
            key, centre = f"power-{at}-{number * COLUMNS + column}", (_middle(left, column), top + high / 2)
            words = label(lines, width=BOX - 2 * PAD, left=True)
            canvas.shape(key, centre, (BOX, high), words, _looks(item.grade), item.url)
        top += high + GAP


def _words(item: Item) -> list[Text]:
    head = badge_text(Badge(item.grade, item.code))
    return [*_lines(head, BOX - 2 * PAD, 9, bold=True), *_lines(item.name, BOX - 2 * PAD, 10)]


def _mark(grade: str) -> list[Text]:
    if grade not in MARKS:
        return [Text("○", 13, INK)]
    return [Text(MARKS[grade], 13, INK), Text(grade, 13, INK, bold=True)]


def _count(grade: str, count: int) -> str:
    return label(list(_lines(count_words(grade, count), BOX - 2 * PAD, 11, bold=True)))


def _looks(grade: str) -> dict[str, str]:
    known = grade if grade in MARKS else ""
    return BADGE_LOOKS[known] | {"class": f"badge grade-{known or 'none'}"}


def _lines(words: str, room: float, size: int, *, bold: bool = False) -> list[Text]:
    """Break the words into lines that are no wider than `room` in print."""
    for units in _tries(room, size):
        lines = wrap(words, units)
        if all(line_width(line, size) <= room for line in lines):
            break
    return [Text(line, size, INK, bold=bold) for line in lines]


def _tries(room: float, size: int) -> Iterator[int]:
    yield from range(max(int(room / size * 2), 4), 4, -1)
    yield 4


def _middle(left: float, column: int) -> float:
    """Return the middle of a column of boxes."""
    return left + PAD + BOX / 2 + column * (BOX + GAP)


def _key(grade: str) -> str:
    return grade or "none"
