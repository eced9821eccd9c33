"""Rendered volumes kept on disk under the digest of everything they were made from.

A volume appears under its name whole, however many processes work here; readers take a link of their own,
so that tidying up never takes a file away from them. Only the owner of the process can read what is kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

MOST_BYTES = 512 * 1024 * 1024
KEPT_FOR = 60 * 24 * 3600.0
"""Seconds after its last use; a register is printed again within weeks or not for a year."""
ABANDONED = 24 * 3600.0
"""Seconds after which a workshop belongs to nobody: its process was killed."""


def digest(*parts: str) -> str:
    """Return the name of what these parts say everything about."""
    whole = hashlib.sha256()
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        whole.update(f"{len(text)}:".encode() + text)
    return whole.hexdigest()


@contextmanager
def workshop() -> Iterator[Path]:
    """Give a folder on the same disk, which vanishes with everything in it. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix=".work-", dir=_folder()) as name:
        yield Path(name)


def fetch(name: str, place: Path) -> bool:
    """Put the kept volume at `place`; False if there is none, or none that is whole."""
    kept = _folder() / f"{name}.pdf"
    try:
        os.link(kept, place)
        if not _whole(place):
            place.unlink()
            kept.unlink(missing_ok=True)
            return False
        os.utime(place)
    except FileNotFoundError:
        return False
    return True


def keep(name: str, place: Path) -> None:
    """Keep the volume at `place` under its name."""
    with suppress(FileExistsError):  # another process was as quick, with the same content
        os.link(place, _folder() / f"{name}.pdf")


def tidy() -> None:
    """Take away what was not used for long, then the longest unused until the rest keeps to MOST_BYTES."""
    now, size = time.time(), 0
    for folder in _folder().glob(".work-*"):
        if _used(folder) < now - ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)
    for kept in sorted(_folder().glob("*.pdf"), key=_used, reverse=True):
        with suppress(FileNotFoundError):
            size += kept.stat().st_size
            if size > MOST_BYTES or _used(kept) < now - KEPT_FOR:
                kept.unlink()


def _folder() -> Path:
    folder = Path(settings.VOLUMES_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _whole(path: Path) -> bool:
    """Say whether the file has its end: a disk that lost power may have kept its name only."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 32, 0))
        return file.read().rstrip().endswith(b"%%EOF")
