"""Units, posts and people as a cell names them: the institution's own, or new ones under it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from imports.matching import (
    CUTOFF,
    CUTOFF_OF_PEOPLE,
    OFFERED,
    Names,
    nearly,
    several,
    title_and_holder,
)
from imports.plans.drafting import Drafting, check
from imports.plans.entries import HELD, PERSON, POST, UNIT, Entry, Reject
from organisation.enums import PostLevel, UnitKind
from powers.codes import Codes
from riskreg.names import name_key
from riskreg.phrases import bracketed, listed

# What a post is called whose cell names only a person, and how high it stands, by column.
TITLES = {
    "responsible": "责任人",
    "unit_head": "负责人",
    "leader": "分管领导",
    "post": "经办人",
    "person": "工作人员",
}
LEVELS = {"unit_head": PostLevel.UNIT_HEAD, "leader": PostLevel.DEPUTY}


class Places:
    """Finds what a cell names; each name is looked up once."""

    def __init__(self, draft: Drafting) -> None:
        self.draft, stored = draft, draft.stored
        self.units = Names((unit.stored["name"], unit) for unit in stored.units.values())
        self.posts = Names((post.stored["title"], post) for post in stored.posts.values())
        self.people: dict[str, list[Entry]] = defaultdict(list)
        self.held: dict[str, list[Entry]] = defaultdict(list)
        for person in stored.people.values():
            self.people[name_key(person.words)].append(person)
        for held, holder in stored.holder.items():
            self.held[name_key(holder.words)].append(stored.posts[held])
        self._seated: dict[int, Entry] = {}
        """Post, by identity → whom a row puts into it."""
        self._at: dict[int, list[Entry]] = defaultdict(list)
        for post in stored.posts.values():
            self._at[post.stored["unit"]].append(post)
        self._unit_codes = Codes(unit.stored["code"] for unit in stored.units.values())
        self._post_codes: dict[int, Codes] = defaultdict(Codes)
        for post in stored.posts.values():
            self._post_codes[id(stored.units[post.stored["unit"]])].take(post.stored["code"])
        self._found: dict[tuple[str, ...], Entry] = {}

    def unit(self, text: str, row: int) -> Entry:
        """Return the unit of that name; the institution itself for none."""
        institution = self.draft.stored.institution
        key = name_key(text)
        if key in ("", name_key(institution.name), name_key(institution.short_name)):
            return self.draft.stored.root
        if ("unit", key) not in self._found:
            self._found["unit", key] = self._unit(text.strip(), row)
        return self._found["unit", key]

    def _unit(self, text: str, row: int) -> Entry:
        answered = self.draft.answers.units.get(text)
        if answered is not None:
            return self.draft.stored.units[answered]
        found: Any = self.units.exact(text)
        if found:
            return self._open(found, text)
        near: Any = self.units.near(text)
        if near and text not in self.draft.answers.units:
            self._ask("units", text, row, "unit", near)
        values = {"code": self._unit_codes.next("K", digits=2), "name": text, "kind": UnitKind.SECTION.value}
        check(UNIT, values, {"name": "unit", "code": "unit"})
        return self.draft.add(Entry(UNIT, row=row, values=values, words=text))

    def _open(self, found: list[Entry], text: str) -> Entry:
        """Return the first that is not abolished. Raises Reject."""
        for unit in found:
            if unit.stored["abolished_on"] is None:
                return unit
        raise Reject("unit", text, _("科室“%(unit)s”已撤销，请改为现在承办的科室。") % {"unit": text})

    def post(self, text: str, unit: Entry, column: str, row: int) -> Entry | None:
        """Return the post that a cell for people names, seen from a unit; None for an empty cell."""
        names = several(text)
        if len(names) > 1:
            words = {"first": names[0], "rest": listed(names[1:])}
            self.draft.warn(row, column, _("这里只能填一个岗位：取“%(first)s”，“%(rest)s”没有存入。") % words)
        if not names:
            return None
        key = ("post", name_key(names[0]), "" if column == "leader" else str(id(unit)), column)
        if key not in self._found:
            self._found[key] = self._post(names[0], unit, column, row)
        post = self._found[key]
        self.draft.meet(row, post)
        self.draft.meet(row, self.draft.stored.holder.get(post.pk or 0))
        return post

    def holder(self, post: Entry) -> Entry | None:
        """Return who holds the post once everything planned so far is written."""
        return self._seated.get(id(post)) or self.draft.stored.holder.get(post.pk or 0)

    def named(self, text: str, unit: Entry) -> list[Entry]:
        """Return the stored or new posts that the names of a cell mean, without adding any."""
        found = []
        for name in several(text):
            title, holder = title_and_holder(name, self.people)
            found += [post] if (post := self._known(title, holder, unit, "responsible")) else []
        return found

    def _post(self, text: str, unit: Entry, column: str, row: int) -> Entry:
        answered = self.draft.answers.posts.get(text)
        if answered is not None:
            return self.draft.stored.posts[answered]
        title, holder = title_and_holder(text, self.people)
        known = self._known(title, holder, unit, column)
        if known is not None:
            self._tell_other_holder(known, holder, column, row)
            return known
        home = self._leadership() if column == "leader" else unit
        self.ask_near_post(text, title, holder, home, column, row)
        level = LEVELS.get(column, PostLevel.STAFF)
        post = self.new_post(title or TITLES[column], home, level, row, column)
        if holder:
            self.seat(post, self.person(holder, row, column), row)
        return post

    def _known(self, title: str, holder: str, unit: Entry, column: str) -> Entry | None:
        """Return the post of that title in the unit or above it, or that the person holds, nearest first."""
        if title:
            found: Any = [post for post in self.posts.exact(title) if self._is_open(post)]
            if holder:
                ours = [post for post in found if post in self.held[name_key(holder)]]
                if len(ours) == 1:
                    held: Entry = ours[0]
                    return held
                found = ours or [post for post in found if not self._holder_words(post)] or found
        else:
            found = [post for post in self.held[name_key(holder)] if self._is_open(post)]
        near: list[Entry] = [post for post in found if self._home(post) is unit]
        above: list[Entry] = [post for post in found if self._is_above(self._home(post), unit)]
        if near or above:
            return near[0] if near else above[0]
        only: Entry | None = found[0] if len(found) == 1 and (not title or column == "leader") else None
        return only

    def _leadership(self) -> Entry:
        """Return the unit of the leaders, else the institution."""
        stored = self.draft.stored
        units = [unit for unit in stored.units.values() if unit.stored["abolished_on"] is None]
        return next((u for u in units if u.stored["kind"] == UnitKind.LEADERSHIP), stored.root)

    def _is_open(self, post: Entry) -> bool:
        return post.stored.get("abolished_on") is None

    def _home(self, post: Entry) -> Entry:
        home = post.get("unit")
        return home if isinstance(home, Entry) else self.draft.stored.units[home]

    def _is_above(self, home: Entry, unit: Entry) -> bool:
        """Say whether the unit `home` is the institution, its leadership, or above `unit`."""
        if home is self.draft.stored.root:
            return True
        return str(unit.stored.get("path", "")).startswith(str(home.stored.get("path", "-")))

    def _holder_words(self, post: Entry) -> str:
        holder = self.holder(post)
        return holder.words if holder else ""

    def _tell_other_holder(self, post: Entry, holder: str, column: str, row: int) -> None:
        present = self._holder_words(post)
        if holder and name_key(present) != name_key(holder) and (present or not post.new):
            words = {"post": post.words, "present": present or _("空缺"), "holder": holder}
            message = _("岗位“%(post)s”现任为“%(present)s”，表中写“%(holder)s”；任职没有改动。") % words
            self.draft.warn(row, column, message)

    def new_post(self, title: str, home: Entry, level: PostLevel, row: int, column: str) -> Entry:
        """Add a post to the unit."""
        code = self._post_codes[id(home)].next("G", digits=2)
        values = {"unit": home, "code": code, "title": title, "level": level.value}
        check(POST, values, {"title": column})
        post = self.draft.add(Entry(POST, row=row, values=values, words=title))
        self.posts.add(title, post)
        return post

    def ask_near_post(self, text: str, title: str, holder: str, home: Entry, column: str, row: int) -> None:
        """Ask whether a post of the unit of nearly that title, or held by nearly that person, is meant."""
        if text in self.draft.answers.posts:
            return
        posts = [post for post in self._at[home.pk or 0] if self._is_open(post)]
        near = [p for p in posts if title and nearly(title, p.words, CUTOFF)]
        if not title:
            near = [p for p in posts if nearly(holder, self._holder_words(p), CUTOFF_OF_PEOPLE)]
        self._ask("posts", text, row, column, near[:OFFERED])

    def is_at(self, post: Entry, unit: Entry) -> bool:
        """Say whether the post is in force and of the unit itself."""
        return self._is_open(post) and self._home(post) is unit

    def person(self, name: str, row: int, column: str) -> Entry:
        """Return the person of that name: the institution's, or a new one who does not sign in."""
        known = self.people[name_key(name)]
        if not known:
            check(PERSON, {"name": name}, {"name": column})
            known.append(self.draft.add(Entry(PERSON, row=row, values={"name": name}, words=name)))
        return known[0]

    def seat(self, post: Entry, person: Entry, row: int) -> Entry:
        """Put the person into the post, whoever holds it now; return the entry of the assignment."""
        before = self.holder(post)
        words = f"{before.words} → {person.words}" if before else person.words
        if before is not None:
            self.held[name_key(before.words)].remove(post)
        self.held[name_key(person.words)].append(post)
        self._seated[id(post)] = person
        return self.draft.add(Entry(HELD, row=row, values={"post": post, "person": person}, words=words))

    def _ask(self, kind: str, text: str, row: int, column: str, near: list[Entry]) -> None:
        candidates = tuple((entry.pk, self._shown(entry)) for entry in near if entry.pk is not None)
        if not candidates:
            return
        self.draft.ask(kind, text, row, candidates)
        words = {"text": text, "near": listed(words for _pk, words in candidates)}
        self.draft.warn(row, column, _("没有“%(text)s”。是不是“%(near)s”？") % words)

    def _shown(self, entry: Entry) -> str:
        """Return a unit, or a post with its holder, as a question names it."""
        holder = self._holder_words(entry) if entry.label == POST else ""
        return entry.words + bracketed(holder)
