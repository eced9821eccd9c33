"""What the fields of a table are called on screen, and where a column can go besides a field."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports.enums import Kind
from imports.fields import FIELDS, TableKind

KEEP, LEAVE = "+keep", "+leave"
"""A column kept as notes beside the record, and one that the person leaves out."""

_COMMON: dict[str, str | Promise] = {
    "seq": _("序号（不导入）"),
    "unit": _("科室"),
    "post": _("岗位"),
    "power_code": _("职权编码"),
    "power": _("职权名称"),
    "category": _("职权类别"),
    "step": _("环节名称"),
    "point_code": _("风险点编号"),
    "point": _("风险点"),
    "manifestation": _("表现形式"),
    "kind": _("风险类型"),
    "line": _("三线"),
    "cause": _("风险成因"),
    "grade": _("风险等级"),
    "grade_reason": _("定级理由"),
    "measures": _("防控措施"),
    "indicator": _("监控指标"),
    "responsible": _("责任岗位、责任人"),
    "unit_head": _("科室负责人"),
    "leader": _("主管领导"),
    "found_how": _("查找方式"),
    "precedent": _("案例依据"),
    "notes": _("备注"),
    "sub_item": _("子项"),
    "bases": _("行使依据"),
    "document_no": _("文号"),
    "article": _("条款"),
    "duty_division": _("人员职责分工"),
    "duties": _("行使职责"),
    "conditions": _("办理条件"),
    "time_limit": _("办理时限"),
    "fees": _("收费依据和标准"),
    "commitment": _("服务承诺"),
    "discipline": _("工作纪律"),
    "accountability": _("责任追究"),
    "accountability_basis": _("追责依据"),
    "is_public": _("是否公开"),
    "supervision": _("监督方式"),
    "step_no": _("环节序号"),
    "step_kind": _("环节类型"),
    "actor": _("承办主体"),
    "step_time_limit": _("环节时限"),
    "handling_system": _("办理制度"),
    "duty_requirement": _("职责要求"),
    "counterpart_rights": _("相对人的权利"),
    "next_step": _("下一环节"),
    "person": pgettext_lazy("post", "任职人员"),
    "reports_to": _("上级岗位"),
}


def label_of(field: str) -> str:
    """Return what a field is called; the field itself if it has no name of its own."""
    return str(_COMMON.get(field, field))


def places_of(kind: TableKind) -> list[tuple[str, str]]:
    """Return where a column of such a table can go: value and label, in the order of the form."""
    return [(name, label_of(name)) for name in FIELDS[kind]]


def all_places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the fields of every kind, grouped, each as `kind:field`."""
    return [
        (str(Kind(kind.value).label), [(f"{kind.value}:{name}", label) for name, label in places_of(kind)])
        for kind in TableKind
    ]
