"""Reading very many rows at once without the garbage collector walking through all of them again and again."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_resting = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector of the process rest until the last such block is left.

    For a few seconds of reading; `tidy` in between keeps the memory flat.
    """
    global _resting
    with _lock:
        _resting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting:
                gc.enable()


def tidy() -> None:
    """Drop what the rows of the last stretch left behind in cycles, and look at nothing older.

    Nobody may hold them any more: what is held now is not looked at again before the collector is back.
    """
    if _resting:
        gc.collect(0)
