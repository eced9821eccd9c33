"""Bytes of a stranger's file as a tree of plain nodes; whatever is no BPMN 2.0 file gets its sentence.

Expat does the work with what makes XML dangerous refused at the first sign: no document type, so no
entities and nothing fetched; limits on size, depth and number of elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from powers.bpmn.vocabulary import MODEL

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 50_000

_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_CHINESE = {"gbk", "gb2312", "gb18030", "cp936", "x-gbk"}
_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}


class BadFile(Exception):
    """The file cannot be read; the sentences say why and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass
class Node:
    """An element: namespace and name apart; attributes without namespace by name, others "{namespace} name"."""

    space: str
    name: str
    attributes: dict[str, str]
    line: int = 0
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def named(self, *names: str, space: str = MODEL) -> Iterator[Node]:
        """Yield the children of these names."""
        return (child for child in self.children if child.space == space and child.name in names)

    def all(self) -> Iterator[Node]:
        """Yield the element and everything below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def words(self) -> str:
        """Return the name as one line."""
        return " ".join(self.attributes.get("name", "").split())


def parse(content: bytes) -> Node:
    """Return the root, which is BPMN 2.0 `definitions`. Raises BadFile."""
    text = _decoded(content)
    builder = _Builder()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.words
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    builder.line = lambda: parser.CurrentLineNumber
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise BadFile(
            _("文件不是完整的 XML（第%(line)s行读不下去）。请在建模软件里打开确认，再导出为 BPMN 2.0 文件。")
            % {"line": error.lineno}
        ) from error
    if builder.root is None:
        raise BadFile(_("文件是空的。请重新选择 BPMN 2.0 文件。"))
    _require_bpmn(builder.root)
    return builder.root


class _Builder:
    """Builds the tree while expat reads."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        self.line: Callable[[], int] = int

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_NODES:
            raise BadFile(_("文件的内容太多或嵌套太深，不像流程图。请在建模软件里只留这一张流程图，再导出。"))
        space, _blank, local = name.rpartition(" ")
        node = Node(space, local, attributes, self.line())
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def words(self, text: str) -> None:
        self.open[-1].text += text

    def refuse(self, *_what: object) -> None:
        raise BadFile(
            _("文件里有文档类型声明（DOCTYPE），为安全起见不读取。请在建模软件里另存为 BPMN 2.0 文件。")
        )


def _decoded(content: bytes) -> str:
    """Return the text without its declaration's encoding mattering any more."""
    if len(content) > MAX_BYTES:
        raise BadFile(_("文件超过 2 MB。流程图文件通常只有几十 KB，请确认选对了文件。"))
    if not content.strip():
        raise BadFile(_("文件是空的。请重新选择 BPMN 2.0 文件。"))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise BadFile(
            _(
                "这是压缩包或 Word、Excel、Visio 文件，改扩展名没有用。请先解压，或在建模软件里导出为 BPMN 2.0。"
            )
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        found = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))
        declared = found[1].decode().lower() if found else "utf-8"
        encoding = "gb18030" if declared in _CHINESE else "utf-8-sig" if declared in _UTF8 else ""
    try:
        text = content.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        text = ""
    if text.lstrip().startswith("<"):
        return text
    if text or b"<" not in content[:1000]:
        raise BadFile(_("这不是 XML 文件。请在建模软件里导出为 BPMN 2.0（扩展名 .bpmn 或 .xml），再上传。"))
    raise BadFile(_("文件的文字编码读不出来。请在建模软件或文本编辑器里另存为 UTF-8 编码，再上传。"))


def _require_bpmn(root: Node) -> None:
    if root.space == MODEL and root.name == "definitions":
        return
    if "/DMN/" in root.space:
        raise BadFile(_("这是决策表（DMN）文件，不是流程图。请导出为 BPMN 2.0 后再上传。"))
    if "/CMMN/" in root.space:
        raise BadFile(_("这是案例模型（CMMN）文件，不是流程图。请导出为 BPMN 2.0 后再上传。"))
    if root.name in ("mxfile", "mxGraphModel"):
        raise BadFile(_("这是 draw.io 的绘图文件，只有图形没有流程。请用 BPMN 建模软件重画后导出。"))
    if root.name == "Package" or "wfmc" in root.space or "BPMN" in root.space:
        raise BadFile(_("这是旧格式的流程文件（XPDL 或 BPMN 1.x）。请在建模软件里导出为 BPMN 2.0 后再上传。"))
    raise BadFile(
        _("这是 XML 文件，但不是 BPMN 2.0（根元素是“%(name)s”）。请在建模软件里导出为 BPMN 2.0 后再上传。")
        % {"name": root.name[:60]}
    )
