"""The answer to "may this be done?": allowed, or denied with the sentence the person reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """No. `reason` says why and what to do, in the reader's language."""

    reason: str | Promise

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied


class Refused(PermissionDenied):
    """An action was refused. `str(refusal)` is the sentence to show; nothing was written."""

    status = 403


class Conflict(Refused):
    """The thing changed meanwhile: somebody else acted first. Nothing was written."""

    status = 409


class Gone(Conflict):
    """The thing was deleted meanwhile, so its own page cannot be gone back to. Nothing was written."""


def require(decision: Decision) -> None:
    """Return if allowed, else raise `Refused` with the reason."""
    if isinstance(decision, Denied):
        raise Refused(str(decision.reason))


def conflict(reason: str | Promise) -> NoReturn:
    """Raise `Conflict` with `reason`."""
    raise Conflict(str(reason))
