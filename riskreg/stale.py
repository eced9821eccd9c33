"""Two people saved: the second one sees both versions and chooses.

A form carries the token of the values it was filled with. The action compares it with the token of
the values now in the database, after locking the row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from riskreg.decisions import Conflict


class Stale(Conflict):
    """Somebody saved in between. `theirs` is what is stored now, by field name."""

    def __init__(self, theirs: Mapping[str, Any]) -> None:
        super().__init__(_("在您填写期间，别人已经保存了新的内容。请对照两个版本后再选择。"))
        self.theirs = dict(theirs)


def values_of(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """Return the stored values of the named fields; foreign keys as ids."""
    return {name: row._meta.get_field(name).value_from_object(row) for name in fields}  # type: ignore[union-attr]


def token(values: Any) -> str:
    """Return a short digest of JSON-able values; equal values give equal tokens."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def token_of(items: Iterable[Any]) -> str:
    """Return a short digest of many things, told by their `repr`, of which one at a time is in memory."""
    digest = hashlib.sha256()
    for item in items:
        digest.update(f"{item!r}\n".encode())
    return digest.hexdigest()[:16]


def require_seen(seen: str | None, now_stored: Mapping[str, Any]) -> None:
    """Return if the person saw what is stored (or `seen` is None: they chose to overwrite), else `Stale`."""
    if seen is not None and seen != token(now_stored):
        raise Stale(now_stored)


def is_mine(seen: str | None, now_stored: Mapping[str, Any], typed: Mapping[str, Any]) -> bool:
    """Say whether one of many rows that are saved at once is to be written.

    A row left as it was shown is not, so that what others saved of it meanwhile stays; nor one that is
    stored as typed. Raises `Stale` if the person changed the row and somebody else did too.
    """
    if seen is None:
        return True
    if typed == now_stored or token(typed) == seen:
        return False
    require_seen(seen, now_stored)
    return True
