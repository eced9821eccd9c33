"""Several items in one cell: `1.… 2.…`, `（一）…（二）…`, `①…②…`, or one on each line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_HAN = "一二三四五六七八九十"
_CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x2776 + n): n + 1 for n in range(10)}
_BRACKETED = {chr(0x2474 + n): n + 1 for n in range(20)} | {chr(0x3220 + n): n + 1 for n in range(10)}
_DOTTED = {chr(0x2488 + n): n + 1 for n in range(20)}
_SIGNS = _CIRCLED | _BRACKETED | _DOTTED
_DIGITS = "0-9０-９"


def number(text: str) -> int:
    """Return the value of arabic, circled or Chinese (up to 99) numerals; 0 if they make none."""
    if text in _SIGNS:
        return _SIGNS[text]
    if text.isdecimal():
        return int(text)
    if not text or any(sign not in _HAN for sign in text):
        return 0
    tens, ten, ones = text.rpartition("十")
    first = (_HAN.index(tens) + 1 if len(tens) == 1 else 1) * 10 if ten else 0
    return first + (_HAN.index(ones) + 1 if len(ones) == 1 else 0)


@dataclass(frozen=True)
class Style:
    """A way to number: how its markers look, whether one may follow a word directly, how many make a list."""

    marker: re.Pattern[str]
    anywhere: bool = False
    least: int = 1
    mixed: bool = False
    """Signs behind the numbers differ: a list only where no number begins two items."""


STYLES: tuple[Style, ...] = (
    Style(re.compile(rf"[(（\[【〔]\s*([{_DIGITS}]{{1,2}})\s*[)）\]】〕]\s*[、.．]?"), anywhere=True),
    Style(re.compile(rf"[(（\[【〔]\s*([{_HAN}]{{1,3}})\s*[)）\]】〕]\s*[、.．]?"), anywhere=True),
    Style(re.compile(rf"([{''.join(_CIRCLED)}])\s*[、.．]?"), anywhere=True),
    Style(re.compile(rf"([{''.join(_BRACKETED)}])\s*[、.．]?"), anywhere=True),
    Style(re.compile(rf"([{''.join(_DOTTED)}])"), anywhere=True),
    Style(
        re.compile(rf"(?<![{_DIGITS}第.．、，,年月至到~-])([{_DIGITS}]{{1,2}})\s*[.．](?![{_DIGITS}])"),
        anywhere=True,
    ),
    Style(re.compile(rf"(?<![{_DIGITS}第.．、，,年月至到~-])([{_DIGITS}]{{1,2}})\s*、"), anywhere=True),
    Style(re.compile(rf"(?<![{_DIGITS}第.．、，,])([{_DIGITS}]{{1,2}})\s*[)）]"), anywhere=True),
    Style(re.compile(rf"(?<![{_HAN}第])([{_HAN}]{{1,3}})、")),
    Style(re.compile(rf"(?<![{_HAN}第])([{_HAN}]{{1,3}})[.．]")),
    Style(re.compile(rf"第([{_HAN}]{{1,3}})[，,、：:]")),
    Style(re.compile(rf"(?<![{_HAN}第])([{_HAN}])是(?=[^否不非])")),
    Style(re.compile(rf"(?<![^\n])([{_DIGITS}]{{1,2}})[ \u3000]+(?=[^{_DIGITS}\s])")),
    # `1.3个工作日内办结` is an item only where the next line begins with 2.
    Style(
        re.compile(
            rf"(?<![^\n])([{_DIGITS}]{{1,2}})[.．](?=[{_DIGITS}])(?![{_DIGITS}.]+[万亿%％倍元条款项])|(?<![^\n])([{_DIGITS}]{{1,2}})[.．]"
        ),
        least=2,
    ),
    # `1.… 2、… 3）…`, written by several people
    Style(re.compile(rf"([{_DIGITS}]{{1,2}})\s*(?:[.．](?![{_DIGITS}])|[、)）])"), least=2, mixed=True),
    Style(re.compile(rf"([{_HAN}]{{1,3}})[、.．]"), least=2, mixed=True),
    Style(re.compile(rf"(?:措施|measure)\s*([{_DIGITS}{_HAN}]{{1,2}})\s*[：:、.．]", re.IGNORECASE)),
)
_HEADED = re.compile(r"[^。；;]{0,10}(?:措施|依据|如下|measures|basis|bases)[：:]", re.IGNORECASE)
_INNER = re.compile(r"[(（]?[0-9０-９]{1,2}[.．、)）]")
_BULLET = re.compile(r"^\s*(?:[•·●○■□◆◇▪▶►➢➤※★*]|[-–—](?=\s))\s*")
_BESIDE = re.compile(r"(?<=\S)[ \u3000]+(?=[•·●○■□◆◇▪▶►➢➤※★]\s*\S)|(?<=[；;。])(?=[●○■◆▪►➢➤])")
"""Between items behind bullets on one line."""
_BEFORE = re.compile(r"(?:^|[\n。；;！!？?：:])[ \u3000]*$")
_HANGING = ("，", "、", ",", "：", ":", "（", "(", "“", "《", "及", "和", "与")
_INTRO = re.compile(r"[^。；;]{1,20}[：:]")


REMEMBERED = 400
"""Texts up to this length are taken apart once: the same measures stand in many cells."""


def items(text: str) -> tuple[str, ...]:
    """Return the items of a cell in order, without their numbers. One text that is no list is one item."""
    return _known_items(text) if len(text) <= REMEMBERED else _items(text)


def _items(text: str) -> tuple[str, ...]:
    whole = text.strip()
    if not whole:
        return ()
    numbered = _numbered(whole)
    found = numbered if numbered else _lines(_BESIDE.sub("\n", whole))
    return tuple(dict.fromkeys(item for item in map(_trimmed, found) if item))


_known_items = lru_cache(maxsize=2048)(_items)


def is_list(text: str) -> bool:
    """Say whether a cell holds several numbered items."""
    return len(_numbered(text.strip())) > 1


def _numbered(text: str) -> list[str]:
    """Return the items of a numbered list; [] if the text is none. What stands before the list goes first."""
    for style in _in_order(text):
        marks = list(_marks(text, style))
        starts = [mark.end() for mark in marks]
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        found = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        before = text[: marks[0].start()].strip()
        return _after(before, found)
    return []


def _after(before: str, found: list[str]) -> list[str]:
    """Return items with what stood before them: a heading is dropped, other words that
    end in a colon lead the first item, and whole sentences are items of their own."""
    if not before or _HEADED.fullmatch(before):
        return found
    if _INTRO.fullmatch(before):
        return [before + found[0].strip(), *found[1:]]
    return [*_lines(before), *found]


def _in_order(text: str) -> Iterator[Style]:
    """Yield the styles whose marker 1 begins the text or a line, or follows a colon: the earliest first, then the longest."""
    starts: list[tuple[int, int, int]] = []
    for place, style in enumerate(STYLES):
        marks = [] if style.mixed and _begins_twice(text, style) else list(_marks(text, style))
        if len(marks) >= style.least and (len(marks) > 1 or (marks and marks[0].start() == 0)):
            starts.append((marks[0].start(), -len(marks), place))
    yield from (STYLES[place] for _start, _count, place in sorted(starts))


def _begins_twice(text: str, style: Style) -> bool:
    """Say whether one number begins several items: a list stands inside another."""
    begun = [mark for mark in style.marker.finditer(text) if _BEFORE.search(text, 0, mark.start())]
    return len({number(mark[1]) for mark in begun}) < len(begun)


def _marks(text: str, style: Style) -> Iterator[re.Match[str]]:
    """Yield the markers 1, 2, 3 … of one style; of several with the same number the best placed one."""
    expected, position = 1, 0
    while True:
        usable = _usable(expected, style)
        found = [mark for mark in style.marker.finditer(text, position) if usable(mark)]
        best = next((mark for mark in found if _BEFORE.search(text, 0, mark.start())), None)
        chosen = best or (found[0] if found and expected > 1 else None)
        if not chosen:
            return
        yield chosen
        expected, position = expected + 1, chosen.end()


def _usable(expected: int, style: Style) -> Callable[[re.Match[str]], bool]:
    def usable(mark: re.Match[str]) -> bool:
        if number(mark[mark.lastindex or 1]) != expected:
            return False
        return style.anywhere or bool(_BEFORE.search(mark.string, 0, mark.start()) or _pause(mark))

    return usable


def _pause(mark: re.Match[str]) -> bool:
    return mark.string[: mark.start()].rstrip()[-1:] in ("，", ",")


def _lines(text: str) -> list[str]:
    """Return the lines of a text; a line that ends in the middle of a sentence goes on in the next."""
    found: list[str] = []
    for line in (line.strip() for line in text.split("\n")):
        if found and found[-1].endswith(_HANGING) and not _BULLET.match(line):
            found[-1] += line
        elif line:
            found.append(line)
    return found


def _trimmed(item: str) -> str:
    """Return an item on one line, without bullets and without the sign that parts it from the next."""
    plain = _BULLET.sub("", item.strip())
    lines = [line.strip() for line in plain.split("\n")]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        gap = " " if joined[-1:].isascii() and line[:1].isascii() else ""
        joined += ("；" if _INNER.match(line) and joined[-1:] not in "；;。：:" else gap) + line
    return joined.rstrip("；; \u3000，,、").strip()
