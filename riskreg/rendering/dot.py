"""DOT text in, drawn bytes out. The only module that imports graphviz.

Text from people goes into DOT through `quote` (plain labels) or `html_text` (labels with several
font sizes) and nowhere else. Every drawing is made by a `dot` process without a shell, with the source
on stdin, a size cap and a time limit.
"""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
import time
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from tempfile import TemporaryFile
from typing import Literal

from django.core.cache import cache
from django.utils.translation import gettext as _
from graphviz.backend import dot_command

Format = Literal["svg", "pdf", "png"]
Engine = Literal["dot", "neato"]

MAX_SOURCE = 2_000_000
"""Longest accepted DOT source, in characters (80 steps take about 60,000)."""
TIMEOUT = 20.0
"""Seconds one `dot` process may take."""
ENGINES = 2
"""How many processes draw the batches of one caller side by side."""
BATCH = 200
"""How many graphs one process draws: its start costs as much as a dozen of them."""
LAYOUT_VERSION = "2"
"""Part of the cache key: raise it when drawings change without their DOT changing."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_LATER_PAGE = re.compile(rb'id="page[0-9,]+_(?=graph)')
"""What Graphviz puts before the graph's id from the second graph of a process on."""
_SVG_START = b"<?xml "
_MOMENT = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")
"""The moment at which the engine wrote a PDF: with it no two were the same to the byte."""


class DotError(Exception):
    """A drawing could not be made; the text is a sentence for the reader of the page."""


class DotMissing(DotError):
    """Graphviz is not installed."""


class DotFailed(DotError):
    """Graphviz refused the source; `detail` holds what it said."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class DotTimeout(DotError):
    """Graphviz took longer than the time limit."""


class SourceTooLarge(DotError):
    """The source exceeds MAX_SOURCE."""


def clean(text: str) -> str:
    """Return `text` without control characters; tabs become spaces, all line ends become \\n."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _CONTROL.sub("", plain)


@lru_cache(maxsize=8192)
def quote(text: str) -> str:
    """Return `text` as a double-quoted DOT string that shows exactly these characters.

    Backslashes are doubled first, so that \\N, \\G or a trailing backslash mean nothing; a line
    break becomes \\n; `<…>` stays text because the result is always quoted; entities (&amp;) are
    shown as typed; control characters vanish.
    """
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace("&", "&amp;")}"'


def html_text(text: str) -> str:
    """Return `text` escaped for use between the tags of an HTML-like label (line ends: spaces).

    Backslashes are doubled: Graphviz substitutes \\N and \\G there too.
    """
    return html.escape(clean(text).replace("\n", " ").replace("\\", "\\\\"), quote=True)


def render(
    source: str,
    *,
    format: Format,
    engine: Engine = "dot",
    dpi: int | None = None,
    timeout: float = TIMEOUT,
) -> bytes:
    """Draw one DOT `source`.

    engine "dot" lays the graph out; "neato" means `neato -n2`: every node carries `pos`, edges
    keep the `pos` they carry. `dpi` only matters to "png". `timeout` is in seconds. The same source gives
    the same bytes. Raises DotMissing, DotFailed, DotTimeout, SourceTooLarge.
    """
    _check_size(source)
    drawn = _Process(source, format, engine, dpi).output(timeout)
    return _MOMENT.sub(lambda found: b" " * len(found[0]), drawn) if format == "pdf" else drawn


def render_cached(source: str, *, format: Format, engine: Engine = "dot", dpi: int | None = None) -> bytes:
    """Like `render`, remembered in Django's cache under the digest of everything that matters."""
    key = _cache_key(format, engine, dpi, source)
    found: bytes | None = cache.get(key)
    if found is None:
        found = render(source, format=format, engine=engine, dpi=dpi)
        cache.set(key, found)
    return found


def _cache_key(kind: Format | Literal["batch"], engine: Engine, dpi: int | None, source: str) -> str:
    stamp = "\0".join((LAYOUT_VERSION, engine, kind, str(dpi), source))
    return f"dot:{_digest(stamp)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def render_many(
    sources: Iterable[str], *, engine: Engine = "neato", timeout: float = 120.0, batch: int = BATCH
) -> list[bytes]:
    """Draw many sources as SVG, `batch` in a process (1 ms a graph instead of 40), in their order.

    `timeout` is in seconds for each process. Raises like `render`; if one source of a batch is
    bad, the batch is drawn one by one, so that DotFailed speaks about that source.
    """
    return list(render_stream(sources, engine=engine, timeout=timeout, batch=batch))


def render_stream(
    sources: Iterable[str], *, engine: Engine = "neato", timeout: float = 120.0, batch: int = BATCH
) -> Iterator[bytes]:
    """Like `render_many`, but drawings come as they are ready, while later sources are still being made.

    Equal sources are drawn once; a batch is remembered as a whole under the digest of its sources.
    """
    places: dict[str, int] = {}
    order: deque[int] = deque()
    drawn: list[bytes] = []
    with _Batches(engine, timeout) as batches:
        part: dict[str, str] = {}
        for source in sources:
            digest = _digest(source)
            if digest not in places:
                places[digest] = len(places)
                part[digest] = source
            order.append(places[digest])
            if len(part) == batch:
                if batches.full():
                    drawn += batches.next()
                batches.begin(part)
                part = {}
                while order and order[0] < len(drawn):
                    yield drawn[order.popleft()]
        if part:
            batches.begin(part)
        while order:
            if order[0] >= len(drawn):
                drawn += batches.next()
            yield drawn[order.popleft()]


class _Batches:
    """Batches begun and not yet asked for, in their order: each a process, or what is remembered of it."""

    def __init__(self, engine: Engine, timeout: float) -> None:
        self.engine, self.timeout = engine, timeout
        self.begun: deque[tuple[str, list[str], list[bytes] | _Process]] = deque()

    def __enter__(self) -> _Batches:
        return self

    def __exit__(self, *_error: object) -> None:
        for _key, _sources, found in self.begun:
            if isinstance(found, _Process):
                found.stop()

    def full(self) -> bool:
        return len(self.begun) >= ENGINES

    def begin(self, part: Mapping[str, str]) -> None:
        """Begin to draw sources, given by their digests, unless they were drawn before."""
        sources = list(part.values())
        for source in sources:
            _check_size(source)
        key = _cache_key("batch", self.engine, None, "".join(part))
        found: bytes | None = cache.get(key)
        drawn = _pieces(zlib.decompress(found)) if found else None
        self.begun.append((key, sources, drawn or _Process("\n".join(sources), "svg", self.engine, None)))

    def next(self) -> list[bytes]:
        """Return the drawings of the batch begun first, waiting for it."""
        key, sources, found = self.begun.popleft()
        if isinstance(found, list):
            return found
        try:
            pieces = _pieces(found.output(self.timeout))
        except DotFailed:
            pieces = []
        if len(pieces) == len(sources):
            drawn = [_LATER_PAGE.sub(b'id="', piece, 1) for piece in pieces]
        else:
            drawn = [render(one, format="svg", engine=self.engine, timeout=self.timeout) for one in sources]
        cache.set(key, zlib.compress(b"".join(drawn), 1))  # the cache would compress harder, and longer
        return drawn


def _pieces(drawn: bytes) -> list[bytes]:
    """Return the drawings that stand one after another."""
    return [_SVG_START + piece for piece in drawn.split(_SVG_START)[1:]]


def _check_size(source: str) -> None:
    if len(source) > MAX_SOURCE:
        raise SourceTooLarge(_("图形内容过大，无法绘制。请拆分流程后再试。"))


class _Process:
    """One engine at work. Source and drawing go through files, so that it waits for nobody."""

    def __init__(self, source: str, format: Format, engine: Engine, dpi: int | None) -> None:
        command = dot_command.command(engine, format, neato_no_op=2 if engine == "neato" else None)
        if dpi is not None:
            command.append(f"-Gdpi={int(dpi)}")
        self.begun = time.monotonic()
        self.drawn = TemporaryFile()  # noqa: SIM115 - closed by `stop`
        with TemporaryFile() as text:
            text.write(source.encode("utf-8", "replace"))
            text.seek(0)
            try:
                self.process = subprocess.Popen(
                    command, stdin=text, stdout=self.drawn, stderr=subprocess.PIPE
                )
            except FileNotFoundError as error:
                self.drawn.close()
                raise DotMissing(
                    _(
                        "未安装 Graphviz，无法绘制流程图。请安装系统软件包 graphviz（如：sudo apt install graphviz）。"
                    )
                ) from error

    def output(self, timeout: float) -> bytes:
        """Return what was drawn, at most `timeout` seconds after the beginning."""
        over = self.process.poll() is not None  # then the time limit was kept, however late we ask
        left = None if over else max(self.begun + timeout - time.monotonic(), 0.0)
        try:
            _nothing, said = self.process.communicate(timeout=left)
            self.drawn.seek(0)
            drawn: bytes = self.drawn.read()
        except subprocess.TimeoutExpired as error:
            raise DotTimeout(_("绘制流程图超时，请减少环节后再试。")) from error
        finally:
            self.stop()
        if self.process.returncode or not drawn:
            raise DotFailed(_("流程图绘制失败。"), said.decode("utf-8", "replace").strip())
        return drawn

    def stop(self) -> None:
        """End the process if it still runs, and let go of its files."""
        with self.process, self.drawn:
            self.process.kill()
