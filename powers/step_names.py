"""Steps by what people write of them elsewhere: `受理`, `1. 受理`, `1受理`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskreg.names import name_key

_NUMBERED = re.compile(r"(\d+)\s*[.．、:：]\s*(.+)", re.DOTALL)


def step_meant(text: str, steps: Sequence[tuple[int, str]]) -> int | None:
    """Return the place of the step that the words mean among numbers and names of steps; None if there is none.

    Of several steps of one name the one whose number is written too, else the first.
    """
    numbered = _NUMBERED.fullmatch(text.strip())
    label = name_key(numbered[2] if numbered else text)
    if not label:
        return None
    named = [at for at, (no, name) in enumerate(steps) if label in (name_key(name), name_key(f"{no}{name}"))]
    if numbered:
        named = [at for at in named if steps[at][0] == int(numbered[1])] or named
    return named[0] if named else None
