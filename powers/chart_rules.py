"""What makes a flowchart sound (R10–R15, R39): pure functions over plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from powers.enums import ACCOUNTED_KINDS, LIMITED_KINDS, SHAPE_KINDS, StepKind, TimeUnit
from powers.limits import limit_words
from riskreg.phrases import listed
from riskreg.rendering import layers

LABEL_LIMIT = 30  # characters (R14)
OPENING_KINDS = frozenset({StepKind.APPLY, StepKind.ACCEPT, StepKind.INSPECT, StepKind.EXTERNAL})
# Units that convert into each other exactly: family, and how many of the family's smallest unit.
FAMILIES: dict[str, tuple[str, int]] = {
    TimeUnit.WORKING_DAY: ("working", 1),
    TimeUnit.CALENDAR_DAY: ("calendar", 1),
    TimeUnit.WEEK: ("calendar", 7),
    TimeUnit.MONTH: ("month", 1),
    TimeUnit.QUARTER: ("month", 3),
    TimeUnit.YEAR: ("month", 12),
}


@dataclass(frozen=True)
class ChartProblem:
    """One thing wrong with a chart: the rule, E or W, the sentence, and the step's number if it has one."""

    rule: str
    level: str
    message: str | Promise
    step_no: int | None = None


def problems(
    steps: Sequence[Any], exits: Iterable[tuple[int, int, str]], limit: tuple[int | None, str] = (None, "")
) -> list[ChartProblem]:
    """Return what is wrong with the chart, in step order.

    In: step rows (with no, label, kind, actor, is_external, post_id, time_limit_value, time_limit_unit,
    handling_system, duty_requirement, supervision, counterpart_rights, function), (source no, target no,
    condition), and the limit of the whole power as value and unit.
    """
    if not steps:
        return [ChartProblem("R10", "E", _("还没有画流程图。"))]
    ways = [way for way in exits if way[0] != way[1]]
    found = _shape(steps, ways)
    for step in steps:
        found += _step(step)
    return [*found, *_separation(steps), *_total(steps, ways, limit)]


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
    return [*found, *_terminals(steps, first, {no: len(exits) for no, exits in out.items()})]


def _terminals(steps: Sequence[Any], first: int, exits: dict[int, int]) -> list[ChartProblem]:
    """R13: a reader sees where the flow begins and where it ends; nothing stops in between."""
    found = []
    kinds = {step.kind for step in steps}
    opening = next(step for step in steps if step.no == first)
    if StepKind.START not in kinds and opening.kind not in OPENING_KINDS:
        message = _("没有标明从哪里开始：请加上开始环节，或从申请、受理、检查写起。")
        found.append(ChartProblem("R13", "W", message, first))
    if StepKind.END not in kinds:
        found.append(ChartProblem("R13", "W", _("没有标明到哪里结束：请加上结束环节。")))
        return found
    for step in steps:
        if not exits[step.no] and step.kind != StepKind.END:
            message = _("环节%(no)s“%(label)s”后面断了：请写明去向，或接到结束环节。")
            message = message % {"no": step.no, "label": step.label}
            found.append(ChartProblem("R13", "W", message, step.no))
    return found


def _total(
    steps: Sequence[Any], ways: Sequence[tuple[int, int, str]], limit: tuple[int | None, str]
) -> list[ChartProblem]:
    """R11: the limits along the longest way add up to no more than the limit of the power.

    Counted are steps of our own side whose limit converts exactly into the unit family of the power's.
    """
    value, unit = limit
    if unit == TimeUnit.IMMEDIATE:
        return _slower_than_at_once(steps)
    if value is None or unit not in FAMILIES:
        return []
    family, size = FAMILIES[unit]
    weights = {}
    for step in steps:
        own, times = FAMILIES.get(step.time_limit_unit, ("", 0))
        if own == family and step.time_limit_value and not step.is_external:
            weights[step.no] = step.time_limit_value * times
    edges = [(source, target) for source, target, _condition in ways]
    total = layers.heaviest([step.no for step in steps], edges, weights)
    if total <= value * size:
        return []
    words = {"total": _amount(total, size, unit), "limit": _amount(value * size, size, unit)}
    message = _("各环节时限最长的一路合计%(total)s，超过本职权的办理时限%(limit)s。") % words
    return [ChartProblem("R11", "W", message)]


def _slower_than_at_once(steps: Sequence[Any]) -> list[ChartProblem]:
    for step in steps:
        if step.time_limit_value and not step.is_external:
            words = {"no": step.no, "label": step.label}
            words |= {"limit": limit_words(step.time_limit_value, step.time_limit_unit)}
            message = _("本职权的办理时限是即时，但环节%(no)s“%(label)s”要%(limit)s。") % words
            return [ChartProblem("R11", "W", message, step.no)]
    return []


def _amount(total: int, size: int, unit: str) -> str:
    count = f"{total / size:.1f}".removesuffix(".0")
    return limit_words(count, unit)


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
    elif step.kind != StepKind.PARALLEL and len(exits) > 1 and not all(condition for _to, condition in exits):
        message = _("环节%(no)s“%(label)s”有几个去向，请逐个写明条件；同时进行的，类型改为“并行”。") % name
        found.append(ChartProblem("R13", "W", message, step.no))
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
    if not step.actor and not step.post_id:
        message = _("环节%(no)s“%(label)s”没有写明由谁办理。") % name
        found.append(ChartProblem("R15", "W", message, step.no))
    missing = [label for field, label in _accounted().items() if not getattr(step, field)]
    if missing:
        level = "E" if step.kind in ACCOUNTED_KINDS else "W"
        message = _("环节%(no)s“%(label)s”缺：%(missing)s。") % {**name, "missing": listed(missing)}
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
