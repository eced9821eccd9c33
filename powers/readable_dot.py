"""A chart as DOT text that people read and `dot` lays out itself. One way: it is not read back.

Our own drawings are DOT too, but only positions; nobody could go on working with those.
"""

from __future__ import annotations

from powers.chart import Chart, ChartStep
from powers.enums import StepKind
from riskreg.phrases import limited
from riskreg.rendering.dot import quote
from riskreg.rendering.figures import is_external

SHAPES = {
    StepKind.START: 'shape=box, style="rounded"',
    StepKind.END: 'shape=box, style="rounded"',
    StepKind.APPLY: "shape=parallelogram",
    StepKind.DECISION: "shape=diamond",
    StepKind.PARALLEL: "shape=hexagon",
    StepKind.SUBPROCESS: "shape=box, peripheries=2",
}


def text_of(chart: Chart) -> str:
    """Return the chart as a digraph. The same values always give the same text."""
    lines = [
        "digraph chart {",
        f"  graph [label={quote(_line(chart.title))}, labelloc=t, rankdir=TB, newrank=true]",
        '  node [shape=box, fontname="Noto Sans CJK SC", fontsize=11]',
        '  edge [fontname="Noto Sans CJK SC", fontsize=9]',
        "",
    ]
    lines += [f"  step_{step.no} [{_looks(step)}]" for step in chart.steps]
    lines.append("")
    for edge in chart.edges:
        words = _line(edge.condition)
        lines.append(
            f"  step_{edge.source} -> step_{edge.target}" + (f" [label={quote(words)}]" if words else "")
        )
    return "\n".join([*lines, "}"]) + "\n"


def _looks(step: ChartStep) -> str:
    limit = limited(step.time_limit_text)
    words = "\n".join(_line(part) for part in (step.actor, step.label, limit) if part.strip())
    looks = [f"label={quote(words)}"]
    shape = SHAPES.get(StepKind(step.kind), "")
    looks += [shape] if shape else []
    looks += ['style="dashed"'] if is_external(step) and "style" not in shape else []
    return ", ".join(looks)


def _line(text: str) -> str:
    return " ".join(text.split())
