"""The responsibility chain that the rows of one power ask for: of the power, or of a risk point of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from controls.enums import ResponsibilityLevel
from imports.plans.drafting import Drafting
from imports.plans.entries import LINK, Entry, plain
from riskreg.phrases import labelled


@dataclass(frozen=True)
class Wish:
    """A row says that a post answers for its risk point (or for the power) on a level."""

    row: int
    level: ResponsibilityLevel
    post: Entry
    item: Any
    """The register.Item of the row; None for a row that names no risk point."""


def effective(links: Iterable[Entry], level: str, point: Entry | None) -> Any:
    """Return the key of the post that answers on the level: the point's own, else the power's."""
    found = {
        link.stored["risk_point"]: link.stored["post"] for link in links if link.stored["level"] == level
    }
    return found.get(point.pk if point else None) or found.get(None)


def stage_chain(draft: Drafting, power: Entry, wishes: list[Wish]) -> None:
    """Put what all rows agree on into the chain of the power, and what some say otherwise on their points."""
    stored = draft.stored.parts.links.get(power.pk or 0, [])
    for level in ResponsibilityLevel:
        asked = [wish for wish in wishes if wish.level == level]
        open_wishes = [w for w in asked if effective(stored, level, _point(w)) != plain(w.post)]
        if not open_wishes:
            continue
        own = {link.stored["risk_point"]: link for link in stored if link.stored["level"] == level}
        agreed = len({id(wish.post) for wish in asked}) == 1
        link = own.get(None)
        if link is None:
            first = open_wishes[0]
            values = {"power": power, "level": level.value}
            link = Entry(LINK, row=first.row, values=values, owner=power, words=_words(first))
        if link.new or agreed:
            draft.add(link)
            link.say("post", open_wishes[0].post, open_wishes[0].row)
            draft.speak_of(open_wishes[0].row, link)
        for wish in open_wishes:
            if plain(link.get("post")) != plain(wish.post) and _point(wish) is not None:
                _override(draft, power, wish, own)


def _point(wish: Wish) -> Entry | None:
    return wish.item.entry if wish.item else None


def _words(wish: Wish) -> str:
    return labelled(wish.level.label, wish.post.words)


def _override(draft: Drafting, power: Entry, wish: Wish, own: dict[Any, Entry]) -> None:
    point = _point(wish)
    key = point.pk if point and not point.new else id(point)
    link = own.get(key)
    if link is None:
        values = {"power": power, "risk_point": point, "level": wish.level.value}
        link = own[key] = Entry(LINK, row=wish.row, values=values, owner=power, words=_words(wish))
    draft.add(link)
    link.say("post", wish.post, wish.row)
    draft.speak_of(wish.row, link)
