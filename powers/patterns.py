"""Charts to start from: the four procedures most offices have, in the order they are usually written.

Wording is only a beginning: nothing here states a time limit, a post or a duty, which differ everywhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from powers.chart_input import STEP_DEFAULTS
from powers.enums import StepKind as K

Words = str | Promise


@dataclass(frozen=True)
class Pattern:
    """A chart to start from: kind, wording and whether outsiders act; ways as (from, to, condition)."""

    code: str
    name: Words
    about: Words
    steps: tuple[tuple[K, Words, bool], ...]
    ways: tuple[tuple[int, int, Words], ...]

    def values(self) -> dict[str, Any]:
        """Return the chart in the form of `stored.chart_values`, in the active language."""
        steps = [
            {**STEP_DEFAULTS, "id": None, "no": no, "label": str(label), "kind": kind, "is_external": outside}
            for no, (kind, label, outside) in enumerate(self.steps, 1)
        ]
        return {
            "steps": steps,
            "exits": [[source, target, str(words)] for source, target, words in self.ways],
        }


def _onward(*numbers: int) -> Iterable[tuple[int, int, Words]]:
    return [(one, other, "") for one, other in itertools.pairwise(numbers)]


PATTERNS: dict[str, Pattern] = {
    pattern.code: pattern
    for pattern in (
        Pattern(
            "application",
            _("依申请办理"),
            _("申请、受理、审查、决定、送达。许可、确认、给付等事项多用这一种。"),
            (
                (K.APPLY, _("提出申请，提交材料"), True),
                (K.DECISION, _("材料是否齐全？"), False),
                (K.NOTIFY, _("一次告知补正内容"), False),
                (K.ACCEPT, _("受理登记"), False),
                (K.EXAMINE, _("审查材料，必要时实地核查"), False),
                (K.REVIEW, _("负责人审核"), False),
                (K.DECISION, _("是否符合条件？"), False),
                (K.NOTIFY, _("说明理由，告知救济途径"), False),
                (K.APPROVE, _("分管领导审批"), False),
                (K.DELIVER, _("制作并送达文书"), False),
                (K.ARCHIVE, _("立卷归档"), False),
                (K.END, _("办结"), False),
            ),
            (
                *_onward(1, 2),
                (2, 3, _("不齐全")),
                (2, 4, _("齐全")),
                *_onward(3, 1),
                *_onward(4, 5, 6, 7),
                (7, 9, _("符合")),
                (7, 8, _("不符合")),
                *_onward(9, 10, 11, 12),
                *_onward(8, 11),
            ),
        ),
        Pattern(
            "inspection",
            _("监督检查"),
            _("制定方案、现场检查、整改、复查。安全、卫生、市场等检查多用这一种。"),
            (
                (K.START, _("制定检查方案"), False),
                (K.NOTIFY, _("抽取检查对象和人员"), False),
                (K.INSPECT, _("两人以上现场检查，出示证件"), False),
                (K.EXECUTE, _("制作检查记录，当事人签字"), False),
                (K.DECISION, _("是否发现问题？"), False),
                (K.NOTIFY, _("下达整改通知"), False),
                (K.EXECUTE, _("限期整改"), True),
                (K.INSPECT, _("复查"), False),
                (K.DECISION, _("是否整改到位？"), False),
                (K.EXECUTE, _("移送处理"), False),
                (K.PUBLICISE, _("公开检查结果"), False),
                (K.ARCHIVE, _("立卷归档"), False),
                (K.END, _("结束"), False),
            ),
            (
                *_onward(1, 2, 3, 4, 5),
                (5, 6, _("发现问题")),
                (5, 11, _("未发现")),
                *_onward(6, 7, 8, 9),
                (9, 11, _("到位")),
                (9, 10, _("不到位")),
                *_onward(10, 11, 12, 13),
            ),
        ),
        Pattern(
            "payment",
            _("资金拨付"),
            _("申报、审核、集体研究、公示、拨付。补贴、救助、项目资金多用这一种。"),
            (
                (K.APPLY, _("提出用款申请"), True),
                (K.ACCEPT, _("受理，核对材料"), False),
                (K.EXAMINE, _("核实情况和金额"), False),
                (K.REVIEW, _("财务负责人审核"), False),
                (K.DECIDE, _("集体研究决定"), False),
                (K.PUBLICISE, _("公示"), False),
                (K.DECISION, _("公示有无异议？"), False),
                (K.EXAMINE, _("调查异议"), False),
                (K.APPROVE, _("主要领导签批"), False),
                (K.EXECUTE, _("拨付资金"), False),
                (K.INSPECT, _("跟踪检查资金使用"), False),
                (K.ARCHIVE, _("立卷归档"), False),
                (K.END, _("结束"), False),
            ),
            (
                *_onward(1, 2, 3, 4, 5, 6, 7),
                (7, 8, _("有异议")),
                (7, 9, _("无异议")),
                *_onward(8, 5),
                *_onward(9, 10, 11, 12, 13),
            ),
        ),
        Pattern(
            "penalty",
            _("行政处罚（普通程序）"),
            _("立案、调查、审核、告知、决定、送达、执行。"),
            (
                (K.START, _("发现违法线索"), False),
                (K.APPROVE, _("审批立案"), False),
                (K.EXAMINE, _("两人以上调查取证"), False),
                (K.REVIEW, _("法制审核"), False),
                (K.NOTIFY, _("告知事实、理由、依据和权利"), False),
                (K.DECISION, _("是否要求听证或申辩？"), False),
                (K.EXECUTE, _("听取申辩或举行听证"), False),
                (K.DECIDE, _("作出决定，重大案件集体讨论"), False),
                (K.DELIVER, _("送达处罚决定书"), False),
                (K.EXECUTE, _("执行"), False),
                (K.ARCHIVE, _("结案归档"), False),
                (K.END, _("结束"), False),
            ),
            (
                *_onward(1, 2, 3, 4, 5, 6),
                (6, 7, _("要求")),
                (6, 8, _("不要求")),
                *_onward(7, 8, 9, 10, 11, 12),
            ),
        ),
    )
}


def copied(values: dict[str, Any], posts: Iterable[int]) -> dict[str, Any]:
    """Return another chart's values as new rows: no ids, and no posts but the given ones."""
    usable = set(posts)
    steps = [
        {**step, "id": None, "post": step["post"] if step["post"] in usable else None}
        for step in values["steps"]
    ]
    return {**values, "steps": steps}
