"""What makes a flowchart sound (R10–R15, R39): pure functions over plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from powers.enums import ACCOUNTED_KINDS, LIMITED_KINDS, SHAPE_KINDS, StepKind

LABEL_LIMIT = 30  # characters (R14)


@dataclass(frozen=True)
class ChartProblem:
    """One thing wrong with a chart: the rule, E or W, the sentence, and the step's number if it has one."""

    rule: str
    level: str
    message: str | Promise
    step_no: int | None = None


def problems(steps: Sequence[Any], exits: Iterable[tuple[int, int, str]]) -> list[ChartProblem]:
    """Return what is wrong with the chart, in step order.

    In: step rows (with no, label, kind, actor, is_external, post_id, time_limit_unit, handling_system,
    duty_requirement, supervision, counterpart_rights, function) and (source no, target no, condition).
    """
    if not steps:
        return [ChartProblem("R10", "E", _("还没有画流程图。"))]
    ways = [way for way in exits if way[0] != way[1]]
    found = _shape(steps, ways)
    for step in steps:
        found += _step(step)
    return [*found, *_separation(steps)]


def _shape(steps: Sequence[Any], ways: list[tuple[int, int, str]]) -> list[ChartProblem]:
    numbers = {step.no for step in steps}
    out: dict[int, list[tuple[int, str]]] = {no: [] for no in numbers}
    for source, target, condition in ways:
        out[source].append((target, condition))
    first = min(numbers)
    reached = _reach({first}, {no: [target for target, _c in exits] for no, exits in out.items()})
    back: dict[int, list[int]] = {no: [] for no in numbers}
    for source, target, _condition in ways:
        back[target].append(source)
    ends = {no for no in numbers if not out[no]}
    finishing = _reach(ends, back)
    found = []
    if sum(step.kind == StepKind.START for step in steps) > 1:
        found.append(ChartProblem("R13", "E", _("流程图只能有一个开始环节。")))
    for step in steps:
        found += _way_problems(step, out[step.no], step.no in reached, step.no in finishing, bool(ends))
    if not ends:
        found.append(ChartProblem("R13", "E", _("流程没有结束：每条路都绕回前面，请加上结束环节。")))
    return found


def _way_problems(
    step: Any, exits: list[tuple[int, str]], reached: bool, finishing: bool, any_end: bool
) -> list[ChartProblem]:
    found = []
    name = {"no": step.no, "label": step.label}
    if not reached:
        message = _("环节%(no)s“%(label)s”走不到：请从前面的环节连过来，或删除。") % name
        found.append(ChartProblem("R13", "E", message, step.no))
    if not finishing and any_end:
        message = _("环节%(no)s“%(label)s”陷在循环里走不出去：请给循环加一条出路。") % name
        found.append(ChartProblem("R13", "E", message, step.no))
    if step.kind == StepKind.DECISION:
        if len(exits) < 2:
            message = _("判断环节%(no)s“%(label)s”至少要有两个去向。") % name
            found.append(ChartProblem("R13", "E", message, step.no))
        elif any(not condition for _target, condition in exits):
            message = _("判断环节%(no)s“%(label)s”的每个去向都要写明条件。") % name
            found.append(ChartProblem("R13", "E", message, step.no))
    if step.kind == StepKind.END and exits:
        message = _("结束环节%(no)s“%(label)s”后面不能再有去向。") % name
        found.append(ChartProblem("R13", "E", message, step.no))
    return found


def _reach(start: set[int], ways: dict[int, list[int]]) -> set[int]:
    seen, waiting = set(start), list(start)
    while waiting:
        for following in ways[waiting.pop()]:
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


def _step(step: Any) -> list[ChartProblem]:
    found = []
    name = {"no": step.no, "label": step.label}
    if len(step.label) > LABEL_LIMIT:
        message = _("环节%(no)s“%(label)s”的名称超过30字，请写得简练些。") % name
        found.append(ChartProblem("R14", "W", message, step.no))
    if step.kind in SHAPE_KINDS or step.is_external:
        return found
    if step.kind in LIMITED_KINDS and not step.time_limit_unit:
        message = _("审核、审批环节%(no)s“%(label)s”没有写明办理时限。") % name
        found.append(ChartProblem("R11", "E", message, step.no))
    missing = [label for field, label in _accounted().items() if not getattr(step, field)]
    if missing:
        level = "E" if step.kind in ACCOUNTED_KINDS else "W"
        message = _("环节%(no)s“%(label)s”缺：%(missing)s。") % {**name, "missing": "、".join(missing)}
        found.append(ChartProblem("R15", level, message, step.no))
    return found


def _accounted() -> dict[str, str]:
    return {
        "post_id": _("承办岗位"),
        "handling_system": _("办理制度"),
        "duty_requirement": _("职责要求"),
        "supervision": _("监督制约环节"),
        "counterpart_rights": _("相对人的权利"),
    }


def _separation(steps: Sequence[Any]) -> list[ChartProblem]:
    functions: dict[int, set[str]] = {}
    for step in steps:
        if step.post_id and step.function:
            functions.setdefault(step.post_id, set()).add(step.function)
    crowded = {post for post, held in functions.items() if len(held) == 3}
    for step in steps:
        if step.post_id in crowded:
            message = _("决策、执行、监督集中在同一岗位（环节%(no)s），请考虑分开。") % {"no": step.no}
            return [ChartProblem("R39", "W", message, step.no)]
    return []
