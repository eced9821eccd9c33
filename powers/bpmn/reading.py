"""A BPMN 2.0 file, ours or another modeler's, as the rows of the step table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from powers.bpmn import facts, folding
from powers.bpmn.graph import TASKS, Graph, Item, collect
from powers.bpmn.parsing import BadFile, parse
from powers.bpmn.vocabulary import ELEMENT_OF, TEXTS, PostName
from powers.chart_input import STEP_DEFAULTS, ExitRow, StepRow
from powers.enums import SHAPE_KINDS, StepFunction, StepKind, TimeUnit
from powers.step_table import MAX_STEPS
from riskreg.phrases import listed
from riskreg.rendering import layers

MOST_NODES, MOST_WAYS = 4 * MAX_STEPS, 5_000
KINDS: dict[str, StepKind] = {
    "startEvent": StepKind.START,
    "endEvent": StepKind.END,
    "exclusiveGateway": StepKind.DECISION,
    "inclusiveGateway": StepKind.DECISION,
    "eventBasedGateway": StepKind.DECISION,
    "complexGateway": StepKind.DECISION,
    "parallelGateway": StepKind.PARALLEL,
    "callActivity": StepKind.SUBPROCESS,
    "subProcess": StepKind.SUBPROCESS,
    "transaction": StepKind.SUBPROCESS,
    "adHocSubProcess": StepKind.SUBPROCESS,
    "sendTask": StepKind.NOTIFY,
    "receiveTask": StepKind.ACCEPT,
    "intermediateThrowEvent": StepKind.NOTIFY,
}
"""What an element of another modeler is, unless the wording of a task says it better."""
WORDINGS: tuple[tuple[str, StepKind], ...] = (
    ("审批", StepKind.APPROVE),
    ("批准", StepKind.APPROVE),
    ("审核", StepKind.REVIEW),
    ("审查", StepKind.REVIEW),
    ("受理", StepKind.ACCEPT),
    ("申请", StepKind.APPLY),
    ("归档", StepKind.ARCHIVE),
    ("公示", StepKind.PUBLICISE),
    ("送达", StepKind.DELIVER),
    ("发放", StepKind.DELIVER),
    ("告知", StepKind.NOTIFY),
    ("通知", StepKind.NOTIFY),
    ("决定", StepKind.DECIDE),
    ("检查", StepKind.INSPECT),
    ("调查", StepKind.EXAMINE),
    ("核实", StepKind.EXAMINE),
)


@dataclass(frozen=True)
class Imported:
    """The rows; their `post` is a PostName or None, their `id` the one in the file. `code` names the power.

    `bare`: numbers of the rows that carry nothing of ours: drawn by another modeler, or made anew there.
    """

    steps: tuple[StepRow, ...]
    exits: tuple[ExitRow, ...]
    warnings: tuple[str, ...]
    code: str
    bare: frozenset[int] = frozenset()


def read(content: bytes) -> Imported:
    """Return what the file says. Raises BadFile with sentences for the person."""
    root = parse(content)
    facts.require_sound(root)
    graph = collect(root)
    if len(graph.items) > MOST_NODES or len(graph.ways) > MOST_WAYS:
        raise _too_many(len(graph.items))
    names = {item.id: item.label for item in graph.items.values()}
    warnings = folding.fold(graph)
    if not graph.items:
        raise BadFile(_("文件里没有环节。请在建模软件里画好流程图再导出。"))
    if len(graph.items) > MAX_STEPS:
        raise _too_many(len(graph.items))
    number = {node: no for no, node in enumerate(_ordered(graph), 1)}
    steps = [_row(graph.items[node], no, warnings) for node, no in number.items()]
    ways = sorted(graph.ways, key=lambda way: (number[way.source], way.position or 10**6))
    exits = [ExitRow(number[way.source], number[way.target], way.words) for way in ways]
    odd = [names.get(node) or node for node in facts.contradictions(root)]
    if odd:
        words = _("这些环节写的进出连线与连线本身不一致，以连线为准：%(names)s。")
        warnings.append(words % {"names": listed(odd[:5])})
    bare = frozenset(no for node, no in number.items() if graph.items[node].ours is None)
    return Imported(tuple(steps), tuple(exits), (*warnings, *_left_out(graph)), graph.code, bare)


def _too_many(count: int) -> BadFile:
    words = _("文件里有 %(count)s 个环节，一张流程图最多 %(most)s 个。请在建模软件里合并或拆成几张再导出。")
    return BadFile(words % {"count": count, "most": MAX_STEPS})


def _ordered(graph: Graph) -> list[str]:
    """Return the nodes in the order of our table where the file knows it, else from top to bottom.

    A node that another modeler added stands after the step that leads to it.
    """
    nodes = list(graph.items)
    place = {node: at for at, node in enumerate(nodes)}
    pairs = [(place[way.source], place[way.target]) for way in graph.ways]
    rank = layers.ranks(range(len(nodes)), pairs)
    known = [node for node in nodes if _position(graph.items[node])]
    order = sorted(known, key=lambda node: (_position(graph.items[node]), place[node]))
    for at in sorted(range(len(nodes)), key=lambda at: (rank[at], at)):
        if nodes[at] in known:
            continue
        before = [
            order.index(nodes[source]) for source, target in pairs if target == at and nodes[source] in order
        ]
        order.insert(min(before) + 1 if before and known else len(order), nodes[at])
    return order


def _position(item: Item) -> int:
    text = (item.ours or {}).get("position", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _row(item: Item, no: int, warnings: list[str]) -> StepRow:
    values = {**STEP_DEFAULTS, **_values(item, warnings)}
    kind = _kind(item)
    values["actor"] = _actor(item, kind)
    if item.notes:
        values["duty_requirement"] = folding.joined(values["duty_requirement"], item.notes)
    identity = (item.ours or {}).get("id", "")
    return StepRow(
        no=no,
        label=item.label if item.label.strip() else _nameless(item, kind),
        kind=kind,
        id=int(identity) if identity.isdecimal() and len(identity) < 16 else None,
        values=values,
    )


def _nameless(item: Item, kind: str) -> str:
    if item.tag.startswith("intermediate"):
        return folding.event_words(item.event) or _("中间事件")
    return str(StepKind(kind).label) if kind in SHAPE_KINDS else _("未命名环节")


def _kind(item: Item) -> str:
    """Return our kind while the element is still what we wrote it as, else what the element means."""
    said = (item.ours or {}).get("kind", "")
    if ELEMENT_OF.get(said) == item.tag:
        return said
    if item.tag in TASKS - {"callActivity"}:
        for word, kind in WORDINGS:
            if word in item.label:
                return kind.value
    if item.tag == "intermediateThrowEvent" and item.event not in ("message", "signal"):
        return StepKind.EXECUTE.value
    return KINDS.get(item.tag, StepKind.EXECUTE).value


def _actor(item: Item, kind: str) -> str:
    """Return our actor while the step is still in the lane we drew it in, else the name of its lane."""
    if item.ours is None:
        return " ".join(item.lane.split())
    said = item.ours.get("actor", "")
    drawn = item.ours.get("lane", said)
    if item.lane in (drawn, "") or (not said and kind in SHAPE_KINDS):
        return said
    return " ".join(item.lane.split())


def _values(item: Item, warnings: list[str]) -> dict[str, Any]:
    ours = item.ours or {}
    found: dict[str, Any] = {name: ours[name] for name in TEXTS if name in ours}
    found["is_external"] = ours.get("is_external") == "true"
    limit = ours.get("time_limit_value", "")
    if limit:
        found["time_limit_value"] = int(limit) if limit.isdecimal() and len(limit) < 6 else None
    wrong = bool(limit) and found["time_limit_value"] is None
    for name, choices in (("function", StepFunction), ("time_limit_unit", TimeUnit)):
        if found.get(name) and found[name] not in choices.values:
            del found[name]
            wrong = True
    if wrong:
        warnings.append(_("“%(label)s”的时限或职能写得不对，没有导入，请补填。") % {"label": item.label})
    if ours.get("post_code"):
        names = (ours.get(f"post_{part}", "") for part in ("unit", "code", "title"))
        found["post"] = PostName(*names)
    return found


def _left_out(graph: Graph) -> list[str]:
    """Say what of the file has no place in a chart of ours, by name."""
    found = []
    for tag, names in graph.left_out.items():
        shown = [f"“{name}”" for name in dict.fromkeys(names) if name][:5]
        words = {"what": _left_out_words().get(tag, tag), "count": len(names), "names": "".join(shown)}
        if shown:
            found.append(_("没有导入：%(what)s %(names)s（共%(count)s处）。") % words)
        else:
            found.append(_("没有导入：%(what)s（共%(count)s处）。") % words)
    return found


def _left_out_words() -> dict[str, str]:
    return {
        "textAnnotation": _("文字批注"),
        "association": _("批注连线"),
        "group": _("分组框"),
        "dataObject": _("数据对象"),
        "dataObjectReference": _("数据对象"),
        "dataStoreReference": _("数据存储"),
        "messageFlow": _("消息流"),
        "participant": _("没有画出流程的参与方"),
        "message": _("消息定义"),
        "documentation": _("流程说明"),
        "conditionExpression": _("条件表达式"),
        "loop": _("接回自己的连线"),
        "multiInstanceLoopCharacteristics": _("多实例标记"),
        "standardLoopCharacteristics": _("循环标记"),
    }
