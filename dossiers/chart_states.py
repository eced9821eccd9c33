"""The states in which a chart can be had: the working copy, what was confirmed, editions, any past day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.content import chart_content
from dossiers.models import ConfirmedContent
from dossiers.past import CHART, states_of
from powers.models import Power

WORKING, CONFIRMED, DAY, ENTRY = "working", "confirmed", "day", "entry-"
Chosen = tuple[str, date | None]


@dataclass(frozen=True)
class State:
    """A state by its name on the page; no content if the dossier did not exist then."""

    name: str
    content: Mapping[str, Any] | None


def sources(power: Power, user: Any) -> list[tuple[str, str]]:
    """Return (key, name) of what can be chosen beside a past day, newest edition first. Two queries."""
    found = [(WORKING, _("工作稿"))]
    kept = ConfirmedContent.objects.filter(power=power).values_list("confirmed_at", flat=True).first()
    if kept:
        on = timezone.localdate(kept).isoformat()
        found.append((CONFIRMED, _("%(on)s 确认的内容") % {"on": on}))
    entries = power.entries.visible_to(user).select_related("edition").defer("content")  # type: ignore[attr-defined]
    for entry in entries.order_by("-edition__frozen_at", "-edition_id"):
        found.append((f"{ENTRY}{entry.pk}", _("%(label)s 登记册") % {"label": entry.edition.label}))
    return found


def usual(power: Power, offered: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the comparison to begin with: the last edition, else what was confirmed, else the first day."""
    keys = [key for key, _name in offered]
    old = next((key for key in keys if key.startswith(ENTRY)), CONFIRMED if CONFIRMED in keys else DAY)
    began = timezone.localdate(power.created_at).isoformat() if old == DAY else ""
    return {"old": old, "old_on": began, "new": WORKING, "new_on": ""}


def read(power: Power, chosen: Sequence[Chosen], offered: Sequence[tuple[str, str]]) -> list[State]:
    """Return the chosen states. In: keys of `sources`, or DAY with its day. At most eight queries."""
    today, names = timezone.localdate(), dict(offered)
    days = sorted({day or today for key, day in chosen if key in (WORKING, DAY)})
    then = dict(zip(days, states_of(power, days, CHART), strict=True)) if days else {}
    contents = _stored(power, {key for key, _day in chosen})
    for key, day in chosen:
        if key in (WORKING, DAY):
            past = then[day or today]
            contents[key, day] = chart_content(past) if past else None
    return [
        State(names.get(key) or (day or today).isoformat(), contents[key, day if key == DAY else None])
        for key, day in chosen
    ]


def _stored(power: Power, keys: set[str]) -> dict[Chosen, Mapping[str, Any] | None]:
    """Return the contents that are kept as they were: of editions and of the last confirmation."""
    found: dict[Chosen, Mapping[str, Any] | None] = {}
    wanted = [int(key.removeprefix(ENTRY)) for key in keys if key.startswith(ENTRY)]
    if wanted:
        rows = power.entries.filter(pk__in=wanted).values_list("pk", "content")  # type: ignore[attr-defined]
        found |= {(f"{ENTRY}{pk}", None): content for pk, content in rows}
    if CONFIRMED in keys:
        found[CONFIRMED, None] = ConfirmedContent.objects.get(power=power).content
    return found
