"""Files of our own that come back: a cell that stands as we print it means the value it was printed from.

An office exports its register, changes some cells and brings it in again. What it left alone need not be understood
from its words – a measure may have numbers inside, a name may look like a note –, it says what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils import translation

from imports.fields import TableKind
from imports.rows import Known, Meaning
from imports.tables import Table, TableRow
from imports.wordforms import normal, text_of
from organisation.models import Institution
from powers import exports as powers
from powers.models import Power
from registers.content import working_contents
from registers.sheets import F2, F3, GradeRow, Heading
from riskpoints import exports as points
from riskpoints.models import RiskPoint
from riskreg.names import name_key
from riskreg.rendering.csv_file import neutral
from riskreg.rendering.xlsx import clean_text

FEW = 500  # codes that one query may name; more than that, and the whole institution is read
PEOPLE = frozenset({"post", "owner", "owners", "head", "leader", "leader_in_charge"})
"""Columns of posts and their holders, whose brackets are those of the language or of a frozen content."""
BLANK: Mapping[str, Any] = {"measures": (), "bases": (), "time_limit": None, "is_public": None}
"""What says nothing, of fields whose values are no text."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A table that we print: its columns, and the rows it would have now, with the codes that name each."""

    kind: TableKind
    columns: tuple[Any, ...]
    code: str
    """The column with the code of the power."""
    rows: Callable[[Institution, set[str]], Iterable[tuple[Key, Any, Meaning]]]
    """Key, row, and the values of what names it and of its lists."""


def _of_points(institution: Institution, codes: set[str]) -> Iterable[tuple[Key, Any, Meaning]]:
    found = RiskPoint.objects.with_register_facts().filter(power__institution=institution)
    found = found.filter(power__code__in=codes) if len(codes) <= FEW else found
    for row in points.rows_of(found.iterator(chunk_size=FEW)):
        named = {"power": row.power, "power_code": row.power_code, "point": row.title, "point_code": row.code}
        yield (row.power_code, row.code), row, {**named, "measures": row.measures}


def _powers(institution: Institution, codes: set[str]) -> Iterable[Power]:
    found = Power.objects.with_dossier().filter(institution=institution)
    found = found.filter(code__in=codes) if len(codes) <= FEW else found
    return found.iterator(chunk_size=FEW)


def _of_list(institution: Institution, codes: set[str]) -> Iterable[tuple[Key, Any, Meaning]]:
    for power in _powers(institution, codes):
        yield (power.code,), power, {"power": power.name, "power_code": power.code}


def _of_contents(institution: Institution, codes: set[str]) -> Iterable[tuple[Key, Any, Meaning]]:
    for content in working_contents(_powers(institution, codes)):
        yield (content["code"],), content, {"power": content["name"], "power_code": content["code"]}


def _of_grades(institution: Institution, codes: set[str]) -> Iterable[tuple[Key, Any, Meaning]]:
    heading = Heading(institution.name, 0, "", "", datetime.min.replace(tzinfo=UTC))
    for key, content, named in _of_contents(institution, codes):
        yield key, GradeRow(content, heading), named


FORMS = (
    Form(TableKind.REGISTER, points.COLUMNS, "power_code", _of_points),
    Form(TableKind.POWERS, F2, "code", _of_grades),
    Form(TableKind.POWERS, F3, "code", _of_contents),
    Form(TableKind.POWERS, powers.COLUMNS, "code", _of_list),
)


def kind_of(heads: Sequence[str]) -> TableKind | None:
    """Return what a table with the heads of a form of ours lists; None for other tables."""
    found = _form(heads)
    return found[0].kind if found else None


def places(table: Table, institution: Institution) -> frozenset[int]:
    """Return where the columns of a table stand that we printed: one of our form, about powers that we have.

    What no field of an import takes among them follows from other facts: counts, steps, who answers, the approval.
    """
    found = _form(table.heads)
    if not found:
        return frozenset()
    form, _language, where = found
    codes = {row.cells[where[form.code]] for row in islice(table.rows, FEW)}
    known = Power.objects.filter(institution=institution, code__in=codes).exists()
    return frozenset(where.values()) if known else frozenset()


def unchanged(table: Table, mapping: Mapping[str, str], institution: Institution) -> Known:
    """Return what cells that stand as we would print them now say.

    Nothing for tables that are not of our own form, and for cells that somebody changed.
    """
    found = _form(table.heads)
    if not found:
        return Known()
    form, language, places = found
    with translation.override(language):
        return _read(form, places, table, mapping, institution)


def _form(heads: Sequence[str]) -> tuple[Form, str, dict[str, int]] | None:
    """Return the form whose heads these are, in which language, and column → place; None if there is none."""
    found = {normal(head): place for place, head in enumerate(heads) if head}
    for form in FORMS:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                ours = {column.key: normal(str(column.heading)) for column in form.columns}
            if set(ours.values()) <= set(found):
                return form, language, {key: found[head] for key, head in ours.items()}
    return None


def _read(
    form: Form, places: Mapping[str, int], table: Table, mapping: Mapping[str, str], institution: Institution
) -> Known:
    rows = {_key(form, places, row): at for at, row in enumerate(table.rows)}
    fields = {place: mapping[head] for place, head in enumerate(table.heads) if head in mapping}
    known = Known()
    for key, printed, named in form.rows(institution, {key[0] for key in rows}):
        if key in rows:
            row = table.rows[rows[key]]
            same = {
                places[column.key]
                for column in form.columns
                if _stands(row.cells[places[column.key]], column, printed)
            }
            known.note(row.number, _meaning(same, fields, named))
    return known


def _stands(cell: str, column: Any, printed: Any) -> bool:
    value = column.value(printed) or ""
    texts = {text_of(clean_text(value)), text_of(neutral(value))}  # as in Excel, as in CSV
    return cell in texts or (column.key in PEOPLE and name_key(cell) in map(name_key, texts))


def _key(form: Form, places: Mapping[str, int], row: TableRow) -> Key:
    """Return the codes that name a row: of the power, and of the risk point before its title."""
    code = row.cells[places[form.code]]
    if "title" not in places:
        return (code,)
    words = row.cells[places["title"]].split(maxsplit=1)
    return (code, words[0] if words else "")


def _meaning(same: set[int], fields: Mapping[int, str], named: Meaning) -> Meaning:
    """Return what the fields say of which every column stands as printed: names and lists what is stored,
    the others nothing. Who carries the measures is said again where the measures are new."""
    changed = {field for place, field in fields.items() if place not in same}
    if "measures" in changed:
        changed.add("responsible")
    said = {
        field: named.get(field, BLANK.get(field, "")) for field in fields.values() if field not in changed
    }
    if "point" in said:
        said["point_code"] = named["point_code"]
    if "found_how" in said:
        said["precedent"] = ""
    return said
