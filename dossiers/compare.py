"""The difference between two contents of a dossier, field by field and row by row, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.enums import ControlPhase, MeasureKind, MeasureStatus, ResponsibilityLevel
from powers.enums import BasisLevel, Permanence, StepFunction, StepKind
from powers.limits import limit_words
from riskpoints.enums import (
    Cause,
    Discretion,
    Frequency,
    HandledBy,
    Importance,
    PublicConcern,
    RiskKind,
    RiskLine,
    RiskStatus,
)
from riskreg.phrases import bracketed

Label = str | Promise


@dataclass(frozen=True)
class Change:
    """One difference. `kind` is added, removed or changed; `thing` is '' for the power's own columns."""

    section: Label
    thing: str
    field: Label
    old: str
    new: str
    kind: str


def _limit(value: Any) -> str:
    return limit_words(value["value"], value["unit"]) if value else ""


def _yes_no(value: Any) -> str:
    return _("是") if value else _("否")


def _choice(enum: Any) -> Callable[[Any], str]:
    return lambda value: str(enum(value).label) if value else ""


FIELDS: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    "code": (gettext_lazy("职权编码"), None),
    "name": (gettext_lazy("职权名称"), None),
    "category": (gettext_lazy("职权类别"), None),
    "unit": (gettext_lazy("承办机构"), None),
    "leader_in_charge": (gettext_lazy("主管领导"), None),
    "duty_division": (gettext_lazy("人员职责分工"), None),
    "duties": (gettext_lazy("行使职责"), None),
    "conditions": (gettext_lazy("办理条件"), None),
    "time_limit": (gettext_lazy("办理时限"), _limit),
    "service_commitment": (gettext_lazy("服务承诺"), None),
    "work_discipline": (gettext_lazy("工作纪律"), None),
    "accountability": (gettext_lazy("责任追究"), None),
    "mandated_by_law": (gettext_lazy("法律法规规定必须履行"), _yes_no),
    "is_public": (gettext_lazy("公开"), _yes_no),
    "entry_reason": (gettext_lazy("列入或修改理由"), None),
    "none_found_statement": (gettext_lazy("未查找出风险点的说明"), None),
    "grade": (gettext_lazy("风险等级"), None),
    "grade_reason": (gettext_lazy("定级理由"), None),
}
NONPUBLIC: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    "permanence": (gettext_lazy("不公开类型"), _choice(Permanence)),
    "basis": (gettext_lazy("不公开依据"), None),
    "reason": (gettext_lazy("不公开理由"), None),
}
GRADING: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    "discretion": (gettext_lazy("自由裁量幅度"), _choice(Discretion)),
    "public_concern": (gettext_lazy("群众关注度"), _choice(PublicConcern)),
    "handled_by": (gettext_lazy("主管层级"), _choice(HandledBy)),
    "exercise_frequency": (gettext_lazy("行使频率"), _choice(Frequency)),
    "importance": (gettext_lazy("权力重要性"), _choice(Importance)),
    "suggested": (gettext_lazy("建议等级"), None),
}
BASIS: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    "level": (gettext_lazy("效力级别"), _choice(BasisLevel)),
    "title": (gettext_lazy("依据名称"), None),
    "document_no": (gettext_lazy("文号"), None),
    "article": (gettext_lazy("条款"), None),
    "text": (gettext_lazy("条文内容"), None),
}
STEP: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    "no": (gettext_lazy("序号"), None),
    "label": (gettext_lazy("环节名称"), None),
    "kind": (gettext_lazy("类型"), _choice(StepKind)),
    "actor": (gettext_lazy("承办主体"), None),
    "post": (gettext_lazy("承办岗位"), None),
    "is_external": (gettext_lazy("外部主体"), _yes_no),
    "function": (gettext_lazy("职能"), _choice(StepFunction)),
    "time_limit": (gettext_lazy("时限"), _limit),
    "handling_system": (gettext_lazy("办理制度"), None),
    "duty_requirement": (gettext_lazy("职责要求"), None),
    "supervision": (gettext_lazy("监督制约环节"), None),
    "counterpart_rights": (gettext_lazy("相对人的权利"), None),
}
RISK: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    "title": (gettext_lazy("风险点"), None),
    "step": (gettext_lazy("所在环节"), None),
    "manifestation": (gettext_lazy("表现形式"), None),
    "kind": (gettext_lazy("风险类型"), _choice(RiskKind)),
    "line": (gettext_lazy("三线"), _choice(RiskLine)),
    "status": (gettext_lazy("状态"), _choice(RiskStatus)),
    "cause": (gettext_lazy("风险成因"), _choice(Cause)),
    "precedent": (gettext_lazy("案例依据"), None),
    "found_how": (gettext_lazy("查找方式"), None),
    "indicator": (gettext_lazy("监控指标"), None),
}
MEASURE: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    "title": (gettext_lazy("防控措施"), None),
    "kind": (gettext_lazy("类别"), _choice(MeasureKind)),
    "phase": (gettext_lazy("阶段"), _choice(ControlPhase)),
    "status": (gettext_lazy("落实情况"), _choice(MeasureStatus)),
    "responsible": (gettext_lazy("责任岗位"), None),
    "due_on": (gettext_lazy("完成期限"), None),
}
CHAIN: dict[str, tuple[Label, Callable[[Any], str] | None]] = {
    level.value: (level.label, None) for level in ResponsibilityLevel
}


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return what changed from `old` to `new` (contents by `dossiers.content.content_of`)."""
    return [
        *_fields(_("职权资料"), "", FIELDS, old, new),
        *_fields(_("职权资料"), "", NONPUBLIC, old.get("nonpublic") or {}, new.get("nonpublic") or {}),
        *_fields(_("风险定级"), "", GRADING, old.get("grading") or {}, new.get("grading") or {}),
        *_rows(
            _("行使依据"), BASIS, _keyed(old, "bases", _basis_key), _keyed(new, "bases", _basis_key), "title"
        ),
        *_rows(
            _("流程环节"), STEP, _keyed(old, "steps", _step_key), _keyed(new, "steps", _step_key), "label"
        ),
        *_transitions(old, new),
        *_fields(_("责任链"), "", CHAIN, old.get("responsible") or {}, new.get("responsible") or {}),
        *_risks(old, new),
    ]


def step_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return what changed in a step but for its number; a column only one content knows is no change."""
    known = {name: field for name, field in STEP.items() if name != "no" and name in old and name in new}
    return list(_fields(_("流程环节"), new["label"], known, old, new))


def _basis_key(row: dict[str, Any]) -> Any:
    return (row.get("title"), row.get("document_no"), row.get("article"))


def _step_key(row: dict[str, Any]) -> Any:
    return row.get("key") or row.get("no")


def _keyed(content: dict[str, Any], name: str, key: Callable[[dict[str, Any]], Any]) -> dict[Any, Any]:
    return {key(row): row for row in content.get(name) or []}


def _text(value: Any, shown: Callable[[Any], str] | None) -> str:
    if shown:
        return shown(value)
    return "" if value is None else str(value)


def _fields(section: Label, thing: str, fields: Any, old: Any, new: Any) -> Iterator[Change]:
    for name, (label, shown) in fields.items():
        before, after = old.get(name), new.get(name)
        if (before or "") != (after or ""):
            yield Change(section, thing, label, _text(before, shown), _text(after, shown), "changed")


def _rows(
    section: Label, fields: Any, old: dict[Any, Any], new: dict[Any, Any], title: str
) -> Iterator[Change]:
    for key, row in new.items():
        name = f"{row.get('no') or row.get('code') or ''} {row[title]}".strip()
        if key not in old:
            yield Change(section, name, "", "", row[title], "added")
        else:
            yield from _fields(section, name, fields, old[key], row)
    for key, row in old.items():
        if key not in new:
            name = f"{row.get('no') or row.get('code') or ''} {row[title]}".strip()
            yield Change(section, name, "", row[title], "", "removed")


def _transitions(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Exits are compared by the steps they join, so that renumbering or renaming alone is no change.

    A step that only one content knows by its key is told by its wording.
    """
    keys = [{step.get("key") for step in content.get("steps") or []} for content in (old, new)]
    before, after = (_ways(content, keys[0] & keys[1] - {None}) for content in (old, new))
    for way, words in after.items():
        if way not in before:
            yield Change(_("流向"), words, "", "", words, "added")
    for way, words in before.items():
        if way not in after:
            yield Change(_("流向"), words, "", words, "", "removed")


def _ways(content: dict[str, Any], shared: set[Any]) -> dict[tuple[Any, Any, str], str]:
    """Return (from, to, condition) → the way in words."""
    step = {row["no"]: row for row in content.get("steps") or []}
    known = {no: row["key"] if row.get("key") in shared else row["label"] for no, row in step.items()}
    return {
        (known[row["from"]], known[row["to"]], row["condition"]): (
            f"{step[row['from']]['label']} → {step[row['to']]['label']}{bracketed(row['condition'])}"
        )
        for row in content.get("transitions") or []
    }


def _risks(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    before = {row["code"]: row for row in old.get("risk_points") or []}
    after = {row["code"]: row for row in new.get("risk_points") or []}
    yield from _rows(_("风险点"), RISK, before, after, "title")
    for code, row in after.items():
        past = before.get(code, {"measures": [], "responsible": row["responsible"]})
        measures = {m["code"]: m for m in row["measures"]}
        past_measures = {m["code"]: m for m in past["measures"]}
        yield from _rows(f"{_('防控措施')} {code}", MEASURE, past_measures, measures, "title")
        if row["responsible"] != new.get("responsible") or past["responsible"] != old.get("responsible"):
            yield from _fields(f"{_('责任链')} {code}", "", CHAIN, past["responsible"], row["responsible"])
