"""Any list as a file: what its filters leave, as Excel or CSV, from one definition of its columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import register_converter, reverse
from django.utils.translation import gettext as _

from riskreg.decisions import Denied, require
from riskreg.rendering import responses, xlsx
from riskreg.rendering.csv_file import csv_response
from riskreg.tables import Column

FORMATS = {"xlsx": "Excel", "csv": "CSV"}
_A4 = 160  # characters that a landscape A4 page holds side by side and stays readable


class Extension:
    """xlsx or csv, at the end of an address."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Extension, "extension")


def links(name: str, *arguments: object) -> list[tuple[str, str]]:
    """Return (format, address) of the files of a list. In: the name of its route `….<extension:extension>`."""
    return [(word, reverse(name, args=[*arguments, extension])) for extension, word in FORMATS.items()]


def list_file(
    extension: str, name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]], now: datetime
) -> HttpResponseBase:
    """Return the list as a download. In: one value per column in each row; `rows` is read once, in flat memory.

    Raises Refused for more rows than an Excel sheet holds.
    """
    filename = f"{name}-{now:%Y%m%d}.{extension}"
    if extension == "csv":
        return csv_response(filename, [column.heading for column in columns], rows)
    sheet = xlsx.Sheet(
        title=name,
        columns=[xlsx.Column(str(column.heading), column.width, column.kind) for column in columns],
        rows=_fitting(rows),
        title_rows=[name],
        auto_filter=True,
        paper="A4" if sum(column.width for column in columns) <= _A4 else "A3",
    )
    file: Any = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - the response closes it
    try:
        xlsx.write(xlsx.Book([sheet], created=now, title=name), file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return responses.attachment(file, filename, responses.XLSX)


def values(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield one list of values per row, in the order of the columns."""
    for row in rows:
        yield [column.value(row) for column in columns]


def _fitting(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows, start=1):
        if number > xlsx.MAX_ROWS:
            sentence = _("超过 Excel 一张表的行数（%(most)s），请缩小条件，或导出 CSV。")
            require(Denied(sentence % {"most": xlsx.MAX_ROWS}))
        yield row
