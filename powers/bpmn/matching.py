"""Which imported step is which stored one, so that risk points stay where they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from powers.chart_input import StepRow


def match(rows: Sequence[StepRow], stored: Iterable[tuple[int, str]], *, same_chart: bool) -> list[StepRow]:
    """Return the rows with ids of stored steps: by the id in the file, else by equal wording, else none.

    In: (id, label) of the stored steps in order; whether the file was exported from this very chart, for
    only then its ids mean anything.
    """
    left = {identity: _plain(label) for identity, label in stored}
    found: dict[int, int] = {}
    for at, row in enumerate(rows):
        if same_chart and row.id in left:
            found[at] = row.id
            del left[row.id]
    for at, row in enumerate(rows):
        if at not in found:
            same = next((identity for identity, label in left.items() if label == _plain(row.label)), None)
            if same is not None:
                found[at] = same
                del left[same]
    return [replace(row, id=found.get(at)) for at, row in enumerate(rows)]


def _plain(label: str) -> str:
    return " ".join(label.split())
