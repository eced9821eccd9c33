"""What a person typed into the step table and has not saved yet: kept, read back, dropped.

A draft is the request as it would be posted. It is judged when it is shown, like any other request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from powers.models import ChartDraft, Power
from powers.step_table import BRANCH, MAX_STEPS, StepTable, from_values, is_field, parse
from powers.stored import chart_values

MAX_CHARACTERS = 250_000
"""About twice what 80 rows hold with every cell full."""


class Unusable(ValueError):
    """What came is no draft, or more than one chart can hold."""


class Elsewhere(Exception):
    """Another page of the same person wrote the draft that is kept: it is not overwritten unseen."""


def read(text: str) -> dict[str, str]:
    """Return the fields that a page sent as JSON, [[name, text], …], in their order; `Unusable` if wrong."""
    if len(text) > MAX_CHARACTERS:
        raise Unusable("too long")
    try:
        pairs = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unusable("no JSON") from error
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        raise Unusable("no pairs of texts")
    fields = {name: _storable(words) for name, words in pairs if is_field(name)}
    if len(parse(fields, posts={}, known=()).filled) > MAX_STEPS:
        raise Unusable("too many rows")
    return fields


def _storable(words: str) -> str:
    """Return `words` without what no database holds: the null sign and halves of characters."""
    return words.replace("\0", "").encode("utf-8", "ignore").decode()


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def windows_of(post: Mapping[str, str]) -> tuple[str, ...]:
    """Return the page that sends a request, and the page whose draft it began with; none without JavaScript."""
    window = post.get("window", "")
    return (window, post.get("began", "")) if window else ()


def of(power: Power, user: Any) -> ChartDraft | None:
    """Return the person's draft of the power's chart."""
    return ChartDraft.objects.filter(power=power, user=user).first()


def keep(
    *, power: Power, by: Any, now: datetime, fields: Mapping[str, str], seen: str, windows: Sequence[str] = ()
) -> ChartDraft | None:
    """Keep what was typed; drop the draft and return None if it says what is stored.

    `windows`: the page that sends it, and the page whose draft it began with. Raises Elsewhere.
    """
    table = parse(fields, posts=_Any(), known=_Any())
    if _content(table) == _content(from_values(chart_values(power), codes={}, posts={})):
        drop(power=power, by=by, windows=windows)
        return None
    pairs = [list(pair) for pair in fields.items()]
    before = of(power, by)
    if (
        before
        and not _is_of(before, windows)
        and pairs != [pair for pair in before.fields if is_field(pair[0])]
    ):
        raise Elsewhere
    if windows:
        pairs.insert(0, ["window", windows[0][:64]])
    kept = {"fields": pairs, "seen": seen[:64], "saved_at": now}
    draft, _new = ChartDraft.objects.update_or_create(power=power, user=by, defaults=kept)
    return draft


def drop(*, power: Power, by: Any, windows: Sequence[str] = ()) -> None:
    """Forget the person's draft; with `windows` only if one of these pages wrote it."""
    draft = of(power, by)
    if draft and _is_of(draft, windows):
        draft.delete()


def _is_of(draft: ChartDraft, windows: Sequence[str]) -> bool:
    return not windows or draft.window in ("", *windows)


class _Any(dict[int, Any]):
    """Every post and every step: whether they exist is asked when the draft is shown."""

    def __contains__(self, key: object) -> bool:
        return True


def _content(table: StepTable) -> list[Any]:
    """Return what the rows say, without the keys that only tell them apart."""
    number = {str(row.key): row.no for row in table.filled}
    return [
        (row.cells, [(number.get(way.to), way.condition) for way in row.ways if row.cells["way"] == BRANCH])
        for row in table.filled
    ]
