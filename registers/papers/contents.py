"""What the papers of approval and filing are made of: the entries of an edition, counted and listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from registers import sheets
from registers.freezing import frozen_entries
from registers.models import Edition, EditionEntry
from riskreg.phrases import listed
from riskreg.rendering.letter import Cell, Table, grid

FORM_WIDTHS = (1.7, 2.6, 1.7, 2.6)


def entries_of(edition: Edition) -> list[EditionEntry]:
    """Return the entries as frozen; of an open edition those that approving would freeze today."""
    if edition.digest:
        return list(edition.entries.order_by("position"))
    return list(frozen_entries(edition))


@dataclass
class Figures:
    """How many powers and risk points the edition holds."""

    powers: int = 0
    hidden: int = 0
    points: int = 0
    grades: Counter[str] = field(default_factory=Counter)


def figures(entries: Iterable[EditionEntry]) -> Figures:
    """Return the numbers of the entries."""
    found = Figures()
    for entry in entries:
        found.powers += 1
        found.hidden += not entry.is_public
        found.points += len(entry.content["risk_points"])
        found.grades[entry.grade] += 1
    return found


def grade_words(grades: Counter[str]) -> str:
    """Return `A级1项、B级2项、C级3项`."""
    return listed(
        _("%(grade)s级%(count)s项") % {"grade": grade, "count": grades[grade]} for grade in sheets.GRADES
    )


def by_unit(contents: Sequence[Any]) -> Table:
    """Return the table of units by grade, with sums."""
    units, grades, points = sheets.summary(contents)
    heads = [
        _("科室"),
        *(_("%(grade)s级") % {"grade": grade} for grade in sheets.GRADES),
        _("小计"),
        _("风险点"),
    ]
    rows = []
    for unit in units:
        counts = [grades[unit, grade] for grade in sheets.GRADES]
        rows.append([unit, *map(str, counts), str(sum(counts)), str(points[unit])])
    sums = [sum(grades[unit, grade] for unit in units) for grade in sheets.GRADES]
    rows.append([_("合计"), *map(str, sums), str(sum(sums)), str(sum(points.values()))])
    return grid(heads, (4, 1, 1, 1, 1.2, 1.2), rows, centred=range(1, 6))


def grade_catalogue(entries: Iterable[EditionEntry]) -> Table:
    """Return the powers with their grades, in register order."""
    heads = (
        _("序号"),
        _("职权编码"),
        _("职权名称"),
        _("承办机构"),
        _("风险等级"),
        _("风险点"),
        _("公开属性"),
    )
    rows = [
        (
            str(place),
            entry.code,
            entry.name,
            entry.unit_name,
            entry.grade or "—",
            str(len(entry.content["risk_points"])),
            _("公开") if entry.is_public else _("不公开"),
        )
        for place, entry in enumerate(entries, start=1)
    ]
    return grid(heads, (0.9, 2.2, 3.5, 2.4, 1.45, 1.15, 1.6), rows, centred=(0, 4, 5, 6))


def form(pairs: Sequence[tuple[str, str]]) -> Table:
    """Return a form with two labels and two values in a row; a pair too many takes the whole row."""
    rows: list[tuple[Cell, ...]] = []
    for at in range(0, len(pairs) - 1, 2):
        (one, value), (other, second) = pairs[at : at + 2]
        rows.append((Cell(one, head=True), Cell(value), Cell(other, head=True), Cell(second)))
    if len(pairs) % 2:
        label, value = pairs[-1]
        rows.append((Cell(label, head=True), Cell(value, span=3)))
    return Table(FORM_WIDTHS, tuple(rows))


def statement(label: str, text: str, lines: int = 5) -> tuple[Cell, ...]:
    """Return a row of a form where somebody writes an opinion, signs and dates it."""
    return (Cell(label, head=True), Cell(text, span=3, lines=lines))


def to_sign() -> str:
    """Return the words for signature, seal and date below an opinion."""
    return _("签字（盖章）：　　　　　　　　____年__月__日")


def digest_row(digest: str) -> tuple[Cell, ...]:
    """Return the row of a form that prints the digest of the frozen register whole, in groups of eight."""
    groups = " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
    return (Cell(_("定稿摘要"), head=True), Cell(f"SHA-256 {groups}", span=3))
