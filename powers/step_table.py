"""The step table as it comes from the page: parsed, checked cell by cell, and kept as typed.

A row's fields are named `step-<key>-<cell>`; a way out of it `step-<key>-exit-<n>-to` (the key of the
row it leads to) and `-condition`. The key only tells rows apart; their order is the order in which
they stand in the request, so moving a row never renames anything. Numbers follow from the order.
Nothing is decided and nothing is written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from powers.chart_input import STEP_DEFAULTS, ExitRow, StepRow
from powers.enums import StepFunction, StepKind, TimeUnit
from powers.models import Step

MAX_STEPS = 80
NEXT, BRANCH, NONE = "next", "branch", "none"
LIMITS = {
    "label": 60,
    "actor": 60,
    "handling_system": 300,
    "duty_requirement": 300,
    "supervision": 300,
    "counterpart_rights": 300,
}
LONG_CELLS = ("handling_system", "duty_requirement", "supervision", "counterpart_rights")
CONDITION_LIMIT = 60
PLAIN_CELLS = (*LIMITS, "post", "function", "time_limit_value", "time_limit_unit")
CELLS = ("id", "kind", "is_external", "way", *PLAIN_CELLS)
_NAME = re.compile(
    r"step-([0-9]{1,6})-(?:exit-([0-9]{1,6})-(to|condition)|(" + "|".join(CELLS) + r"))", re.ASCII
)


@dataclass
class Way:
    """A way out of a row as typed: `to` is the key of the row it leads to."""

    key: int
    to: str = ""
    condition: str = ""
    error: str = ""


@dataclass
class Row:
    """A row as typed, with the message of each wrong cell and the values of the right ones."""

    key: int
    cells: dict[str, str]
    ways: list[Way] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    no: int = 0
    risk_codes: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed: such a row is left out."""
        return not (self.cells["id"] or any(self.cells[cell] for cell in PLAIN_CELLS) or self.ways)

    @property
    def is_wrong(self) -> bool:
        """Say whether anything in the row needs correction."""
        return bool(self.errors) or any(way.error for way in self.ways)

    @property
    def name(self) -> str:
        """Return the key as it stands in field names; a stand-in in the page's row template."""
        return str(self.key) if self.key >= 0 else "__key__"

    @property
    def limit_error(self) -> str:
        """Return the message about the time limit."""
        return self.errors.get("time_limit_value") or self.errors.get("time_limit_unit", "")

    @property
    def long_cells(self) -> list[tuple[str, str, str, str]]:
        """Return name, heading, text and message of the four long columns."""
        fields = {field.name: field for field in Step._meta.fields}
        labels = {name: str(fields[name].verbose_name) for name in LONG_CELLS}
        return [(name, labels[name], self.cells[name], self.errors.get(name, "")) for name in LONG_CELLS]

    @property
    def more_wrong(self) -> bool:
        """Say whether a cell of the second line needs correction."""
        return any(name in self.errors for name in (*LONG_CELLS, "function"))

    @property
    def spare_ways(self) -> list[Way]:
        """Return the ways with empty ones to fill in: two where the row branches, else one."""
        first = max((way.key for way in self.ways), default=-1) + 1
        count = 2 if self.cells["way"] == BRANCH else 1
        return [*self.ways, *(Way(first + place) for place in range(count))]

    @property
    def stated(self) -> int:
        """Return how many of the four long columns are filled."""
        return sum(bool(self.cells[cell]) for cell in LONG_CELLS)

    @property
    def label(self) -> str:
        """Return the wording, or a stand-in while there is none."""
        return self.cells["label"] or _("（未填写）")

    @property
    def id(self) -> int | None:
        """Return the id of the stored step, None for a new row."""
        return self.values.get("id")


@dataclass
class StepTable:
    """All rows in order, and what is wrong with the table as a whole."""

    rows: list[Row]
    errors: list[str] = field(default_factory=list)

    @property
    def filled(self) -> list[Row]:
        """Return the rows that count: all but the blank ones."""
        return [row for row in self.rows if not row.is_blank]

    @property
    def next_key(self) -> int:
        """Return a key no row uses."""
        return max((row.key for row in self.rows), default=-1) + 1

    @property
    def error_count(self) -> int:
        """Return how many cells and table rules are wrong."""
        cells = sum(len(row.errors) + sum(bool(way.error) for way in row.ways) for row in self.rows)
        return cells + len(self.errors)

    def renumber(self) -> None:
        """Number the rows that count, in their order; blank rows have no number."""
        for row in self.rows:
            row.no = 0
        for no, row in enumerate(self.filled, 1):
            row.no = no

    def is_valid(self) -> bool:
        """Say whether the table can be stored."""
        return not self.error_count

    def steps(self) -> list[StepRow]:
        """Return the rows as the action takes them; wrong cells fall back to their defaults."""
        return [
            StepRow(
                no=row.no,
                label=row.label,
                kind=row.values.get("kind", StepKind.EXECUTE),
                id=row.id,
                values={name: row.values.get(name, blank) for name, blank in STEP_DEFAULTS.items()},
            )
            for row in self.filled
        ]

    def judged(self) -> list[Any]:
        """Return the rows as the chart rules read them."""
        blank = {**STEP_DEFAULTS, "post_id": None}
        return [
            SimpleNamespace(
                **{**blank, "kind": StepKind.EXECUTE, **row.values, "no": row.no, "label": row.label}
            )
            for row in self.filled
        ]

    def exits(self) -> list[ExitRow]:
        """Return the ways between rows; wrong ones are left out."""
        rows = self.filled
        number = {str(row.key): row.no for row in rows}
        found = []
        for row, following in zip_longest(rows, rows[1:]):
            if row.cells["way"] == BRANCH:
                ways = [way for way in row.ways if way.to in number and not way.error]
                found += [ExitRow(row.no, number[way.to], way.condition) for way in ways]
            elif row.cells["way"] != NONE and following and row.values.get("kind") != StepKind.END:
                found.append(ExitRow(row.no, following.no))
        return found


def is_field(name: str) -> bool:
    """Say whether a field of a request belongs to the table."""
    return bool(_NAME.fullmatch(name))


def posts_named(post: Mapping[str, str]) -> set[int]:
    """Return the ids in the post cells of a request."""
    found = {_number(text) for name, text in post.items() if name.endswith("-post") and is_field(name)}
    return {number for number in found if number}


def blank_row(key: int) -> Row:
    """Return an empty row."""
    return Row(key, dict.fromkeys(CELLS, "") | {"kind": StepKind.EXECUTE, "way": NEXT})


def parse(post: Mapping[str, str], *, posts: Mapping[int, Any], known: Collection[int]) -> StepTable:
    """Read the table from a request.

    In: the posted fields in their order, the posts to choose from by id, ids of the stored steps.
    Never raises on strange input: what cannot be understood is kept and gets a message.
    """
    table = StepTable(_read(post))
    seen: set[int] = set()
    table.renumber()
    for row in table.filled:
        _check_row(row, posts, known, seen)
    _check_ways(table.filled)
    if len(table.filled) > MAX_STEPS:
        table.errors.append(_("一张流程图最多 %(most)s 个环节，请合并或拆成子流程。") % {"most": MAX_STEPS})
    return table


def _read(post: Mapping[str, str]) -> list[Row]:
    rows: dict[int, Row] = {}
    ways: dict[tuple[int, int], Way] = {}
    for name, text in post.items():
        match = _NAME.fullmatch(name)
        if not match:
            continue
        key = int(match[1])
        row = rows.setdefault(key, blank_row(key))
        if match[4]:
            row.cells[match[4]] = _one_line(text)
            continue
        place = (key, int(match[2]))
        if place not in ways:
            ways[place] = Way(place[1])
            row.ways.append(ways[place])
        setattr(ways[place], match[3], _one_line(text))
    for row in rows.values():
        row.ways = [way for way in row.ways if way.to or way.condition]
    found = list(rows.values())
    while found and found[-1].is_blank:  # the spare row of the page
        found.pop()
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unusable(text: str) -> bool:
    return any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


def _check_text(text: str, limit: int) -> str:
    if _unusable(text):
        return _("含有不能使用的控制字符，请重新输入。")
    if len(text) > limit:
        return ngettext(
            "最多 %(most)s 个字，现在有 %(count)s 个字。",
            "最多 %(most)s 个字，现在有 %(count)s 个字。",
            limit,
        ) % {"most": limit, "count": len(text)}
    return ""


def _check_row(row: Row, posts: Mapping[int, Any], known: Collection[int], seen: set[int]) -> None:
    cells = row.cells
    for name, limit in LIMITS.items():
        error = _check_text(cells[name], limit)
        if not error and name == "label" and not cells[name]:
            error = _("请填写环节名称。")
        _settle(row, name, cells[name], error)
    for name, choices, blank in (("kind", StepKind, False), ("function", StepFunction, True)):
        fine = cells[name] in choices.values or (blank and not cells[name])
        _settle(row, name, cells[name], "" if fine else _("请从列表中选择。"))
    if cells["way"] not in (NEXT, BRANCH, NONE):
        cells["way"] = NEXT
    row.values["is_external"] = bool(cells["is_external"])
    post = _number(cells["post"])
    fine = not cells["post"] or post in posts
    if fine:
        row.values |= {"post": posts.get(post), "post_id": post} if post else {"post": None, "post_id": None}
    else:
        row.errors["post"] = _("这个岗位不在本单位，请重新选择。")
    step = _number(cells["id"])
    if step is not None and step in known and step not in seen:
        seen.add(step)
        row.values["id"] = step
    _check_limit(row)


def _settle(row: Row, name: str, value: Any, error: str) -> None:
    if error:
        row.errors[name] = error
    else:
        row.values[name] = value


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text, re.ASCII) else None


def _check_limit(row: Row) -> None:
    text = unicodedata.normalize("NFKC", row.cells["time_limit_value"])
    unit = row.cells["time_limit_unit"]
    value = _number(text)
    if unit and unit not in TimeUnit.values:
        row.errors["time_limit_unit"] = _("请从列表中选择。")
    elif text and (value is None or not 1 <= value <= 999):
        row.errors["time_limit_value"] = _("请填 1 到 999 的整数。")
    elif text and unit == TimeUnit.IMMEDIATE:
        row.errors["time_limit_value"] = _("“即时”不填数值。")
    elif text and not unit:
        row.errors["time_limit_unit"] = _("请选择单位。")
    elif unit and unit != TimeUnit.IMMEDIATE and not text:
        row.errors["time_limit_value"] = _("请填写数值。")
    else:
        row.values["time_limit_value"], row.values["time_limit_unit"] = value, unit


def _check_ways(rows: Iterable[Row]) -> None:
    rows = list(rows)
    keys = {str(row.key) for row in rows}
    for row in rows:
        if row.cells["way"] != BRANCH:
            continue
        if not row.ways:
            row.errors["way"] = _("请写出至少一个去向，或选择“接下一环节”。")
        taken: set[str] = set()
        for way in row.ways:
            way.error = _way_error(row, way, keys, taken) or _check_text(way.condition, CONDITION_LIMIT)
            taken.add(way.to)


def _way_error(row: Row, way: Way, keys: set[str], taken: set[str]) -> str:
    if not way.to:
        return _("请选择去向。")
    if way.to not in keys:
        return _("去向的环节不存在，请重新选择。")
    if way.to == str(row.key):
        return _("不能接回自己。")
    return _("同一个去向只写一次，请把条件合在一起。") if way.to in taken else ""


def from_values(
    values: Mapping[str, Any], *, codes: Mapping[int, tuple[str, ...]], posts: Mapping[int, Any]
) -> StepTable:
    """Return the table of a stored chart.

    In: `powers.stored.chart_values`, codes of risk points by step id, posts by id.
    """
    steps = values["steps"]
    key_of = {step["no"]: place for place, step in enumerate(steps)}
    rows = []
    for place, step in enumerate(steps):
        row = blank_row(place)
        row.cells |= {name: _typed(step[name]) for name in CELLS if name in step}
        ways = [(target, condition) for source, target, condition in values["exits"] if source == step["no"]]
        following = steps[place + 1]["no"] if place + 1 < len(steps) else None
        if ways and ways != [(following, "")]:
            row.cells["way"] = BRANCH
            row.ways = [Way(n, str(key_of[to]), condition) for n, (to, condition) in enumerate(ways)]
        elif not ways and following is not None and step["kind"] != StepKind.END:
            row.cells["way"] = NONE
        row.no, row.risk_codes = place + 1, codes.get(step["id"], ())
        row.values = {"id": step["id"], **{name: step[name] for name in step if name in STEP_DEFAULTS}}
        row.values |= {"kind": step["kind"], "post_id": step["post"], "post": posts.get(step["post"])}
        rows.append(row)
    return StepTable(rows)


def _typed(value: Any) -> str:
    return "" if value is None or value is False else "on" if value is True else str(value)
