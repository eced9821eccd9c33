"""DOT text in, drawn bytes out. The only module that imports graphviz.

Text from people goes into DOT through `quote` (plain labels) or `html_text` (labels with several
font sizes) and nowhere else. Every call runs one `dot` process without a shell, with the source on
stdin, a size cap and a time limit.
"""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Literal

import graphviz
from django.core.cache import cache
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from graphviz.backend import dot_command, execute

Format = Literal["svg", "pdf", "png"]
Engine = Literal["dot", "neato"]

MAX_SOURCE = 2_000_000
"""Longest accepted DOT source, in characters (80 steps take about 60,000)."""
TIMEOUT = 20.0
"""Seconds one `dot` process may take."""
ENGINES = 2
"""How many processes draw the batches of one caller side by side."""
LAYOUT_VERSION = "1"
"""Part of the cache key: raise it when drawings change without their DOT changing."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_LATER_PAGE = re.compile(rb'id="page[0-9,]+_(?=graph)')
"""What Graphviz puts before the graph's id from the second graph of a process on."""
_SVG_START = re.compile(rb"(?=<\?xml )")


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


@lru_cache(maxsize=8192)
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
    keep the `pos` they carry. `dpi` only matters to "png". `timeout` is in seconds.
    Raises DotMissing, DotFailed, DotTimeout, SourceTooLarge.
    """
    return _run(source, format, engine, dpi, timeout)


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
    return "dot:" + hashlib.sha256(stamp.encode("utf-8", "surrogatepass")).hexdigest()


def render_many(
    sources: Iterable[str], *, engine: Engine = "neato", timeout: float = 120.0, batch: int = 100
) -> list[bytes]:
    """Draw many sources as SVG, `batch` in a process (1 ms a graph instead of 40), in their order.

    `timeout` is in seconds for each process. Raises like `render`; if one source of a batch is
    bad, the batch is drawn one by one, so that DotFailed speaks about that source.
    """
    return list(render_stream(sources, engine=engine, timeout=timeout, batch=batch))


def render_stream(
    sources: Iterable[str], *, engine: Engine = "neato", timeout: float = 120.0, batch: int = 100
) -> Iterator[bytes]:
    """Like `render_many`, but drawings come as they are ready, while later sources are still being made.

    Equal sources are drawn once; a batch is remembered as a whole under the digest of its sources.
    """
    places: dict[bytes, int] = {}
    order: deque[int] = deque()
    drawn: list[bytes] = []
    with _Engines(engine, timeout) as engines:
        part: list[str] = []
        for source in sources:
            digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
            if digest not in places:
                places[digest] = len(places)
                part.append(source)
            order.append(places[digest])
            if len(part) == batch:
                engines.begin(part)
                part = []
                drawn += engines.ready()
                while order and order[0] < len(drawn):
                    yield drawn[order.popleft()]
        if part:
            engines.begin(part)
        while order:
            if order[0] >= len(drawn):
                drawn += engines.next()
            yield drawn[order.popleft()]


class _Engines:
    """Batches on their way through at most ENGINES processes, each waited for by a thread of its own."""

    def __init__(self, engine: Engine, timeout: float) -> None:
        self.engine, self.timeout = engine, timeout
        self.pool = ThreadPoolExecutor(ENGINES)
        self.waiting: deque[tuple[str, list[bytes] | Future[list[bytes]]]] = deque()

    def __enter__(self) -> _Engines:
        return self

    def __exit__(self, *_error: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def begin(self, part: list[str]) -> None:
        """Draw a batch, unless it was drawn before."""
        for source in part:
            _check_size(source)
        key = _cache_key("batch", self.engine, None, "\0".join(part))
        found: list[bytes] | None = cache.get(key)
        if found is None:
            self.waiting.append((key, self.pool.submit(self._draw, part, get_language())))
        else:
            self.waiting.append((key, found))

    def _draw(self, part: list[str], language: str | None) -> list[bytes]:
        with override(language):  # a thread has none of its own
            return _run_batch(part, self.engine, self.timeout)

    def ready(self) -> list[bytes]:
        """Return the drawings of the batches that are done, up to the first that is not."""
        drawn: list[bytes] = []
        while self.waiting and (isinstance(found := self.waiting[0][1], list) or found.done()):
            drawn += self.next()
        return drawn

    def next(self) -> list[bytes]:
        """Return the drawings of the next batch, waiting for it."""
        key, found = self.waiting.popleft()
        if isinstance(found, list):
            return found
        drawn = found.result()
        cache.set(key, drawn)
        return drawn


def _run_batch(part: list[str], engine: Engine, timeout: float) -> list[bytes]:
    try:
        output = _run("\n".join(part), "svg", engine, None, timeout, limit=False)
        pieces = [_LATER_PAGE.sub(b'id="', piece) for piece in _SVG_START.split(output) if piece.strip()]
    except DotFailed:
        pieces = []
    if len(pieces) == len(part):
        return pieces
    return [render(source, format="svg", engine=engine, timeout=timeout) for source in part]


def _check_size(source: str) -> None:
    if len(source) > MAX_SOURCE:
        raise SourceTooLarge(_("图形内容过大，无法绘制。请拆分流程后再试。"))


def _run(
    source: str,
    format: Format,
    engine: Engine,
    dpi: int | None,
    timeout: float,
    *,
    limit: bool = True,
) -> bytes:
    if limit:
        _check_size(source)
    command = dot_command.command(engine, format, neato_no_op=2 if engine == "neato" else None)
    if dpi is not None:
        command.append(f"-Gdpi={int(dpi)}")
    try:
        done = execute.run_check(
            command,
            input=source.encode("utf-8", "replace"),
            capture_output=True,
            quiet=True,
            timeout=timeout,
        )
    except graphviz.ExecutableNotFound as error:
        raise DotMissing(
            _("未安装 Graphviz，无法绘制流程图。请安装系统软件包 graphviz（如：sudo apt install graphviz）。")
        ) from error
    except subprocess.TimeoutExpired as error:
        raise DotTimeout(_("绘制流程图超时，请减少环节后再试。")) from error
    except subprocess.CalledProcessError as error:
        detail = (error.stderr or b"").decode("utf-8", "replace").strip()
        raise DotFailed(_("流程图绘制失败。"), detail) from error
    output: bytes = done.stdout
    if not output:
        raise DotFailed(_("流程图绘制失败。"), done.stderr.decode("utf-8", "replace").strip())
    return output
