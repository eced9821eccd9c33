"""What the BPMN 2.0 XML schema demands and reading relies on: ids, references, required attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from powers.bpmn.parsing import BadFile, Node
from powers.bpmn.vocabulary import MODEL

_LETTER = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
_LETTER += "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
NCNAME = re.compile(f"[{_LETTER}][{_LETTER}.0-9\u00b7\u0300-\u036f\u203f\u2040-]*")

REQUIRED = {
    "definitions": ("targetNamespace",),
    "sequenceFlow": ("sourceRef", "targetRef"),
    "messageFlow": ("sourceRef", "targetRef"),
    "boundaryEvent": ("attachedToRef",),
    "participant": (),
}
REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "processRef", "default")
MOST_SHOWN = 5


def require_sound(root: Node) -> None:
    """Return if the file keeps the rules, else raise BadFile with the first offences."""
    if not any(True for _process in root.named("process")):
        raise BadFile(_("文件里没有流程（process）。请在建模软件里画好流程图再导出。"))
    found = list(_offences(root))
    if not found:
        return
    more = len(found) - MOST_SHOWN
    shown = found[:MOST_SHOWN]
    if more > 0:
        shown.append(ngettext("还有%(n)s处同样要改。", "还有%(n)s处同样要改。", more) % {"n": more})
    raise BadFile(_("文件不符合 BPMN 2.0 的规定，请在建模软件里检查后重新导出："), *shown)


def _offences(root: Node) -> Iterator[str]:
    nodes = [node for node in root.all() if node.space == MODEL]
    ids: dict[str, Node] = {}
    for node in nodes:
        if "id" in node.attributes:
            if not NCNAME.fullmatch(node.id):
                yield _("第%(line)s行：标识“%(id)s”的写法不对，须以字母开头，不含空格和冒号。") % _of(node)
            elif node.id in ids:
                yield _("第%(line)s行：标识“%(id)s”重复了。") % _of(node)
            ids.setdefault(node.id, node)
    for node in nodes:
        for name in REQUIRED.get(node.name, ()):
            if not node.attributes.get(name):
                yield _("第%(line)s行：%(tag)s 缺少必需的属性 %(name)s。") % {**_of(node), "name": name}
        for name in REFERENCES:
            target = node.attributes.get(name, "")
            if target and _local(target) not in ids:
                yield _missing(node, name, target)
        if node.name in ("flowNodeRef", "incoming", "outgoing") and _local(node.text) not in ids:
            yield _missing(node, node.name, node.text)


def contradictions(root: Node) -> list[str]:
    """Return the ids of nodes whose `incoming` and `outgoing` say otherwise than the flows themselves."""
    flows = {node.id: node.attributes for node in root.all() if node.name == "sequenceFlow"}
    found = []
    for node in root.all():
        for child in node.named("incoming", "outgoing"):
            end = "targetRef" if child.name == "incoming" else "sourceRef"
            flow = flows.get(_local(child.text), {})
            if _local(flow.get(end, "")) != node.id and node.id not in found:
                found.append(node.id)
    return found


def _local(reference: str) -> str:
    """Return a reference without its prefix (references are QNames)."""
    return reference.strip().rpartition(":")[2]


def _missing(node: Node, name: str, target: str) -> str:
    words = {**_of(node), "name": name, "target": target.strip()[:60]}
    return _("第%(line)s行：%(name)s 指向的“%(target)s”在文件里不存在。") % words


def _of(node: Node) -> dict[str, str]:
    return {"line": str(node.line), "id": node.id[:60], "tag": node.name}
