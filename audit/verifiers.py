"""What else `verify_audit` checks: rooms above register a function that yields problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_verifiers: dict[str, Callable[[], Iterable[str]]] = {}


def register(name: str, problems: Callable[[], Iterable[str]]) -> None:
    """Add a verifier; it yields one sentence per damaged thing, nothing if all is whole."""
    _verifiers[name] = problems


def problems() -> Iterator[str]:
    """Yield the sentences of all verifiers, in the reader's language."""
    for find in _verifiers.values():
        yield from find()
