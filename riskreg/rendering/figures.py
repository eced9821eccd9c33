"""Steps of a process as shapes of GB/T 1526: how large each is, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.translation import get_language

from riskreg.phrases import limited
from riskreg.rendering import marks
from riskreg.rendering.canvas import (
    INK,
    MUTED,
    Canvas,
    Text,
    framed,
    label,
    line_width,
    text_height,
    text_width,
)
from riskreg.rendering.grid import Point
from riskreg.rendering.text import wrap

BODY, SMALL = 11, 9
BADGE_HIGH, BADGE_GAP, BADGE_SIZE = 16.0, 3.0, 9
PADDING = 8.0
SLANT = 14.0
MAX_BADGES = 6
HIGH_DIAMOND = 76.0
DECISION_FILL = "#eef4fb"
MARKS = {"A": "▲", "B": "■", "C": "●"}
BADGE_LOOKS = {
    "A": {"fillcolor": "#fde8e6", "color": "#b42318", "penwidth": "1.8", "style": "filled"},
    "B": {"fillcolor": "#fef3d6", "color": "#92610a", "penwidth": "1.1", "style": "filled"},
    "C": {"fillcolor": "#eaf4ea", "color": "#2f6b3a", "penwidth": "0.9", "style": "filled,dashed"},
    "": {"fillcolor": "#f1f5f9", "color": "#475569", "penwidth": "0.7", "style": "filled,dotted"},
}


@dataclass(frozen=True)
class Badge:
    """A risk point on a step: grade "A", "B", "C" or "", its code, its line as text (or "")."""

    grade: str
    code: str
    line: str = ""


@dataclass(frozen=True)
class ChartStep:
    """A step as drawn. `kind` is a StepKind value; `time_limit_text` is "" or e.g. "5个工作日"."""

    no: int
    label: str
    kind: str
    actor: str = ""
    time_limit_text: str = ""
    external: bool = False
    badges: tuple[Badge, ...] = ()
    url: str | None = None
    unit: str = ""
    """The unit of the post that acts; lanes are merged by it."""
    marks: tuple[str, ...] = ()
    """How the step differs from another state of the chart: keys of `marks.SIGNS`, the first sets the line."""


@dataclass(frozen=True)
class Figure:
    """A step ready to be placed: its lines, outer size, and how high the badges are."""

    step: ChartStep
    lines: tuple[Text, ...]
    width: float
    height: float
    badge_rows: tuple[tuple[Badge, ...], ...] = ()

    strip: float = 0.0

    @property
    def key(self) -> str:
        return f"step-{self.step.no}"

    @property
    def inset(self) -> float:
        return SLANT / 2 if self.step.kind == "apply" else 0.0


def badge_text(badge: Badge) -> str:
    """Return the words of a badge: shape, letter, code; a hollow circle while ungraded."""
    mark = MARKS.get(badge.grade)
    return f"{mark}{badge.grade}\u2002{badge.code}" if mark else f"○\u2002{badge.code}"


def figure(step: ChartStep, *, width: float, show_actor: bool, small: int = SMALL) -> Figure:
    """Measure `step`: wrap its words for a box `width` points wide and add room for badges and marks.

    `small` is the size of the actor and the time limit.
    """
    said = (step.label, step.kind, step.actor, step.time_limit_text)
    one = _measured(said, step.badges, width, small, get_language(), show_actor=show_actor)
    more = marks.room(step.marks)
    return Figure(step, one.lines, one.width + more, one.height + more, one.badge_rows, one.strip)


@lru_cache(maxsize=4096)
def _measured(
    said: tuple[str, str, str, str],
    badges: tuple[Badge, ...],
    width: float,
    small: int,
    _language: str | None,
    *,
    show_actor: bool,
) -> Figure:
    """Return the figure of any step that says so. Remembered: an office says the same in many charts.

    The language sets the brackets around a time limit.
    """
    step = ChartStep(0, *said, badges=badges)
    if step.kind == "decision":
        return _diamond(step, width, show_actor, small)
    if step.kind == "connector":
        return _circle(step, small)
    terminal = step.kind in ("start", "end")
    spare = {"apply": 2 * SLANT + PADDING, "subprocess": 16 + 2 * PADDING}.get(step.kind, 2 * PADDING)
    lines = step_lines(step, width - spare, show_actor=show_actor, small=small)
    rows = _badge_rows(step.badges, width - spare)
    strip = len(rows) * (BADGE_HIGH + BADGE_GAP)
    needed = max(text_width(lines), *(_row_width(row) for row in rows), 0.0) + spare
    wide = max(needed + 12, 84.0) if terminal else max(width, needed)
    high = max(text_height(lines) + strip + (8 if terminal else 12), 28.0 if terminal else 36.0)
    return Figure(step, tuple(lines), wide, high, rows, strip)


def step_lines(step: ChartStep, room: float, *, show_actor: bool, small: int = SMALL) -> list[Text]:
    """Return the lines of a step: actor small on top, label, time limit on its own line."""
    lines: list[Text] = []
    if show_actor and step.actor:
        lines += [Text(line, small, MUTED) for line in wrap(step.actor, _units(room, small))]
    lines += [Text(line, BODY, INK) for line in wrap(step.label, _units(room, BODY))]
    if step.time_limit_text:
        words = limited(step.time_limit_text)
        lines += [Text(line, small, MUTED) for line in wrap(words, _units(room, small))]
    return lines


def _units(room: float, size: float) -> int:
    return max(int(room / size * 2), 4)


def _diamond(step: ChartStep, width: float, show_actor: bool, small: int) -> Figure:
    """Choose the line length that gives the lowest diamond; a wider one if it would be too high.

    Words w wide and h high fit a diamond W by H if w/W + h/H is at most 1.
    """
    best: Figure | None = None
    for wide in (width, width + 24, width * 1.3, width * 1.5):
        for share in (0.35, 0.42, 0.5, 0.58, 0.66):
            lines = step_lines(step, wide * share, show_actor=show_actor, small=small)
            rows = _badge_rows(step.badges, wide * 0.5)
            strip = len(rows) * (BADGE_HIGH + BADGE_GAP)
            needed = max(text_width(lines), *(_row_width(row) for row in rows), 0.0) + 4
            if needed >= wide * 0.85:
                continue
            high = max((text_height(lines) + strip) / (1 - needed / wide), 44.0)
            better = best is None or (round(high), len(lines)) < (round(best.height), len(best.lines))
            if better:
                best = Figure(step, tuple(lines), wide, high, rows, strip)
        if best is not None and best.height <= HIGH_DIAMOND:
            break
    if best is None:  # one unbreakable word wider than the widest diamond
        lines = step_lines(step, width, show_actor=show_actor, small=small)
        wide = text_width(lines) * 2 + 8
        best = Figure(step, tuple(lines), wide, text_height(lines) * 2 + 8)
    return best


def _circle(step: ChartStep, small: int = SMALL) -> Figure:
    """A connector: its sign, and below it where the way goes on or comes from (`actor`)."""
    lines = (Text(step.label, BODY, INK, bold=True), Text(step.actor, small, MUTED))
    across = max(text_width(lines) * 1.25, text_height(lines) * 1.35, 38.0)
    return Figure(step, lines, across, across)


def _row_width(row: Sequence[Badge]) -> float:
    return sum(_badge_width(badge) for badge in row) + BADGE_GAP * (len(row) - 1)


def _badge_width(badge: Badge) -> float:
    return line_width(badge_text(badge), BADGE_SIZE) + 8


def _badge_rows(badges: Sequence[Badge], room: float) -> tuple[tuple[Badge, ...], ...]:
    """Put badges into rows no wider than `room`; beyond MAX_BADGES a last one counts the rest."""
    shown = list(badges[:MAX_BADGES])
    if len(badges) > MAX_BADGES:
        shown.append(Badge("", f"+{len(badges) - MAX_BADGES}"))
    rows: list[list[Badge]] = []
    for badge in shown:
        if rows and _row_width([*rows[-1], badge]) <= room:
            rows[-1].append(badge)
        else:
            rows.append([badge])
    return tuple(map(tuple, rows))


def draw(canvas: Canvas, one: Figure, centre: Point) -> None:
    """Draw a measured step around `centre`, its badges on top of it."""
    step = one.step
    lines = list(one.lines)
    if one.strip:
        lines.append(Text("", SMALL, height=one.strip))
    lines = marks.worded(step.marks, lines)
    looks = _looks(step.kind, is_external(step), worst_grade(step.badges), step.marks)
    if step.kind == "apply":
        looks = {**looks, "skew": f"{_skew(one.width):.4f}"}
    size = (one.width, one.height)
    canvas.shape(one.key, centre, size, _words(one, lines), looks, step.url, step.label)
    if one.badge_rows:
        _draw_badges(canvas, one, centre)
    if step.marks:
        marks.draw(canvas, one.key, centre, size, step.marks, looks)


def worst_grade(badges: Sequence[Badge]) -> str:
    return min((badge.grade for badge in badges if badge.grade in MARKS), default="") if badges else ""


@cache
def _word(kind: str) -> str:
    """Return `kind` fit for a class name."""
    return "".join(sign for sign in kind if sign.isascii() and (sign.isalnum() or sign in "_-"))


def is_external(step: ChartStep) -> bool:
    """Say whether somebody outside the institution acts in the step."""
    return step.external or step.kind == "external"


def _words(one: Figure, lines: Sequence[Text]) -> str:
    """Return the label of a step's shape."""
    if one.step.kind == "subprocess":
        return framed(lines, one.width - 16, one.height, "LR")
    if one.step.kind == "parallel":
        return framed(lines, one.width, one.height - 2, "TB")
    return label(lines)


@lru_cache(maxsize=512)
def _looks(kind: str, external: bool, worst: str, changes: tuple[str, ...]) -> Mapping[str, str]:
    """Return the attributes of a step's shape."""
    looks = {"style": "filled", "fillcolor": "white"}
    if kind in ("start", "end"):
        looks |= {"style": "filled,rounded", "penwidth": "1.4", "color": "#475569"}
    elif kind == "decision":
        looks |= {"shape": "diamond", "fillcolor": DECISION_FILL}
    elif kind == "connector":
        looks |= {"shape": "circle"}
    elif kind == "apply":
        looks |= {"shape": "polygon", "sides": "4"}
    elif kind == "parallel":
        looks |= {"color": "white", "penwidth": "0"}
    if external:
        looks["style"] += ",dashed"
    if worst:
        looks["penwidth"] = {"A": "2.2", "B": "1.6", "C": "1.2"}[worst]
        looks["color"] = INK if kind != "parallel" else looks["color"]
    kinds = ["step", f"kind-{_word(kind)}", *(["external"] if external else [])]
    kinds += [f"grade-{worst}"] if worst else []
    kinds += [f"diff-{mark}" for mark in changes]
    return marks.marked(changes, looks) | {"class": " ".join(kinds)}


def _skew(width: float) -> float:
    """Return the polygon skew that Graphviz draws as SLANT points (it scales the shape to fit)."""
    share = SLANT / width
    return 2 * share / (1 - 1.2 * share)


@cache
def _badge_looks(grade: str) -> Mapping[str, str]:
    known = grade if grade in MARKS else ""
    return BADGE_LOOKS[known] | {"class": f"badge grade-{known or 'none'}"}


def _draw_badges(canvas: Canvas, one: Figure, centre: Point) -> None:
    block = text_height(one.lines) + one.strip
    top = centre[1] + block / 2 - one.strip + BADGE_GAP
    number = 0
    for row in one.badge_rows:
        left = centre[0] - _row_width(row) / 2
        for badge in row:
            number += 1
            wide = _badge_width(badge)
            place, size = (left + wide / 2, top + BADGE_HIGH / 2), (wide, BADGE_HIGH)
            words = label([Text(badge_text(badge), BADGE_SIZE, INK)])
            looks = _badge_looks(badge.grade)
            canvas.shape(f"{one.key}-badge-{number}", place, size, words, looks, tooltip=badge.line)
            left += wide + BADGE_GAP
        top += BADGE_HIGH + BADGE_GAP
