"""What the acts on a dossier are called in its history."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACTS: dict[str, str | Promise] = {
    "power.created": gettext_lazy("新增职权"),
    "power.edited": gettext_lazy("修改职权资料"),
    "power.chart_saved": gettext_lazy("保存流程图"),
    "power.graded": gettext_lazy("拟定风险等级"),
    "risk_point.added": gettext_lazy("添加风险点"),
    "risk_point.edited": gettext_lazy("修改风险点"),
    "risk_point.removed": gettext_lazy("删除风险点"),
    "measure.added": gettext_lazy("添加防控措施"),
    "measure.edited": gettext_lazy("修改防控措施"),
    "measure.removed": gettext_lazy("删除防控措施"),
    "responsibility.set": gettext_lazy("指定责任链"),
    "import.applied": gettext_lazy("由导入写入"),
    "import.undone": gettext_lazy("撤销导入"),
    "dossier.submitted": gettext_lazy("提交审核"),
    "dossier.agreed": gettext_lazy("审核同意"),
    "dossier.confirmed": gettext_lazy("纪检确认"),
    "dossier.returned": gettext_lazy("退回修改"),
    "dossier.reopened": gettext_lazy("重新填报"),
    "dossier.removal_proposed": gettext_lazy("提出取消"),
    "dossier.removed": gettext_lazy("同意取消"),
    "dossier.kept": gettext_lazy("不同意取消"),
}


def act_of(event: str) -> str | Promise:
    """Return the act in words; acts of other rooms (a unit renamed) are changes."""
    return ACTS.get(event) or _("修改")
