"""Zip packages (xlsx, ods), unpacked with suspicion."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from riskreg.reading.limits import (
    MAX_ENTRIES,
    MAX_INFLATED,
    MAX_PARSED,
    MAX_RATIO,
    RATIO_FROM,
    damaged,
    encrypted,
    not_a_table,
    too_large_inside,
    with_macros,
)
from riskreg.reading.sheet import Unreadable
from riskreg.reading.xml_parts import Handler, Ignored, feed

_CHUNK = 256 * 1024
_ENTRY_MARK = b"PK\x01\x02"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MACROS = ("xl/macrosheets/", "basic/", "scripts/")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """An opened zip whose XML parts are streamed through handlers."""

    def __init__(self, data: bytes) -> None:
        # Counted before the directory is read: half a million entries fit into 20 MB.
        if data.count(_ENTRY_MARK) > MAX_ENTRIES:
            raise too_large_inside()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise damaged() from error
        # Some programs separate folders as Windows does, and letters' size says nothing.
        self._infos = {info.filename.replace("\\", "/").lower(): info for info in self._zip.infolist()}
        if len(self._infos) != len(self._zip.infolist()):
            raise damaged()  # two parts of one name: each reader would take another
        self._to_unpack, self._to_parse = MAX_INFLATED, MAX_PARSED
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
        """Return xlsx or ods; refuse every other package with what it is."""
        names = self._infos
        if any(name.endswith("vbaproject.bin") or name.startswith(_MACROS) for name in names):
            raise with_macros()
        if "xl/workbook.bin" in names:
            raise Unreadable(
                _("文件是 Excel 二进制工作簿（.xlsb），不能读取。请另存为 Excel 工作簿（.xlsx）后再上传。")
            )
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "mimetype" in names and b"".join(self.chunks("mimetype")).strip() == _ODS:
            return "ods"
        if any(name.startswith(("word/", "ppt/")) for name in names) or "mimetype" in names:
            raise not_a_table()
        raise Unreadable(_("文件是压缩包，不是表格。请解压后上传其中的 Excel 工作簿（.xlsx）。"))

    def name_of(self, name: str) -> str:
        """Return the name as the package spells it, folders separated as they should be."""
        return self._infos[name].filename.replace("\\", "/")

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part as it unpacks, as long as that is not too much."""
        try:
            with self._zip.open(self._infos[name]) as part:
                while chunk := part.read(_CHUNK):
                    self._to_unpack -= len(chunk)  # what the directory says may be a lie
                    if self._to_unpack < 0:
                        raise too_large_inside()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise damaged() from error

    def parsed(self, chunks: Iterable[bytes], handler: Handler | Ignored) -> Iterator[bytes]:
        """Yield the chunks of a part once the handler has been told what they hold, as long as there is not too much."""
        for chunk in feed(chunks, handler):
            self._to_parse -= len(chunk)
            if self._to_parse < 0:
                raise too_large_inside()
            yield chunk

    def looked_through(self, name: str, handler: Handler | Ignored) -> None:
        """Tell the handler what a part holds."""
        for _chunk in self.parsed(self.chunks(name), handler):
            pass

    def xml_names(self) -> list[str]:
        """Return the names of the XML parts, in small letters."""
        return [name for name in self._infos if _is_xml(name)]


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))
