"""A chart as Mermaid text, for documents that draw such text themselves. One way: it is not read back."""

from __future__ import annotations

import json
import re

from powers.chart import Chart, ChartStep
from powers.enums import StepKind
from riskreg.phrases import limited
from riskreg.rendering.figures import is_external

SHAPES = {
    StepKind.START: ("([", "])"),
    StepKind.END: ("([", "])"),
    StepKind.APPLY: ("[/", "/]"),
    StepKind.DECISION: ("{", "}"),
    StepKind.PARALLEL: ("{{", "}}"),
    StepKind.SUBPROCESS: ("[[", "]]"),
}
_MARKS = re.compile(r"[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]")
_MEANING = re.compile(r"(?<=\$)(?=\$)|(?<=\bfa:)(?=fa-)|(?<=\bfa[a-z]:)(?=fa-)")
"""Where Mermaid, once it has read the entities, sees a formula ($$) or an icon (fa:fa-user): words are joined there."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")


def escaped(text: str) -> str:
    """Return `text` for a quoted Mermaid label, shown exactly so.

    Every ASCII mark becomes Mermaid's own entity (#34; for the quote), so that neither quotes, brackets,
    #, backticks (Markdown), "1." at the start (a list) nor HTML mean anything; line ends become spaces.
    """
    plain = " ".join(_UNSEEN.sub(" ", text).split())
    plain = _MEANING.sub("\u2060", plain)
    return _MARKS.sub(lambda mark: f"#{ord(mark[0])};", plain)


def text_of(chart: Chart) -> str:
    """Return the chart as a `flowchart TD`. The same values always give the same text."""
    title = json.dumps(" ".join(_UNSEEN.sub(" ", chart.title).split()), ensure_ascii=False)
    lines = ["---", f"title: {title}", "---", "flowchart TD"]
    lines += [f"  {_node(step)}" for step in chart.steps]
    for edge in chart.edges:
        words = escaped(edge.condition)
        arrow = f'-->|"{words}"|' if words else "-->"
        lines.append(f"  s{edge.source} {arrow} s{edge.target}")
    if any(is_external(step) for step in chart.steps):
        lines.append("  classDef external stroke-dasharray: 4 3")
    return "\n".join(lines) + "\n"


def _node(step: ChartStep) -> str:
    first, last = SHAPES.get(StepKind(step.kind), ("[", "]"))
    limit = limited(step.time_limit_text)
    words = "<br>".join(escaped(part) for part in (step.actor, step.label, limit) if part.strip())
    look = ":::external" if is_external(step) else ""
    return f's{step.no}{first}"{words or " "}"{last}{look}'
