"""Contents written to a temporary file once and read as often as needed: one pass over the database."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self


class Spool:
    """A context in which the given contents can be iterated again and again in flat memory."""

    def __init__(self, contents: Iterable[dict[str, Any]]) -> None:
        self._contents = contents
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Self:
        for content in self._contents:
            self._file.write(json.dumps(content, ensure_ascii=False) + "\n")
        return self

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
