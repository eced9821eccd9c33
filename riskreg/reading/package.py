"""Zip packages, unpacked with suspicion and packed again: what was checked is what gets read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from riskreg.reading.limits import (
    MAX_ENTRIES,
    MAX_INFLATED,
    MAX_RATIO,
    RATIO_FROM,
    damaged,
    encrypted,
    too_large_inside,
    with_macros,
)
from riskreg.reading.sheet import Unreadable
from riskreg.reading.xml_parts import Handler, Ignored, feed

_CHUNK = 256 * 1024
_ENTRY_MARK = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """An opened zip; `rewritten` streams its XML through handlers into a clean copy."""

    def __init__(self, data: bytes) -> None:
        # Counted before the directory is read: half a million entries fit into 20 MB.
        if data.count(_ENTRY_MARK) > MAX_ENTRIES:
            raise too_large_inside()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise damaged() from error
        self._infos = {info.filename.lower(): info for info in self._zip.infolist()}
        if len(self._infos) != len(self._zip.infolist()):
            raise damaged()  # two parts of one name: each reader would take another
        self._left = MAX_INFLATED
        self._check_directory()

    def _check_directory(self) -> None:
        for info in self._infos.values():
            if info.flag_bits & 0x1:
                raise encrypted()
            if info.compress_type not in _METHODS:
                raise damaged()
            swollen = info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1)
            if _is_xml(info.filename.lower()) and swollen:
                raise too_large_inside()
        if sum(info.file_size for name, info in self._infos.items() if _is_xml(name)) > MAX_INFLATED:
            raise too_large_inside()

    def kind(self) -> str:
        """Return xlsx; refuse every other package with what it is."""
        names = self._infos
        if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
            raise with_macros()
        if "xl/workbook.bin" in names:
            raise Unreadable(
                _("文件是 Excel 二进制工作簿（.xlsb），不能读取。请另存为 Excel 工作簿（.xlsx）后再上传。")
            )
        if "xl/workbook.xml" in names:
            return "xlsx"
        if any(name.startswith(("word/", "ppt/")) for name in names) or "mimetype" in names:
            raise Unreadable(
                _("文件不是表格，而是文档或演示文稿。请把表格复制到 Excel 或 WPS 表格，存为 .xlsx 后再上传。")
            )
        raise Unreadable(_("文件是压缩包，不是表格。请解压后上传其中的 Excel 工作簿（.xlsx）。"))

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self._infos[name]) as part:
                while chunk := part.read(_CHUNK):
                    self._left -= len(chunk)  # what the directory says may be a lie
                    if self._left < 0:
                        raise too_large_inside()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise damaged() from error

    def rewritten(
        self, names: list[str], handler_of: Callable[[str], Handler | Ignored | None]
    ) -> io.BytesIO:
        """Return a new package of the XML parts that have a handler, in the order of `names`.

        Parts without one are read too, to see that they are harmless, and left out.
        """
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for name in names:
                handler = handler_of(name)
                if handler is None:
                    for _chunk in feed(self._chunks(name), Ignored()):
                        pass
                    continue
                with packed.open(self._infos[name].filename, "w") as part:
                    for chunk in feed(self._chunks(name), handler):
                        part.write(chunk)
        copy.seek(0)
        return copy

    def xml_names(self) -> list[str]:
        return [name for name in self._infos if _is_xml(name)]


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))
