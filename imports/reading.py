"""A table read with a mapping of its columns: values by field, and what could not be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from imports.cells import Reader, coded
from imports.choices import Grades, ticked
from imports.fields import FIELDS, TableKind
from imports.grouping import Item, Mapped, filled_down, items
from imports.next_steps import step_number
from imports.refusals import Refused
from imports.rows import Known, ReadRow, ReadTable, Rejected, Warned
from imports.surroundings import around
from imports.synonyms import joins_found_and_case
from imports.tables import Table
from imports.wordforms import normal, text_of
from riskreg.reading.sheet import Sheet
from riskreg.spool import Spool

Part = tuple[str, str]
"""The head of a column and a text in it."""
LISTS = frozenset({"measures", "bases"})
"""Fields of which every row and every column adds items of its own."""
NAMING = ("power", "step", "point", "post", "person")
"""Fields that say what a row is about."""
STAGES = frozenset({"duties"})
"""Fields that may have a column for each stage under one group head."""
_CODED = {"power": "power_code", "point": "point_code"}


@dataclass
class _Findings:
    rejected: list[Rejected] = field(default_factory=list)
    refused_rows: dict[int, str] = field(default_factory=dict)
    warnings: Spool[Warned] = field(default_factory=Spool)


def read_table(
    sheet: Sheet,
    table: Table,
    kind: TableKind,
    mapping: Mapping[str, str],
    kept_heads: Collection[str] = (),
    known: Known | None = None,
) -> ReadTable:
    """Read the rows of a table.

    In: `mapping` of heads to fields (several heads may share one), `kept_heads` of columns kept as notes,
    `known` what rows say without being read. A row with a rejected cell is not among the rows.
    """
    columns = _mapped(table, kind, mapping)
    rows, blank = filled_down(table, columns, kind)
    found = Spool(items(rows, columns, kind))
    reader = Reader(kind, Grades(_grades(found, columns)))
    said, told = around(table, {column.field for column in columns}, kind)
    told += sorted(chain(*blank), key=lambda one: one.row)
    of_cells = chain(_of_numbers(table, columns, reader.grades), _formulas(sheet, table, columns))
    findings = _Findings(warnings=Spool(chain(table.warnings, told, of_cells)))
    numbers = _step_numbers(found, columns) if kind is TableKind.STEPS else {}
    read: Spool[ReadRow] = Spool()
    for item in found:
        around_it = {name: [("", text)] for name, text in said[item.number].items()}
        texts = around_it | _by_field(item, columns, kind)
        mine = replace(reader, numbers=numbers.get(item.number, {}))
        if one := _read(item.number, texts, mine, findings, _sure(item, known)):
            read.append(ReadRow(item.number, one, _kept(item, table, kept_heads)))
    return ReadTable(
        kind=kind,
        sheet=table.sheet,
        header_row=table.header_row,
        columns={column.head: column.field for column in columns},
        unmapped=_unmapped(table, columns),
        rows=read,
        rejected=tuple(findings.rejected),
        warnings=findings.warnings,
        refused_rows=findings.refused_rows,
    )


def _unmapped(table: Table, columns: Sequence[Mapped]) -> tuple[str, ...]:
    mapped = {column.head for column in columns}
    return tuple(head for head in table.heads if head and head not in mapped)


def _sure(item: Item, known: Known | None) -> Mapping[str, Any]:
    """Return what is known of an item; nothing where it goes on in rows below, which say more."""
    return known.of(item.number) if known and len(item.rows) == 1 else {}


def _mapped(table: Table, kind: TableKind, mapping: Mapping[str, str]) -> list[Mapped]:
    return [
        Mapped(place, head, mapping[head])
        for place, head in enumerate(table.heads)
        if head and mapping.get(head) in FIELDS[kind]
    ]


def _of_numbers(table: Table, columns: Sequence[Mapped], grades: Grades) -> list[Warned]:
    """Warn of grades that are only numbers: which end is the high one is a guess."""
    heads = [column.head for column in columns if column.field == "grade" and grades.by_number]
    return [Warned(table.header_row, head, _("等级写的是1、2、3，按1最高读作A、B、C。")) for head in heads]


def _kept(item: Item, table: Table, heads: Collection[str]) -> dict[str, str]:
    """Return the texts of the columns that are kept as notes."""
    texts = {head: item.text(place) for place, head in enumerate(table.heads) if head in heads}
    return {head: text for head, text in texts.items() if text}


def _grades(found: Iterable[Item], columns: Sequence[Mapped]) -> Iterator[str]:
    mine = [column for column in columns if column.field == "grade"]
    return (ticked(column.head, item.text(column.place)) for item in found for column in mine)


def _read(
    number: int,
    texts: Mapping[str, Sequence[Part]],
    reader: Reader,
    findings: _Findings,
    sure: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Return the values of a row by field, those that are sure unread; None if a cell was rejected."""
    values: dict[str, Any] = {}
    before = len(findings.rejected)
    for name, parts in texts.items():
        if name in sure:
            continue
        for head, text in parts if name in LISTS else [_joined(parts)]:
            try:
                value, warning = reader.read(name, text, head)
            except Refused as refused:
                findings.rejected.append(Rejected(number, head, text, str(refused)))
                continue
            values[name] = tuple(dict.fromkeys((*values.get(name, ()), *value))) if name in LISTS else value
            if warning:
                findings.warnings.append(Warned(number, head, warning))
    values.pop("seq", None)
    if len(findings.rejected) > before:
        about = (text for name in NAMING for _head, text in texts.get(name, ())[:1])
        findings.refused_rows[number] = " ".join(filter(None, about))
        return None
    _complete_basis(values)
    return {**values, **sure}


def _by_field(item: Item, columns: Sequence[Mapped], kind: TableKind) -> dict[str, list[Part]]:
    """Return the head and the text of every part of each field; columns that join two fields are taken apart."""
    texts: dict[str, list[Part]] = {}
    for name in dict.fromkeys(column.field for column in columns):
        mine = [column for column in columns if column.field == name]
        each = [[column] for column in mine] if name in LISTS else [mine]
        parts = [(few[0].head, text) for few in each for text in item.parts(*(one.place for one in few))]
        if name in STAGES and len(mine) > 1 and any("/" in column.head for column in mine):
            parts = [
                (column.head, f"{column.head.rpartition('/')[2]}：{text}")
                for column in mine
                for text in item.parts(column.place)
            ]
        if name == "grade":
            parts = [
                (column.head, ticked(column.head, text))
                for column in mine
                for text in item.parts(column.place)
            ]
        texts[name] = parts or [(mine[0].head, "")]
    for name, code in _CODED.items():
        if name in texts and code in FIELDS[kind] and code not in texts:
            head, text = _joined(texts[name])
            number, rest = coded(text)
            if number:
                texts[code], texts[name] = [(head, number)], [(head, rest)]
    _part_found(texts)
    return texts


def _joined(parts: Sequence[Part]) -> Part:
    """Return the parts of a field as one, under the head of the first."""
    return parts[0][0], "\n".join(text for _head, text in parts)


def _part_found(texts: dict[str, list[Part]]) -> None:
    """Take `查找方式/案例依据` apart, as our own register joins them: by the first semicolon."""
    head, text = _joined(texts.get("found_how", [("", "")]))
    if joins_found_and_case(head) and "precedent" not in texts:
        how, _sign, case = text.replace("; ", "；").partition("；")
        texts["found_how"], texts["precedent"] = [(head, how.strip())], [(head, case.strip())]


def _complete_basis(values: dict[str, Any]) -> None:
    """Give the one basis of a row the number and the article that stand in columns of their own."""
    if len(values.get("bases", ())) == 1:
        basis = values["bases"][0]
        number = basis.document_no or values.get("document_no", "")
        article = basis.article or values.get("article", "")
        values["bases"] = (replace(basis, document_no=number, article=article),)


def _step_numbers(found: Sequence[Item], columns: Sequence[Mapped]) -> dict[int, dict[str, int]]:
    """Return, for each item, the numbers of the steps of its power by name; the place where none is written."""
    places = {column.field: column.place for column in columns}
    powers: dict[tuple[str, str], dict[str, int]] = {}
    of_item: dict[int, dict[str, int]] = {}
    for item in found:
        power = (item.text(places.get("power_code", -1)), item.text(places.get("power", -1)))
        names = powers.setdefault(power, {})
        of_item[item.number] = names
        try:
            no = step_number(item.text(places.get("step_no", -1)))
        except Refused:
            no = None
        names.setdefault(normal(item.text(places.get("step", -1))), no or len(names) + 1)
    return of_item


def _formulas(sheet: Sheet, table: Table, columns: Sequence[Mapped]) -> Iterator[Warned]:
    """Warn of values that a formula of the file gives: only its last result can be read."""
    inside = {row.number for row in table.rows}
    places = {column.place + 1: column.head for column in columns if column.field != "seq"}
    for row, column in sorted(sheet.formulas):
        if row in inside and column in places:
            text = text_of(sheet.rows[row - 1][column - 1])
            message = (
                _("这一格是公式，读入的是它上次算出的结果：%(text)s") % {"text": text}
                if text
                else _(
                    "这一格是公式，文件里没有它的结果，按空白读入。请在 Excel 或 WPS 中打开，保存后再上传。"
                )
            )
            yield Warned(row, places[column], message)
