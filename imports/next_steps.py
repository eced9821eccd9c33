"""Ways to other steps in one cell: `3`, `是→4；否→6`, `→ 4. 审核`, or the name of a step."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.utils.translation import gettext as _

from imports import lists
from imports.refusals import Refused
from imports.rows import NextStep
from imports.wordforms import normal, says_nothing

_ARROW = r"→|⇒|➡|-+>|=>|—+>|转入|转至|进入|返回|回到|转|到|至|[：:]"
_NUMBER = re.compile(
    r"(?:第|步骤|环节|step)?\s*(\d{1,3})\s*(?:步|环节|号)?(?:\s*[.、．]\s*.*)?", re.IGNORECASE | re.DOTALL
)
_WAY = re.compile(rf"(?P<condition>.*?)\s*(?:{_ARROW})\s*(?P<to>[^→⇒➡]+)", re.DOTALL)
_ENDS = frozenset({"结束", "流程结束", "终止", "完结", "办结", "end", "stop", "finish"})


def next_steps(text: str, numbers: Mapping[str, int]) -> tuple[NextStep, ...]:
    """Return the ways out of a step; () for a blank cell or one that says "end". Raises Refused.

    In: `numbers` of the steps of the same power by their normal names.
    """
    if says_nothing(text) or normal(text) in _ENDS:
        return ()
    plain = unicodedata.normalize("NFKC", text).replace(";", "\n")
    ways: dict[int, NextStep] = {}
    for part in _parts(plain):
        condition, to = _taken_apart(part, numbers)
        if to not in ways:
            ways[to] = NextStep(to, condition)
    return tuple(ways.values())


def _parts(text: str) -> list[str]:
    """Return the ways one by one: by lines, or by commas between bare numbers or between arrows."""
    parts: list[str] = []
    for line in (line.strip(" ,、。.") for line in text.split("\n")):
        pieces = [piece.strip() for piece in re.split(r"[,、]", line)]
        each = all(_NUMBER.fullmatch(piece) or _WAY.fullmatch(piece) for piece in pieces)
        parts += pieces if each and len(pieces) > 1 else [line] if line else []
    return [part for part in parts if part]


def _taken_apart(part: str, numbers: Mapping[str, int]) -> tuple[str, int]:
    no = _number(part, numbers)
    if no:
        return "", no
    found = _WAY.fullmatch(part)
    to = _number(found["to"], numbers) if found else 0
    if not found or not to:
        raise Refused(_("看不出去向：“%(text)s”。可以写环节的序号或名称：3；是→4；否→6。") % {"text": part})
    return found["condition"].strip(" :,、。"), to


def _number(text: str, numbers: Mapping[str, int]) -> int:
    plain = text.strip()
    found = _NUMBER.fullmatch(plain)
    if found:
        return int(found[1])
    return numbers.get(normal(plain), 0)


def step_number(text: str) -> int | None:
    """Return the number of a step; None for a blank cell. Raises Refused."""
    if says_nothing(text):
        return None
    plain = re.sub(
        r"^(?:第|步骤|环节|step)\s*|\s*(?:步|环节|号)$", "", text.strip(" .、．()（）"), flags=re.IGNORECASE
    )
    value = lists.number(plain)
    if 1 <= value <= 999:
        return value
    raise Refused(_("环节的序号要是整数，这里是“%(text)s”。") % {"text": text})
