"""Which step of a chart the words of a file mean."""

from __future__ import annotations

from collections.abc import Sequence

from imports.plans.entries import Entry
from powers.step_names import step_meant


def step_named(text: str, steps: Sequence[Entry]) -> Entry | None:
    """Return the step of the chart that the words mean, None if it has no such step."""
    place = step_meant(text, [(step.get("no"), step.words) for step in steps])
    return None if place is None else steps[place]
