"""Files that appear under their name whole or not at all; and what people read when the disk is full."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import OperationalError
from django.utils.translation import gettext as _

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


def full_disk(error: BaseException) -> str:
    """Return what a person reads if the error says that the disk is full; '' if it says something else."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or (isinstance(error, OperationalError) and "disk is full" in str(error)):  # as SQLite says it
        return _("服务器磁盘已满，没有留下不完整的内容。请告诉系统管理员，腾出空间后再试一次。")
    return ""
