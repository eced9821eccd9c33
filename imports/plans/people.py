"""Rows of a list of posts and their holders."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from imports.fields import TableKind
from imports.matching import several
from imports.plans.drafting import Drafting, check
from imports.plans.entries import PERSON, POST, Entry, Reject
from imports.plans.places import TITLES, Places
from imports.plans.powers import Powers
from imports.plans.texts import text_of
from imports.rows import ReadRow
from organisation.enums import PostLevel
from riskreg.names import name_key

KEPT = ("reports_to", "notes")


class People:
    """Plans the rows of a list of people: a post of its title in the unit for each, and who holds it."""

    def __init__(self, draft: Drafting, places: Places, powers: Powers) -> None:
        self.draft, self.places = draft, places
        self._claimed: set[int] = set()
        self._rows: Counter[tuple[str, str]] = Counter()

    def stage(self) -> None:
        """Take in every row."""
        rows = list(self.draft.rows(TableKind.PEOPLE))
        self._rows.update((name_key(text_of(row, "unit")), name_key(_title(row))) for row in rows)
        for row in rows:
            try:
                self._row(row)
            except Reject as why:
                self.draft.reject(row.number, why)

    def _row(self, row: ReadRow) -> None:
        title, names = _title(row), several(text_of(row, "person"))
        if not title and not names:
            raise Reject("post", "", _("没有写岗位，也没有写姓名。"))
        title = title or TITLES["person"]
        check(POST, {"title": title}, {"title": "post"})
        for name in names:
            check(PERSON, {"name": name}, {"name": "person"})
        unit = self.places.unit(text_of(row, "unit"), row.number)
        self.draft.meet(row.number, unit)
        for name in names or [""]:
            self._seat(title, name, unit, row)

    def _seat(self, title: str, name: str, unit: Entry, row: ReadRow) -> None:
        post = self._post(title, name, unit, row)
        self._claimed.add(id(post))
        holder = self.draft.stored.holder.get(post.pk or 0)
        if name and (holder is None or name_key(holder.words) != name_key(name)):
            person = self.places.person(name, row.number, "person")
            self.draft.speak_of(row.number, person, self.places.seat(post, person, row.number))
        elif holder is not None:
            self.draft.meet(row.number, holder)
        post.kept |= {
            self.draft.head(n, row.number): text_of(row, n) for n in KEPT if text_of(row, n)
        } | dict(row.kept)
        self.draft.speak_of(row.number, self.draft.add(post))

    def _post(self, title: str, name: str, unit: Entry, row: ReadRow) -> Entry:
        """Return the post: the one the person holds, a vacant one, the only one of its title, or a new one."""
        stored: Any = self.places.posts.exact(title)
        ours = [p for p in stored if self.places.is_at(p, unit) and id(p) not in self._claimed]
        holders = {id(post): self.draft.stored.holder.get(post.pk or 0) for post in ours}
        held = [p for p in ours if (h := holders[id(p)]) and name_key(h.words) == name_key(name)]
        vacant = [post for post in ours if not post.new and holders[id(post)] is None]
        alone = self._rows[name_key(text_of(row, "unit")), name_key(title)] == 1 and len(ours) == 1
        found = held or vacant or (ours if alone or not name else [])
        if found:
            post: Entry = found[0]
            return post
        answered = self.draft.answers.posts.get(title)
        if answered is not None:
            return self.draft.stored.posts[answered]
        self.places.ask_near_post(title, title, "", unit, "post", row.number)
        return self.places.new_post(title, unit, _level(title, unit), row.number, "post")


def _title(row: ReadRow) -> str:
    return text_of(row, "post")


def _level(title: str, unit: Entry) -> PostLevel:
    """Return how high a post stands, as its title and its unit tell; a person can put it right."""
    top = unit.stored.get("depth") == 1 or unit.stored.get("kind") == "leadership"
    leads = title.endswith(("长", "主任", "书记", "负责人", "经理", "院长", "校长"))
    if top and leads:
        return PostLevel.DEPUTY if title.startswith("副") or "副" in title else PostLevel.PRINCIPAL
    return PostLevel.UNIT_HEAD if leads and "副" not in title else PostLevel.STAFF
