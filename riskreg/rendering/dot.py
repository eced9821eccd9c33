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
from collections.abc import Sequence
from typing import Literal

import graphviz
from django.core.cache import cache
from django.utils.translation import gettext as _
from graphviz.backend import dot_command, execute

Format = Literal["svg", "pdf", "png"]
Engine = Literal["dot", "neato"]

MAX_SOURCE = 2_000_000
"""Longest accepted DOT source, in characters (80 steps take about 60,000)."""
TIMEOUT = 20.0
"""Seconds one `dot` process may take."""
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
    keep the `pos` they carry. `dpi` only matters to "png". `timeout` is in seconds.
    Raises DotMissing, DotFailed, DotTimeout, SourceTooLarge.
    """
    return _run(source, format, engine, dpi, timeout)


def render_cached(source: str, *, format: Format, engine: Engine = "dot", dpi: int | None = None) -> bytes:
    """Like `render`, remembered in Django's cache under the digest of everything that matters."""
    stamp = "\0".join((LAYOUT_VERSION, engine, format, str(dpi), source))
    key = "dot:" + hashlib.sha256(stamp.encode("utf-8", "surrogatepass")).hexdigest()
    found: bytes | None = cache.get(key)
    if found is None:
        found = render(source, format=format, engine=engine, dpi=dpi)
        cache.set(key, found)
    return found


def render_many(
    sources: Sequence[str],
    *,
    engine: Engine = "neato",
    timeout: float = 120.0,
    batch: int = 100,
) -> list[bytes]:
    """Draw many sources as SVG, `batch` per process (3 ms a graph instead of 40), in their order.

    `timeout` is in seconds for each process. Raises like `render`; if one source of a batch is
    bad, the batch is drawn one by one, so that DotFailed speaks about that source.
    """
    drawn: list[bytes] = []
    for start in range(0, len(sources), batch):
        part = list(sources[start : start + batch])
        drawn += _run_batch(part, engine, timeout)
    return drawn


def _run_batch(part: list[str], engine: Engine, timeout: float) -> list[bytes]:
    for source in part:
        _check_size(source)
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
