"""Pages of a log that only grows: counting stops at a limit."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

LIMIT = 10_000


class BoundedPaginator(Paginator[Any]):
    """Counts and pages through the first `LIMIT` rows: nobody turns ten thousand pages, everybody filters."""

    @cached_property
    def count(self) -> int:
        """The number of rows, at most `LIMIT`."""
        rows: Any = self.object_list
        return int(rows[:LIMIT].count())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than are counted."""
        return self.count >= LIMIT
