"""How a step or a way is marked in a drawing of two states: line, sign and word, never the colour alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskreg.rendering.canvas import INK, MUTED, Canvas, Text, label, line_width
from riskreg.rendering.grid import Point

SIGNS = {"added": "＋", "removed": "✗", "changed": "≠", "moved": "⇅"}
"""Every mark with its sign, in the order in which they are explained."""

LOOKS = {
    "added": {"color": "#1a6b35", "penwidth": "2.8"},
    "removed": {"color": "#6b7280", "penwidth": "1.2", "fillcolor": "#eef0f3", "style": "dashed"},
    "changed": {"color": "#92480a", "penwidth": "1.2"},
    "moved": {"color": "#1d4ed8", "penwidth": "1.8", "style": "dotted"},
}
FILLS = {"added": "#e3f3e7", "removed": "#e5e7eb", "changed": "#fdebd3", "moved": "#e2eafc"}
SIZE, HIGH, BETWEEN, INNER = 9, 15.0, 2.0, 3.5


def word(mark: str) -> str:
    """Return the mark in a word of one character where the language has one."""
    return {
        "added": pgettext("two states of a chart", "增"),
        "removed": pgettext("two states of a chart", "删"),
        "changed": pgettext("two states of a chart", "改"),
        "moved": pgettext("two states of a chart", "移"),
    }[mark]


def explained(mark: str) -> str:
    """Return the mark as the signs below a drawing explain it."""
    meaning = {
        "added": _("新增（粗线）"),
        "removed": _("删去（虚线、灰色）"),
        "changed": _("内容有改动（双线）"),
        "moved": _("次序或位置变动（点线）"),
    }[mark]
    return f" {SIGNS[mark]} {meaning}"


def room(marks: Sequence[str]) -> float:
    """Return what a marked shape needs in width and height beyond its words: the second outline."""
    return 2 * INNER + 1 if "changed" in marks else 0.0


def worded(marks: Sequence[str], lines: list[Text]) -> list[Text]:
    """Return the lines of a step as they are written under its marks: grey where it is gone."""
    return [line._replace(color=MUTED) for line in lines] if "removed" in marks else lines


def marked(marks: Sequence[str], looks: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of a shape under its marks; the outline of its kind stays."""
    found = dict(looks)
    for mark in reversed(marks):
        style = ",".join(part for part in (found.get("style", ""), LOOKS[mark].get("style", "")) if part)
        found |= LOOKS[mark] | {"style": style}
    return found


def way(mark: str, looks: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of a line under its mark."""
    if not mark:
        return dict(looks)
    more = {name: value for name, value in LOOKS[mark].items() if name != "fillcolor"}
    return {**looks, **more, "class": f"{looks['class']} diff-{mark}"}


def sample(mark: str) -> dict[str, str]:
    """Return how the outline is drawn where the signs are explained."""
    return {**marked([mark], {"style": "filled"}), "class": f"sign diff-{mark}"}


def outline(canvas: Canvas, key: str, centre: Point, size: Point, looks: Mapping[str, str]) -> None:
    """Add the second outline of a change inside a shape that is drawn."""
    kept = {name: looks[name] for name in ("shape", "sides", "skew") if name in looks}
    style = "rounded" if "rounded" in looks["style"] else "solid"
    more = {"style": style, "color": LOOKS["changed"]["color"], "class": "inner diff-changed"}
    canvas.shape(f"{key}-inner", centre, _within(size, kept), '""', {**kept, **more})


def draw(
    canvas: Canvas, key: str, centre: Point, size: Point, marks: Sequence[str], looks: Mapping[str, str]
) -> None:
    """Add to a shape that is drawn: the second outline of a change, and the signs at its upper right."""
    if "changed" in marks:
        outline(canvas, key, centre, size, looks)
    slanted = looks.get("shape") == "diamond"
    right = centre[0] + size[0] / 2 + 4 - (size[0] / 8 if slanted else 0)
    top = centre[1] - size[1] / 2 - 2 + (size[1] / 6 if slanted else 0)
    for mark in reversed(marks):
        words = f"{SIGNS[mark]}{word(mark)}"
        wide = line_width(words, SIZE) + 8
        attributes = {"style": "filled", "fillcolor": FILLS[mark], "color": LOOKS[mark]["color"]}
        canvas.shape(
            f"{key}-mark-{mark}",
            (right - wide / 2, top),
            (wide, HIGH),
            label([Text(words, SIZE, INK, bold=True)]),
            {**attributes, "penwidth": "1.2", "class": f"mark diff-{mark}"},
        )
        right -= wide + BETWEEN


def _within(size: Point, looks: Mapping[str, str]) -> Point:
    """Return the size of the outline that lies INNER points inside a shape."""
    wide, high = size
    if looks.get("shape") == "diamond":
        share = 1 - 2 * INNER * math.hypot(wide, high) / (wide * high)
        return wide * share, high * share
    return wide - 2 * INNER, high - 2 * INNER
