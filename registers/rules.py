"""The rules one by one: what each asks, how many powers miss it, and which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers import standing

# Every rule that `dossiers.policies` may find missing; a test holds them against it.
ASKED: dict[str, str | Promise] = {
    "R03": _("职权目录各栏填写齐全"),
    "R04": _("有行使依据"),
    "R09": _("不公开的职权写明类型、依据和理由"),
    "R10": _("每项职权有一张流程图"),
    "R11": _("审核、审批环节写明办理时限"),
    "R13": _("流程图有头有尾、条条走得通"),
    "R14": _("环节名称简练"),
    "R15": _("环节写明岗位、制度、职责、监督和权利"),
    "R17": _("风险点落到环节"),
    "R18": _("风险点写明表现形式"),
    "R19": _("每项职权查找出风险点，或说明没有"),
    "R23": _("已拟定风险等级"),
    "R33": _("风险点有监控指标"),
    "R38": _("风险点划分三线"),
    "R39": _("决策、执行、监督不集中在一个岗位"),
    "R40": _("责任链四级齐全"),
    "R51": _("风险点有防控措施"),
    "R54": _("措施有责任岗位"),
}


@dataclass
class RuleCount:
    """One rule's line: in how many places it is missed, by level, and by how many powers."""

    rule: str
    asked: str | Promise
    errors: int = 0
    warnings: int = 0
    powers: int = 0


def counted(powers: Any) -> list[RuleCount]:
    """Return a line per rule over the powers, those with nothing missing too. Two queries."""
    standing.judge_stale(powers)
    lines = {rule: RuleCount(rule, asked) for rule, asked in ASKED.items()}
    for _pk, found in standing.missed(powers):
        for rule, level in found:
            lines[rule].errors += level == "E"
            lines[rule].warnings += level == "W"
        for rule in {rule for rule, _level in found}:
            lines[rule].powers += 1
    return list(lines.values())


def missing(powers: Any, rule: str) -> list[int]:
    """Return the keys of the powers that miss the rule. Two queries."""
    standing.judge_stale(powers)
    return [pk for pk, found in standing.missed(powers) if rule in {missed for missed, _level in found}]
