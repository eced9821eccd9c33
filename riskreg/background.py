"""Work that outlasts a request: one claim on each piece, how far it is, and whether anybody is still at it.

Kept in the cache, which all processes share, and no record of anything: what must not be lost, the rooms write down.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.cache import cache

Tell = Callable[[int, int], None]

WAITING = 3600
"""Seconds that a claim on work holds while nobody has begun it: others may stand before it in the queue."""
ALIVE = 30
"""Seconds after the last sign of life until work counts as given up."""
SIGN_EVERY = 1.0
"""Seconds between two signs of life."""


def claim(key: str, seconds: int = WAITING) -> bool:
    """Claim the work for whoever will do it; False if somebody has claimed it already."""
    return cache.add(_key(key), (0, 0), seconds)


def progress(key: str) -> tuple[int, int] | None:
    """Return how many of how many are done, (0, 0) while that is not known; None if nobody is at it."""
    found: tuple[int, int] | None = cache.get(_key(key))
    return found


@contextmanager
def at_work(key: str) -> Iterator[Tell]:
    """Show signs of life until the block is left, then drop the claim. Yields `tell(done, total)`.

    A process that is killed leaves no word; its signs end, and the work may be claimed again.
    """
    said = [(0, 0)]
    left = threading.Event()

    def tell(done: int, total: int) -> None:
        said[0] = (done, total)

    def show() -> None:
        while not left.is_set():
            cache.set(_key(key), said[0], ALIVE)
            left.wait(SIGN_EVERY)

    cache.set(_key(key), said[0], ALIVE)
    signs = threading.Thread(target=show, name=f"signs of {key}", daemon=True)
    signs.start()
    try:
        yield tell
    finally:
        left.set()
        signs.join()
        cache.delete(_key(key))


def _key(key: str) -> str:
    return f"background:{key}"
