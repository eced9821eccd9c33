"""Files that appear under their name whole or not at all: a full disk leaves nothing half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART = ".part-"
"""How the name of a file begins while it is written."""


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to fill beside `path`; when the block ends it stands there, synced. Raises OSError.

    Whatever is raised inside leaves `path` as it was, and nothing beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=PART)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
