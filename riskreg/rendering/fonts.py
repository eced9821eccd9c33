"""The two fonts every drawing and document uses, the fonts of official papers by role, and what is installed."""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from riskreg.phrases import listed

SANS = "Noto Sans CJK SC"
SERIF = "Noto Serif CJK SC"
REQUIRED = (SANS, SERIF)
NO_GLYPH = "〓"  # the compositor's sign for a character that the case does not hold
SHOWN = 3  # of such characters that the foot names

logger = logging.getLogger("riskreg.papers")


@dataclass(frozen=True)
class Role:
    """A face that GB/T 9704 asks for: its key in the setting, its name, what stands in, what offices have."""

    key: str
    label: str | Promise
    standby: str
    office: str


ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role("xiaobiaosong", _("小标宋"), SERIF, "方正小标宋简体"),
        Role("fangsong", _("仿宋"), SERIF, "仿宋_GB2312"),
        Role("heiti", _("黑体"), SANS, "黑体"),
        Role("kaiti", _("楷体"), SERIF, "楷体_GB2312"),
        Role("songti", _("宋体"), SERIF, "宋体"),
    )
}


@dataclass(frozen=True)
class Substitute:
    """A role that another font stands in for; `wanted` is what the setting names, '' if it names nothing."""

    role: Role
    wanted: str


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


def installed_fonts() -> str:
    """Return a digest of all fonts of this machine and their versions; '' without fontconfig."""
    program = shutil.which("fc-list")
    if program is None:
        return ""
    known = _told(program, "--format=%{file} %{index} %{fontversion}\n")
    return hashlib.sha256("\n".join(sorted(known.splitlines())).encode()).hexdigest()


def paper_fonts() -> dict[str, str]:
    """Return role → installed family for papers: what PAPER_FONTS names if it is installed, else the stand-in."""
    named = _named()
    missing = check_fonts(tuple(named.values()))
    found = {key: role.standby for key, role in ROLES.items()}
    return found | {key: family for key, family in named.items() if family not in missing}


def substitutes() -> list[Substitute]:
    """Return the roles for which no font was chosen, or the chosen one is not installed."""
    named, used = _named(), paper_fonts()
    return [
        Substitute(role, named.get(key, ""))
        for key, role in ROLES.items()
        if key not in named or named[key] != used[key]
    ]


def office_font(key: str) -> str:
    """Return the family for a Word file: what PAPER_FONTS names, else what Chinese offices have."""
    return _named().get(key) or ROLES[key].office


def uncovered(text: str) -> list[str]:
    """Return the characters of the text that no installed font can draw, in their order; none without fontconfig."""
    starts, ends = _covered()
    return [
        sign
        for sign in dict.fromkeys(text)
        if starts and _has_shape(sign) and not ord(sign) <= ends[bisect_right(starts, ord(sign)) - 1]
    ]


def _has_shape(sign: str) -> bool:
    """Is the character something to see? One that Python does not know yet, or that an office made up itself, is."""
    return sign.isprintable() or unicodedata.category(sign) in ("Cn", "Co")


def without(text: str, lacking: Iterable[str]) -> str:
    """Return the text with a sign for each of the characters that no font can draw."""
    return text.translate({ord(sign): NO_GLYPH for sign in lacking})


def named(lacking: Sequence[str], number: str, missing: str) -> str:
    """Log which characters the paper with this number lacks, and return the words for its foot (`Words.missing`)."""
    codes = [f"U+{ord(sign):04X}" for sign in lacking]
    logger.warning("%s: no installed font has %s; printed as %s", number, " ".join(codes), NO_GLYPH)
    return missing % (" ".join(codes[:SHOWN]) + ("…" if len(codes) > SHOWN else ""))


@cache
def _covered() -> tuple[list[int], list[int]]:
    """Return the stretches of characters that some installed font has: where they begin, where they end."""
    stretches = (part.split("-") for part in _told("fc-list", "--format=%{charset} ").split())
    starts, ends = [0], [ord(" ")]
    for first, last in sorted((int(one[0], 16), int(one[-1], 16)) for one in stretches):
        if first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return (starts, ends) if len(starts) > 1 else ([], [])


def _named() -> dict[str, str]:
    chosen: Mapping[str, str] = settings.PAPER_FONTS
    return {key: family.strip() for key, family in chosen.items() if key in ROLES and family.strip()}


def _families(program: str, name: str) -> list[str]:
    """Return the family names of the font that stands in for `name`."""
    return _told(program, "--format=%{family}", name).split(",")


def _told(*command: str) -> str:
    """Return what a program of fontconfig prints, '' if it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
