"""Steps by what people write of them in other tables."""

from __future__ import annotations

import pytest

from powers.step_names import step_meant

STEPS = [(1, "受理"), (2, "现场 核查"), (3, "审核"), (5, "审核")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("受理", 0),
        ("1. 受理", 0),
        ("1受理", 0),
        ("现场核查", 1),
        ("3、审核", 2),
        ("5：审核", 3),
        ("审核", 2),
        ("9. 审核", 2),
        ("送达", None),
        ("", None),
        ("—", None),
    ],
)
def test_a_step_is_found_by_name_or_number_and_name(text: str, place: int | None) -> None:
    assert step_meant(text, STEPS) == place
