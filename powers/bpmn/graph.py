"""The flow nodes and ways of a BPMN tree, before it is decided which of them become steps.

Everything else in the file is noted by name in `Graph.left_out`, so that nothing vanishes unsaid.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from powers.bpmn.parsing import Node
from powers.bpmn.vocabulary import MODEL, OURS

TASKS = {
    "task",
    "userTask",
    "manualTask",
    "sendTask",
    "receiveTask",
    "serviceTask",
    "scriptTask",
    "businessRuleTask",
    "callActivity",
}
FRAMES = {"subProcess", "transaction", "adHocSubProcess"}
GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"}
EVENTS = {"startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"}
FLOW_NODES = TASKS | FRAMES | GATEWAYS | EVENTS
_READ = {"incoming", "outgoing", "extensionElements", "documentation", "laneSet", "sequenceFlow"}
_HARMLESS = {"conditionExpression", "participantMultiplicity"} | _READ


@dataclass
class Item:
    """A flow node: element, words, the columns of ours if it carries any, its lane, what it is about."""

    id: str
    tag: str
    label: str
    ours: dict[str, str] | None
    lane: str = ""
    event: str = ""
    host: str = ""
    default: str = ""
    notes: str = ""
    order: int = 0


@dataclass
class Way:
    """A way between two flow nodes. `position` is its place in our table if the file says so."""

    source: str
    target: str
    words: str = ""
    position: int = 0


@dataclass
class Frame:
    """A subprocess with its content: ids of the flow nodes directly inside."""

    item: Item
    inside: list[str]
    by_event: bool


@dataclass
class Graph:
    """All of it, in the order of the file."""

    items: dict[str, Item] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    code: str = ""
    named_ways: bool = False


def collect(root: Node) -> Graph:
    """Return the flow nodes and ways of all processes of the file."""
    graph = Graph()
    pools = {
        _local(member.attributes.get("processRef", "")): member.words
        for pool in root.named("collaboration")
        for member in pool.named("participant")
    }
    processes = list(root.named("process"))
    for process in processes:
        graph.code = graph.code or _ours(process, "chart").get("code", "")
        actor = pools.get(process.id, "") if len(processes) > 1 else ""
        _walk(graph, process, actor)
    for child in root.children:
        if child.space == MODEL and child.name == "collaboration":
            _messages(graph, child)
        elif child.space == MODEL and child.name not in ("process", "extensionElements"):
            graph.left_out[child.name].append(child.words)
    _link(graph, root)
    return graph


def _walk(graph: Graph, container: Node, actor: str) -> list[str]:
    """Take in one process or subprocess; return the ids of the flow nodes directly inside."""
    lanes = _lanes(container)
    inside = []
    for child in container.children:
        if child.space != MODEL:
            graph.left_out[child.name].append(child.words)
        elif child.name in FLOW_NODES:
            lane = lanes.get(child.id) or actor
            inside.append(_node(graph, child, lane))
        elif child.name == "sequenceFlow":
            _flow(graph, child)
        elif child.name == "documentation" and container.name == "process":
            graph.left_out["documentation"].append(_line(child.text)[:30])
        elif child.name == "extensionElements":
            _foreign(graph, container)
        elif child.name not in _HARMLESS and container.name == "process":
            graph.left_out[child.name].append(child.words or _text_of(child))
    return inside


def _node(graph: Graph, node: Node, lane: str) -> str:
    item = Item(
        id=node.id or f"\0{len(graph.items)}",
        tag=node.name,
        label=node.attributes.get("name", ""),
        ours=_ours(node, "step") or None,
        lane=lane,
        host=_local(node.attributes.get("attachedToRef", "")),
        default=_local(node.attributes.get("default", "")),
        notes="；".join(filter(None, (_line(child.text) for child in node.named("documentation")))),
        order=len(graph.items),
    )
    graph.items[item.id] = item
    if node.name in FRAMES:
        inside = _walk(graph, node, lane)
        by_event = node.attributes.get("triggeredByEvent") in ("true", "1")
        graph.frames.append(Frame(item, inside, by_event))
    elif next(node.named("extensionElements"), None):
        _foreign(graph, node)
    for name in node.attributes:
        if " " in name:
            graph.left_out[name.rpartition(" ")[2]].append(node.words)
    for child in node.children:
        known = child.name in _HARMLESS or child.name in FLOW_NODES
        if child.name.endswith("EventDefinition"):
            item.event = child.name.removesuffix("EventDefinition")
        elif child.space == MODEL and not known:
            graph.left_out[child.name].append(node.words or _text_of(child))
    return item.id


def _flow(graph: Graph, node: Node) -> None:
    source, target = (_local(node.attributes[name]) for name in ("sourceRef", "targetRef"))
    ours = _ours(node, "way")
    position = ours.get("position", "")
    words = node.attributes.get("name", "")
    for condition in node.named("conditionExpression"):
        if not words:
            words = _line(condition.text)
        elif _line(condition.text):
            graph.left_out["conditionExpression"].append(_line(condition.text)[:30])
    way = Way(source, target, words, int(position) if position.isdecimal() and len(position) < 6 else 0)
    default = graph.items.get(source)
    if not words and default and default.default == node.id and node.id:
        way.words = "\0default"
    graph.ways.append(way)
    if next(node.named("extensionElements"), None):
        _foreign(graph, node)


def _lanes(container: Node) -> dict[str, str]:
    """Return the name of the innermost named lane of each flow node."""
    found: dict[str, str] = {}
    waiting = [(lane, "") for lanes in container.named("laneSet") for lane in lanes.named("lane")]
    while waiting:
        lane, above = waiting.pop(0)
        name = lane.attributes.get("name", "") or above
        found |= {_local(reference.text): name for reference in lane.named("flowNodeRef")}
        waiting += [(child, name) for lanes in lane.named("childLaneSet") for child in lanes.named("lane")]
    return found


def _messages(graph: Graph, collaboration: Node) -> None:
    """Take message flows between flow nodes as ways; note those that end at a closed pool."""
    for child in collaboration.children:
        if child.name == "messageFlow":
            ends = [_local(child.attributes[name]) for name in ("sourceRef", "targetRef")]
            if all(end in graph.items for end in ends):
                graph.ways.append(Way(ends[0], ends[1], child.words))
            else:
                graph.left_out["messageFlow"].append(child.words)
        elif child.name == "participant" and not child.attributes.get("processRef"):
            graph.left_out["participant"].append(child.words)
        elif child.space == MODEL and child.name not in _HARMLESS | {"participant"}:
            graph.left_out[child.name].append(child.words or _text_of(child))


def _link(graph: Graph, root: Node) -> None:
    """Join link events of the same name: the way goes on elsewhere on the sheet."""
    links = {
        (node.name, link.words): node.id
        for node in root.all()
        for link in node.named("linkEventDefinition")
        if node.id in graph.items
    }
    for (tag, name), source in links.items():
        target = links.get(("intermediateCatchEvent", name))
        if tag == "intermediateThrowEvent" and target:
            graph.ways.append(Way(source, target))


def _ours(node: Node, name: str) -> dict[str, str]:
    for extension in node.named("extensionElements"):
        for child in extension.named(name, space=OURS):
            return child.attributes
    return {}


def _foreign(graph: Graph, node: Node) -> None:
    for extension in node.named("extensionElements"):
        for child in extension.children:
            if child.space != OURS:
                graph.left_out[child.name].append(node.words)


def _text_of(node: Node) -> str:
    return _line(next((child.text for child in node.named("text")), ""))[:30]


def _line(text: str) -> str:
    return " ".join(text.split())


def _local(reference: str) -> str:
    return reference.strip().rpartition(":")[2]
