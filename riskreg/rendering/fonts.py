"""The two fonts every drawing and document uses, and whether this machine has them."""

from __future__ import annotations

import shutil
import subprocess

from riskreg.phrases import listed

SANS = "Noto Sans CJK SC"
SERIF = "Noto Serif CJK SC"
REQUIRED = (SANS, SERIF)


class FontMissing(Exception):
    """A required font is not installed."""


def check_fonts(names: tuple[str, ...] = REQUIRED) -> list[str]:
    """Return those of `names` that fontconfig does not know; all of them without fontconfig."""
    program = shutil.which("fc-match")
    if program is None:
        return list(names)
    return [name for name in names if name not in _families(program, name)]


def require_fonts() -> None:
    """Raise FontMissing, naming the fonts, unless all of them are installed."""
    missing = check_fonts()
    if missing:
        raise FontMissing(listed(missing))


def _families(program: str, name: str) -> list[str]:
    """Return the family names of the font that stands in for `name`."""
    try:
        done = subprocess.run(
            [program, "--format=%{family}", name],
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.decode("utf-8", "replace").split(",")
