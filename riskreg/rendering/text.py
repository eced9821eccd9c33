"""Chinese text measured and broken into lines for boxes of a given width."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

from riskreg.rendering.words import WORDS

NOT_AT_START = frozenset("，。、；：？！）》」』”’…】〕〉％‰℃·,.;:?!)]}>%—～")
"""Characters that no line may begin with (避头)."""
NOT_AT_END = frozenset("（《「『“‘【〔〈([{<")
"""Characters that no line may end with (避尾)."""
_BREAK_AFTER = frozenset("，。；：、）？！》”")

_UNITS = (
    "个?(?:工作日|自然日|日历日|小时|分钟|季度|星期)"
    "|(?:个月|个|日|天|周|月|年|季|次|人|件|份|张|名|项|条|款|元|万元|倍|寸|岁|级|户|亩|章)"
)
_NUMBER = r"(?:第\s?)?[0-9０-９]+(?:[.．,，/:：–—-][0-9０-９]+)*"
_COUNT = (
    rf"{_NUMBER}\s?(?:{_UNITS})(?:内|以内|以上|以下|前|后)?"
    rf"|第?[一二三四五六七八九十百两]+\s?(?:个工作日|个月|{_UNITS})"
)
_WORD = r"[A-Za-z0-9_'/.@#&+\-]*[A-Za-z0-9_]%?"
_ATOM = re.compile(rf"{_COUNT}|{_NUMBER}%?|{_WORD}|…+|—+|\s+|.", re.DOTALL)
_GROUP = re.compile(r"（[^（）]{1,24}）")
_TOO_SHORT = 400.0


@cache
def char_width(sign: str) -> int:
    """Return how many units one character takes: 2 full width, 1 half width, 0 combining."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WFA" else 1


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """Return the text without characters that XML and paper cannot hold; line ends become \\n."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def display_width(text: str) -> int:
    """Return the width of `text` in units of half a Chinese character."""
    return sum(map(char_width, text))


def height(text: str, width: float) -> int:
    """Return about how many lines the text takes where `width` units go into one."""
    return sum(max(1, math.ceil(display_width(line) / width)) for line in text.splitlines())


def atoms(text: str) -> list[str]:
    """Split `text` into pieces that stay on one line.

    A number with its measure word (15个工作日), a Latin word, a dash or an ellipsis is one piece;
    closing punctuation belongs to the piece before it, opening punctuation to the piece after.
    """
    pieces: list[str] = []
    opening = ""
    for match in _ATOM.finditer(text):
        piece = match.group()
        if piece[0] in NOT_AT_END:
            opening += piece
        elif (pieces and not opening and not pieces[-1].isspace() and piece[0] in NOT_AT_START) or (
            pieces and not opening and not any(map(char_width, piece))
        ):
            pieces[-1] += piece
        else:
            pieces.append(opening + piece)
            opening = ""
    return [*pieces, opening] if opening else pieces


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` units (a Chinese character counts 2).

    As few lines as possible, of even length; breaks after punctuation are preferred, short brackets
    such as （1日内） stay whole and begin a line where that costs no extra line, the last line is
    no lone character if it can be helped. Line breaks in `text` stay. A piece
    wider than `width` is cut. Returns [] for blank text. Raises ValueError if `width` < 4.
    """
    if width < 4:
        raise ValueError("width must be at least 4 units")
    return list(_wrapped(text, width))


def wrap_whole(text: str, width: int) -> list[str]:
    """Like `wrap`, but in lines a little shorter or longer where those of `width` would split a word."""
    tries = (wrap(text, max(tried, 4)) for tried in (width, width - 2, width + 2))
    return next((lines for lines in tries if not _splits(lines)), wrap(text, width))


def _splits(lines: list[str]) -> bool:
    return any(line[-1] + following[0] in WORDS for line, following in pairwise(lines))


@lru_cache(maxsize=8192)
def _wrapped(text: str, width: int) -> tuple[str, ...]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        plain = " ".join(paragraph.split())
        if plain:
            lines += _wrap_paragraph(plain, width)
    return tuple(lines)


def _wrap_paragraph(text: str, width: int) -> tuple[str, ...]:
    if display_width(text) <= width:
        return (text,)
    pieces = [part for piece in atoms(text) for part in _cut(piece, width)]
    lines: list[str] = []
    for start in range(0, len(pieces), 400):  # the search is quadratic in nothing beyond this
        lines += _best_lines(pieces[start : start + 400], width)
    return tuple(lines)


def _cut(piece: str, width: int) -> list[str]:
    """Cut a piece that fits on no line into parts that do."""
    parts = [""]
    for sign in piece:
        if display_width(parts[-1] + sign) > width:
            parts.append("")
        parts[-1] += sign
    return parts


def _best_lines(pieces: list[str], width: int) -> list[str]:
    """Choose the breaks with the lowest cost (fewest lines first), from the end backwards."""
    inside = _inside_groups(pieces, width)
    count = len(pieces)
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        options = []
        line = ""
        for end in range(start + 1, count + 1):
            line += pieces[end - 1]
            shown = display_width(line.strip())
            if shown > width and end > start + 1:
                break
            cost = _cost(line.strip(), width, last=end == count, first=start == 0)
            cost += _break_cost(pieces, end, inside)
            options.append((cost + best[end][0], end))
        best[start] = min(options)
    lines, at = [], 0
    while at < count:
        end = best[at][1]
        lines.append("".join(pieces[at:end]).strip())
        at = end
    return [line for line in lines if line]


def _cost(line: str, width: int, *, last: bool, first: bool) -> float:
    """Return the cost of a line: one line always costs more than any unevenness saves."""
    slack = (width - display_width(line)) / width
    cost = 1000.0 + 100.0 * slack * slack
    if last and not first and len(line.rstrip("，。；：、）？！》”")) <= 1:
        cost += _TOO_SHORT
    return cost


def _break_cost(pieces: list[str], end: int, inside: dict[int, float]) -> float:
    if end == len(pieces):
        return 0.0
    if end in inside:
        return inside[end]
    if pieces[end].startswith("（"):
        return -40.0
    if pieces[end - 1][-1] in _BREAK_AFTER:
        return -25.0
    return 120.0 if pieces[end - 1][-1] + pieces[end][0] in WORDS else 0.0


def _inside_groups(pieces: list[str], width: int) -> dict[int, float]:
    """Return the breaks (piece numbers) that would split a bracket fitting on a line, and their cost.

    A short one such as （1日内） is worth a line of its own, a longer one is not.
    """
    spans = [
        (*match.span(), 1300.0 if display_width(match.group()) <= 14 else 300.0)
        for match in _GROUP.finditer("".join(pieces))
        if display_width(match.group()) <= width
    ]
    inside: dict[int, float] = {}
    at = 0
    for number, piece in enumerate(pieces):
        for left, right, cost in spans:
            if left < at < right:
                inside[number] = cost
        at += len(piece)
    return inside
