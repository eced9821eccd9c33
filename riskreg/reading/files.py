"""Files that people bring, as books of plain values: `read_book` is the one door.

What a file is, its first bytes decide, not its name. Nothing in a file is carried out or fetched: formulas are
taken with the value that was reckoned last, and their places noted in `Sheet.formulas`.
"""

from __future__ import annotations

import hashlib
import logging
from os import PathLike
from pathlib import Path, PurePath
from typing import Protocol

from django.utils.translation import gettext as _

from riskreg.reading.compound import MAGIC
from riskreg.reading.limits import MAX_BYTES, damaged
from riskreg.reading.ods_file import read_ods
from riskreg.reading.package import Package
from riskreg.reading.plain_text import decode, read_text
from riskreg.reading.sheet import Book, Sheet, Unreadable
from riskreg.reading.xls_file import read_xls
from riskreg.reading.xlsx_file import read_xlsx

logger = logging.getLogger(__name__)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xlsb", ".xltx", ".xls", ".xlt", ".et", ".ods")
_HTML = ("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<style", "mime-version:")
_XML_TABLE = "urn:schemas-microsoft-com:office:spreadsheet"


class Readable(Protocol):
    """What an upload or an open file can do."""

    def read(self, size: int = ..., /) -> bytes: ...


def read_book(name: str, source: bytes | str | PathLike[str] | Readable) -> Book:
    """Return what the file holds; `name` is what its owner calls it. Refuse with Unreadable what cannot be taken.

    Hidden sheets are read as well, sheets without content are left out. Rows and columns keep the numbers that
    they have in the file; blank rows and columns behind the last content are dropped. Text has its line ends as
    \\n and is without control characters. Error values (#REF!) are their text, durations over a day `30:15:00`.
    """
    data = _bytes(source)
    try:
        file_format, sheets = _read(name, data)
    except Unreadable:
        raise
    except Exception as error:  # the readers are others' code, the file is anybody's
        logger.warning("a file could not be read", exc_info=True)
        raise damaged() from error
    if not sheets:
        raise Unreadable(_("文件里没有内容。请检查是否选错了文件。"))
    return Book(digest=hashlib.sha256(data).hexdigest(), format=file_format, sheets=sheets)


def _bytes(source: bytes | str | PathLike[str] | Readable) -> bytes:
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, str | PathLike):
        with Path(source).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    else:
        data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable(
            _("文件超过 %(most)d MB，不予读取。请删去图片和无关的工作表，或者拆成几个文件分别上传。")
            % {"most": MAX_BYTES // 1024 // 1024}
        )
    if not data:
        raise Unreadable(_("文件是空的。请检查文件是否保存完整，然后重新上传。"))
    return data


def _read(name: str, data: bytes) -> tuple[str, tuple[Sheet, ...]]:
    if data.startswith(_ZIP):
        package = Package(data)
        kind = package.kind()
        return kind, read_xlsx(package) if kind == "xlsx" else read_ods(package)
    if data.startswith(MAGIC):
        return "xls", read_xls(data)
    text = decode(data)
    if text is None or data.startswith(b"%PDF"):
        raise Unreadable(_("文件不是表格，不能读取。请上传 Excel 工作簿（.xlsx、.xls）、.ods 或 .csv 文件。"))
    _refuse_markup(text)
    path = PurePath(name)
    if path.suffix.lower() in _WORKBOOK_NAMES:
        raise Unreadable(
            _(
                "文件虽然叫做“%(name)s”，内容却是纯文本，不是 Excel 工作簿。"
                "请在 Excel 或 WPS 中打开，另存为 Excel 工作簿（.xlsx）后再上传。"
            )
            % {"name": path.name}
        )
    sheet = read_text(text, path.stem or path.name)
    return "csv", (sheet,) if sheet.rows else ()


def _refuse_markup(text: str) -> None:
    """Refuse web pages and XML tables: office systems hand them out under the name .xls."""
    beginning = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if beginning.startswith(("<", "mime-version:")) and any(
        mark in beginning for mark in (*_HTML, _XML_TABLE, "<?xml")
    ):
        raise Unreadable(
            _(
                "文件的内容是网页，不是 Excel 工作簿（有的系统导出的 .xls 就是这样）。"
                "请在 Excel 或 WPS 中打开，另存为 Excel 工作簿（.xlsx）后再上传。"
            )
        )
