"""What stands beside the steps of the risk drawing: risk points and grades left, measures and people right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from powers.chart import Badge, RiskRow, RiskText
from riskreg.phrases import numbered
from riskreg.rendering import figures
from riskreg.rendering.canvas import INK, LINE, MUTED, Canvas, Text, label, text_height
from riskreg.rendering.figures import MARKS, Figure
from riskreg.rendering.grid import Layout
from riskreg.rendering.text import wrap

SIDE_WIDTH, SIDE_SIZE = 206.0, 10
Labels = Mapping[int, list[Text]]


def risk_lines(risks: Sequence[RiskText]) -> list[Text]:
    """Return the lines of the risks beside a step: mark and code bold, then the words."""
    lines: list[Text] = []
    for risk in risks:
        head = figures.badge_text(Badge(risk.grade, risk.code))
        lines.append(Text(head, SIDE_SIZE, INK, bold=True))
        lines += _side_lines(risk.text)
    return lines


def measure_lines(row: RiskRow) -> list[Text]:
    """Return the lines of the measures beside a step, numbered if several, and who answers."""
    lines: list[Text] = []
    for number, words in enumerate(row.measures, 1):
        lines += _side_lines(numbered(number, words) if len(row.measures) > 1 else words)
    if row.responsible:
        lines += _side_lines(_("责任人：%(name)s") % {"name": row.responsible}, MUTED)
    return lines


def _side_lines(words: str, color: str = INK) -> list[Text]:
    return [Text(line, SIDE_SIZE, color) for line in wrap(words, int((SIDE_WIDTH - 16) / SIDE_SIZE * 2))]


def draw_sides(
    canvas: Canvas,
    layout: Layout,
    shapes: Mapping[int, Figure],
    rows: Mapping[int, RiskRow],
    sides: tuple[Labels, Labels],
) -> None:
    """Draw the boxes left and right of the steps, each tied to its step by a dotted line."""
    for name, texts in zip(("risk", "measure"), sides, strict=True):
        for no, lines in texts.items():
            key, size = f"{name}-{no}", (SIDE_WIDTH, text_height(lines) + 14)
            looks = {"style": "filled", "fillcolor": "white", "color": LINE, "class": name}
            worst = min((risk.grade for risk in rows[no].risks if risk.grade in MARKS), default="")
            if name == "risk" and worst:
                looks |= figures.BADGE_LOOKS[worst] | {"class": f"risk grade-{worst}"}
            x, y = layout.centres[key]
            canvas.shape(key, (x, y), size, label(lines, width=SIDE_WIDTH - 16, left=True), looks)
            step_x = layout.centres[f"step-{no}"][0]
            turn = 1 if step_x > x else -1
            near = step_x - turn * (shapes[no].width / 2 - shapes[no].inset)
            canvas.line(
                f"tie-{key}",
                (key, f"step-{no}"),
                [(x + turn * SIDE_WIDTH / 2, y), (near, y)],
                attributes={"class": "tie", "style": "dotted", "dir": "none"},
            )
