"""One presenter per event: the event's name in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, str | Promise] = {
    "account.created": _("新建账号"),
    "account.edited": _("修改账号"),
    "account.deactivated": _("停用账号"),
    "account.reactivated": _("恢复账号"),
    "account.password_reset": _("重置密码"),
    "account.password_changed": _("修改密码"),
    "account.signed_in": _("登录"),
    "account.signed_out": _("退出"),
    "account.sign_in_failed": _("登录失败"),
    "account.locked": _("登录锁定"),
    "account.system_role_set": _("设置管理员角色"),
    "role.granted": _("授予角色"),
    "role.revoked": _("收回角色"),
    "institution.created": _("新建单位"),
    "institution.edited": _("修改单位"),
    "unit.added": _("新建科室"),
    "unit.edited": _("修改科室"),
    "unit.abolished": _("撤销科室"),
    "post.added": _("新建岗位"),
    "post.edited": _("修改岗位"),
    "post.abolished": _("撤销岗位"),
    "post.assigned": _("岗位任职"),
    "calendar.changed": _("修改工作日历"),
    "category.saved": _("修改职权类别"),
    "power.created": _("登记职权"),
    "power.edited": _("修改职权资料"),
    "power.chart_saved": _("修改流程图"),
    "power.graded": _("拟定等级"),
    "risk_point.added": _("添加风险点"),
    "risk_point.edited": _("修改风险点"),
    "risk_point.removed": _("删除风险点"),
    "measure.added": _("添加措施"),
    "measure.edited": _("修改措施"),
    "measure.removed": _("删除措施"),
    "responsibility.set": _("指定责任链"),
    "dossier.submitted": _("提交档案"),
    "dossier.agreed": _("科室负责人同意"),
    "dossier.confirmed": _("纪检确认"),
    "dossier.returned": _("退回档案"),
    "dossier.reopened": _("重新填报"),
    "dossier.removal_proposed": _("提出取消职权"),
    "dossier.removed": _("取消职权"),
    "dossier.kept": _("不同意取消职权"),
    "edition.opened": _("开启登记册"),
    "edition.moved": _("登记册进入下一阶段"),
    "edition.display_recorded": _("登记公示"),
    "edition.consultation_recorded": _("登记征求意见"),
    "edition.opinion_recorded": _("登记意见"),
    "edition.opinion_disposed": _("处理意见"),
    "edition.meeting_recorded": _("登记会审"),
    "edition.resolutions_recorded": _("登记会审结论"),
    "edition.approved": _("审定登记册"),
    "edition.filed": _("备案登记册"),
    "edition.published": _("公开登记册"),
    "edition.superseded": _("登记册被替代"),
    "document.requested": _("请求生成文件"),
    "document.rendered": _("文件已生成"),
    "document.failed": _("文件生成失败"),
    "register.exported": _("导出登记册"),
    "sample.loaded": _("装入示例数据"),
    "audit.verified": _("校验审计链"),
}


def words(event: str) -> str | Promise:
    """Return the event in words; KeyError for an event nobody presents."""
    return EVENTS[event]


def details(event: Any) -> list[tuple[str, str]]:
    """Return an event's details as (what, "old → new" or value), for people."""
    shown = []
    for name, value in sorted(event.details.items()):
        if isinstance(value, list) and len(value) == 2:
            old, new = ("" if part is None else str(part) for part in value)
            shown.append((name, f"{old or '—'} → {new or '—'}"))
        elif value not in (None, ""):
            shown.append((name, str(value)))
    return shown
