"""From flow nodes to steps: what carries no wording of its own is folded away, ways are joined up.

- Subprocesses are opened: their steps stand in the table one by one.
- A gateway at which ways only meet, and a nameless choice right after a single step, are folded; any
  other choice becomes a decision step. Parallel gateways stay: waiting for all is content.
- What hangs on a step's border (boundary events) becomes a further way out of that step.
- Several beginnings become one, each with its name as condition.
Nodes that carry our extension are never folded.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from powers.bpmn.graph import GATEWAYS, TASKS, Frame, Graph, Item, Way
from riskreg.phrases import listed


def fold(graph: Graph) -> list[str]:
    """Reduce `graph` to the nodes that become steps; return what the person should know."""
    warnings = [_open(graph, frame) for frame in reversed(graph.frames)]
    warnings += _boundaries(graph)
    warnings += [_gateway(graph, item) for item in list(graph.items.values()) if item.tag in GATEWAYS]
    warnings += _beginnings(graph)
    _tidy(graph)
    return [words for words in warnings if words]


def joined(*parts: str) -> str:
    """Return the wordings as one, each once."""
    return "；".join(dict.fromkeys(part for part in parts if part))


def into(graph: Graph, node: str) -> list[Way]:
    return [way for way in graph.ways if way.target == node and way.source != node]


def out_of(graph: Graph, node: str) -> list[Way]:
    return [way for way in graph.ways if way.source == node and way.target != node]


def _remove(graph: Graph, node: str) -> None:
    """Take a node out and lead every way to it on to where it led."""
    before, after = into(graph, node), out_of(graph, node)
    kept = [way for way in graph.ways if node not in (way.source, way.target)]
    through: dict[tuple[str, str], Way] = {}
    for first in before:
        for second in after:
            words = joined(_said(first.words), _said(second.words)) or first.words or second.words
            pair = first.source, second.target
            known = through.setdefault(pair, Way(*pair, words))
            known.words = joined(known.words, words)
    graph.ways = kept + list(through.values())
    graph.items.pop(node, None)
    _merge(graph)


def _said(words: str) -> str:
    return "" if words == "\0default" else words


def _open(graph: Graph, frame: Frame) -> str:
    """Put the content of a subprocess in its place."""
    item = frame.item
    inside = [graph.items[node] for node in frame.inside if node in graph.items]
    if not inside or item.ours:
        return ""
    name = item.label or _("未命名")
    if not frame.by_event:
        _connect(graph, item, inside)
    graph.items.pop(item.id)
    _merge(graph)
    return _("子流程“%(name)s”已展开，里面的环节逐个列入。") % {"name": name}


def _connect(graph: Graph, item: Item, inside: list[Item]) -> None:
    free = [one for one in inside if not one.host]
    starts = [one for one in free if one.tag == "startEvent"]
    entries = starts or [one for one in free if not into(graph, one.id)]
    exits = [one for one in free if not out_of(graph, one.id)]
    leaving = out_of(graph, item.id)
    for way in into(graph, item.id):
        way.target = entries[0].id if entries else way.target
        graph.ways += [Way(way.source, other.id, way.words) for other in entries[1:]]
    graph.ways = [way for way in graph.ways if way not in leaving]
    graph.ways += [Way(last.id, way.target, way.words) for last in exits for way in leaving]
    for one in graph.items.values():
        if one.host == item.id and exits:
            one.host = exits[-1].id
    for one in [*starts, *(last for last in exits if last.tag == "endEvent" and leaving)]:
        if into(graph, one.id) and not one.ours:
            _remove(graph, one.id)


def _boundaries(graph: Graph) -> list[str]:
    names = []
    for item in [one for one in graph.items.values() if one.host]:
        name = item.label or event_words(item.event) or _("例外")
        names.append(name)
        for way in out_of(graph, item.id):
            way.source, way.words = item.host, joined(name, _said(way.words))
        del graph.items[item.id]
        graph.ways = [way for way in graph.ways if item.id not in (way.source, way.target)]
    if not names:
        return []
    return [_("附在环节边上的事件改成了该环节的一个去向：%(names)s。") % {"names": listed(names)}]


def event_words(event: str) -> str:
    """Return what a nameless event is called by its kind."""
    return {
        "timer": _("到期"),
        "message": _("收到消息"),
        "error": _("出错"),
        "escalation": _("上报"),
        "signal": _("收到信号"),
        "conditional": _("条件成立"),
        "cancel": _("被撤销"),
        "compensate": _("补救"),
        "link": _("转接"),
    }.get(event, "")


def _gateway(graph: Graph, item: Item) -> str:
    if item.ours or item.tag == "parallelGateway":
        return ""
    before, after = into(graph, item.id), out_of(graph, item.id)
    if len(after) <= 1 and (len(before) != 1 or not item.label):
        _remove(graph, item.id)
        return _("汇合点“%(name)s”没有列为环节。") % {"name": item.label} if item.label else ""
    previous = graph.items.get(before[0].source) if len(before) == 1 else None
    if not item.label and previous and previous.tag in TASKS and len(out_of(graph, previous.id)) == 1:
        _default(after)
        _remove(graph, item.id)
        return ""
    if item.label and item.tag == "exclusiveGateway":
        return ""
    name = item.label or _("未命名")
    if item.tag == "exclusiveGateway":
        return _("有一个没有名称的分支点，已列为判断环节，请写明判断什么。")
    return _("分支点“%(name)s”不是单选分支，已按判断环节列入，请核对条件。") % {"name": name}


def _default(ways: list[Way]) -> None:
    for way in ways:
        if way.words == "\0default":
            way.words = _("其他情形") if len(ways) > 1 else ""


def _beginnings(graph: Graph) -> list[str]:
    """Make one beginning of several that another modeler drew."""
    starts = [one for one in graph.items.values() if one.tag == "startEvent" and not into(graph, one.id)]
    starts.sort(key=lambda one: not one.ours)
    extra = [one for one in starts[1:] if not one.ours]
    for item in extra:
        for way in out_of(graph, item.id):
            name = item.label or event_words(item.event)
            way.source, way.words = starts[0].id, joined(" ".join(name.split()), _said(way.words))
        del graph.items[item.id]
    if not extra:
        return []
    return [_("文件里有%(count)s个开始，已合为一个，原来的名称写成去向的条件。") % {"count": len(starts)}]


def _tidy(graph: Graph) -> None:
    """Join ways between the same two steps, drop ways back to the step itself, name the default ways."""
    for node in graph.items:
        _default(out_of(graph, node))
    graph.left_out["loop"] += [graph.items[way.source].label for way in graph.ways if _loops(graph, way)]
    if not graph.left_out["loop"]:
        del graph.left_out["loop"]
    graph.ways = [
        way
        for way in graph.ways
        if way.source != way.target and way.source in graph.items and way.target in graph.items
    ]
    _merge(graph)


def _loops(graph: Graph, way: Way) -> bool:
    return way.source == way.target and way.source in graph.items


def _merge(graph: Graph) -> None:
    """Make one way of those between the same two nodes."""
    found: dict[tuple[str, str], Way] = {}
    for way in graph.ways:
        known = found.setdefault((way.source, way.target), way)
        if known is not way:
            known.words = joined(_said(known.words), _said(way.words))
    graph.ways = list(found.values())
