"""What a drawing is made from: plain values, whoever's chart they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from riskreg.phrases import bracketed, continued, parted
from riskreg.rendering.dot import Engine
from riskreg.rendering.figures import Badge, ChartStep

__all__ = ["Badge", "Chart", "ChartEdge", "ChartStep", "Drawing", "Look", "RiskRow", "RiskText"]

_BOX = re.compile(r'bb="([^"]*)"')


@dataclass(frozen=True)
class Look:
    """How the flow is drawn: width of a step, size of the small words, half characters in a line of a condition
    that stands below its step or, `aside`, beside it.

    `framed` False: the drawing is part of a sheet that has the title and explains the signs; a long chart's
    pages stand there side by side as columns.
    """

    width: float = 184.0
    small: int = 9
    condition: int = 20
    aside: int = 20
    framed: bool = True


@dataclass(frozen=True)
class ChartEdge:
    """A way from one step number to another, with its condition or ""."""

    source: int
    target: int
    condition: str = ""
    mark: str = ""
    """How the way differs from another state of the chart: a key of `marks.SIGNS`."""


@dataclass(frozen=True)
class Chart:
    """One power's flow. `title` "" leaves the head out; `notes` are printed below, one per line.

    `unit`, `edition`, `day` and `part` (which page of how many) complete the title block; the day is text
    in the reader's way of writing.
    """

    title: str
    code: str
    steps: tuple[ChartStep, ...]
    edges: tuple[ChartEdge, ...]
    notes: tuple[str, ...] = ()
    unit: str = ""
    edition: str = ""
    day: str = ""
    part: str = ""
    look: Look = Look()

    @cached_property
    def ways(self) -> dict[tuple[int, int], str]:
        """Each pair of connected steps with its condition; several ways are written as one."""
        known = {step.no for step in self.steps}
        found: dict[tuple[int, int], str] = {}
        for edge in self.edges:
            pair = (edge.source, edge.target)
            if edge.source != edge.target and known.issuperset(pair):
                words = [part for part in (found.get(pair, ""), edge.condition.strip()) if part]
                found[pair] = parted(words) if len(words) > 1 else "".join(words)
        return found

    def titles(self) -> dict[str, str]:
        """Return what each shape says to a pointer or a screen reader, by its id in the drawing."""
        return {f"step-{step.no}": _title(step) for step in self.steps}


@dataclass(frozen=True)
class RiskText:
    """A risk point in the left column of the risk drawing."""

    grade: str
    code: str
    text: str


@dataclass(frozen=True)
class RiskRow:
    """What stands beside one step: its risks (left), measures and responsible person (right)."""

    step: int
    risks: tuple[RiskText, ...] = ()
    measures: tuple[str, ...] = ()
    responsible: str = ""


@dataclass(frozen=True)
class Drawing:
    """DOT and the engine that draws it: `dot.render(drawing.source, engine=drawing.engine, …)`."""

    source: str
    engine: Engine = "neato"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        found = _BOX.search(self.source)
        left, bottom, right, top = map(float, found.group(1).split(",")) if found else (0.0, 0.0, 0.0, 0.0)
        return right - left, abs(top - bottom)


def _title(step: ChartStep) -> str:
    more = continued((step.actor, step.time_limit_text))
    return f"{step.no}. {step.label}{bracketed(more)}"
