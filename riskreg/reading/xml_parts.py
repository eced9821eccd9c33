"""XML from strangers, streamed: no document type, no entity, no other encoding than UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from riskreg.reading.limits import damaged
from riskreg.reading.sheet import Unreadable

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
Attributes = dict[str, str]


class Handler(Protocol):
    """What a reader of one part is told; names come without their prefix."""

    def start(self, name: str, attributes: Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


class Ignored:
    """Is told nothing: the part is only looked at to see that it is harmless."""


def _no_document_type(*_args: object) -> None:
    raise Unreadable(
        _(
            "文件内含有不应有的外部引用（DTD），不予读取。请在 Excel 或 WPS 中打开，另存为 Excel 工作簿（.xlsx）后再上传。"
        )
    )


def feed(chunks: Iterable[bytes], handler: Handler | Ignored) -> Iterable[bytes]:
    """Yield the chunks again once the handler has been told what they hold."""
    # Told UTF-8, expat takes no declaration's word: what it saw and what another parser sees is the same.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.EntityDeclHandler = _no_document_type
    if not isinstance(handler, Ignored):
        names: dict[str, str] = {}

        def local(name: str) -> str:
            return names.setdefault(name, name.rpartition(":")[2])

        start, end = handler.start, handler.end
        parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
        parser.EndElementHandler = lambda name: end(local(name))
        parser.CharacterDataHandler = handler.text
    beginning = b""
    try:
        for chunk in chunks:
            beginning = beginning or chunk[:2]
            if beginning in _UTF16:  # the one thing that expat believes more than us
                raise damaged()
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
