"""Plain values written to a temporary file once and read as often as needed: one pass over the database."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from riskreg.uncollected import uncollected

Value = TypeVar("Value")


class Spool(Generic[Value]):
    """A context in which the given values (as JSON knows them) can be iterated again and again in flat memory."""

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._values = values
        self._file: Any = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Self:
        with uncollected():
            for value in self._values:
                self.add(value)
        return self

    def add(self, value: Value) -> None:
        """Put another value at the end; not while the values are being iterated."""
        self._file.write(json.dumps(value, ensure_ascii=False) + "\n")

    def __iter__(self) -> Iterator[Value]:
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
