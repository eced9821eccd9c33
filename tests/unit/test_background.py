"""Work outside the request: claimed once, told how far it is, noticed when it ends; and rows read in flat memory."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from riskreg import background
from riskreg.uncollected import tidy, uncollected
from riskreg.whole_file import whole


def test_work_is_claimed_once_and_told_until_it_ends() -> None:
    assert background.progress("a") is None
    assert (background.claim("a"), background.claim("a"), background.claim("b")) == (True, False, True)
    assert background.progress("a") == (0, 0)
    with background.at_work("a"):
        assert background.claim("a") is False
    assert background.progress("a") is None
    assert background.claim("a") is True


def test_how_far_it_is_can_be_read_while_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "SIGN_EVERY", 0.001)
    with background.at_work("a") as tell:
        tell(3, 9)
        while background.progress("a") == (0, 0):
            pass
        assert background.progress("a") == (3, 9)


def test_work_that_fails_leaves_no_sign_of_life() -> None:
    with pytest.raises(KeyError), background.at_work("a"):
        raise KeyError
    assert background.progress("a") is None


def _half(place: Path) -> None:
    with whole(place) as file:
        file.write(b"second")
        raise OSError("full")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    place = tmp_path / "new" / "file"
    with whole(place) as file:
        file.write(b"first")
        assert not place.exists()
    with pytest.raises(OSError, match="full"):
        _half(place)
    assert place.read_bytes() == b"first"
    assert list(place.parent.iterdir()) == [place]


class Knot:
    """An object that keeps itself alive."""

    def __init__(self) -> None:
        self.myself = self


def _knots() -> int:
    return sum(type(one) is Knot for one in gc.get_objects())


def test_the_collector_rests_until_the_outermost_block_is_left_and_tidy_drops_what_is_young() -> None:
    with uncollected():
        with uncollected():
            assert gc.isenabled() is False
        assert gc.isenabled() is False
        for _number in range(5):
            Knot()
        assert _knots() == 5
        tidy()
        assert _knots() == 0
    assert gc.isenabled() is True
