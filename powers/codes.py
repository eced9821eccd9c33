"""Codes that the program gives: a prefix and the number after the highest one used. Codes are never reused."""

from __future__ import annotations

from collections.abc import Iterable


def prefix(unit: str, category: str, external: str) -> str:
    """Return the beginning of a power's code: of the codes of its unit and of its category."""
    return f"{unit}-{(external or category[:2]).upper()}-"


class Codes:
    """The codes in use at one place, when many are given in a row."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._highest: dict[str, int] = {}

    def take(self, code: str) -> None:
        """Note a code that was given by others."""
        self._taken.add(code)

    def next(self, prefix: str, *, digits: int = 1) -> str:
        """Return the code after the highest one, and take it."""
        if prefix not in self._highest:
            code = following(prefix, self._taken, digits=digits)
            self._highest[prefix] = int(code[len(prefix) :]) - 1
        code = self._code(prefix, digits)
        while code in self._taken:
            code = self._code(prefix, digits)
        self._taken.add(code)
        return code

    def _code(self, prefix: str, digits: int) -> str:
        self._highest[prefix] += 1
        return f"{prefix}{self._highest[prefix]:0{digits}d}"


def following(prefix: str, taken: Iterable[str], *, digits: int = 1) -> str:
    """Return the code after the highest of those taken that consist of the prefix and a number."""
    numbers = [code[len(prefix) :] for code in taken if code.startswith(prefix)]
    highest = max((int(number) for number in numbers if number.isdigit()), default=0)
    return f"{prefix}{highest + 1:0{digits}d}"
