"""One presenter per event: its name in words, and its details as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.chain import Damage
from audit.models import AuditEvent
from riskreg import access

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
    "unit.moved": _("移动科室"),
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
    "edition.copies_recorded": _("登记抄送"),
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
    "file.ordered": _("请求下载文件"),
    "file.failed": _("下载文件未能生成"),
    "register.exported": _("导出登记册"),
    "paper.printed": _("打印文书"),
    "import.uploaded": _("上传待导入的文件"),
    "import.applied": _("导入文件"),
    "import.undone": _("撤销导入"),
    "synonym.added": _("加入列名对照"),
    "synonym.removed": _("删除列名对照"),
    "power.imported": _("由导入写入档案"),
    "power.import_undone": _("由撤销导入还原档案"),
    "sample.loaded": _("装入示例数据"),
    "audit.verified": _("校验审计链"),
}


# Details whose names are the fields of another model than the subject's.
PARTS: dict[str, str] = {
    "power.graded": "riskpoints.gradeassessment",
    "edition.display_recorded": "registers.display",
    "edition.consultation_recorded": "registers.consultation",
    "edition.opinion_recorded": "registers.opinion",
    "edition.opinion_disposed": "registers.opinion",
    "edition.meeting_recorded": "registers.reviewmeeting",
    "edition.filed": "registers.filing",
    "edition.published": "registers.publication",
}

# Details that are no field of a model, or one without a label.
NAMES: dict[str, str | Promise] = {
    "bases": _("行使依据"),
    "by": _("由哪一册替代"),
    "carried": _("其中沿用上一册"),
    "count": _("职权数"),
    "damage": _("校验不符的事件序号"),
    "days": _("天数"),
    "digest": _("摘要值"),
    "edition": _("年度登记册"),
    "entries": _("职权数"),
    "error": _("错误信息"),
    "events": _("事件数"),
    "file": _("文件名"),
    "fired_rules": _("建议依据"),
    "holder": _("任职人员"),
    "links": _("责任链"),
    "measures": _("措施数"),
    "pages": _("页数"),
    "parent": _("上级科室"),
    "problems": _("不一致的登记册"),
    "parts": _("其他内容"),
    "powers": _("职权资料"),
    "removed": _("删去"),
    "risk_points": _("风险点数"),
    "role": _("角色"),
    "steps": _("环节数"),
    "suggested": _("建议等级"),
    "unit": _("科室"),
}

PROBLEMS: dict[str, str | Promise] = {
    "missing": _("它前面缺少事件"),
    "link": _("它与前一条事件不衔接"),
    "content": _("它的内容被改动过"),
    "tail": _("末尾缺少事件"),
    "foreign": _("它不是由本系统追加的"),
}


@dataclass(frozen=True)
class Detail:
    """One detail: its label, its value now, and the value before (None if there is no before)."""

    label: str
    new: str
    old: str | None = None

    def __str__(self) -> str:
        return self.new if self.old is None else f"{self.old} → {self.new}"


def words(event: str) -> str | Promise:
    """Return the event in words; the bare name of an event of an older version that is no longer presented."""
    return EVENTS.get(event, event)


def problem(damage: Damage) -> str:
    """Return what is wrong with the damaged row, in words."""
    return str(PROBLEMS[damage.kind])


def details(event: AuditEvent) -> list[Detail]:
    """Return an event's details with labels and choices in words."""
    return list(_details(event))


def _details(event: AuditEvent) -> Iterator[Detail]:
    for name, value in sorted(event.details.items()):
        field = _field(event, name)
        label = _label(event, name, field)
        if isinstance(value, list) and len(value) == 2:
            old, new = (_value(name, field, part) for part in value)
            yield Detail(label, gettext("已修改")) if old == new else Detail(label, new, old)
        elif value not in (None, "", [], {}):
            yield Detail(label, _value(name, field, value))


def _field(event: AuditEvent, name: str) -> Any:
    """Return the model field the detail is about, None if it is about none (or the model is gone)."""
    try:
        model = apps.get_model(PARTS.get(event.event, event.subject_type))
        return model._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _label(event: AuditEvent, name: str, field: Any) -> str:
    if event.event == "responsibility.set":
        return dict(_choices(apps.get_model("controls.responsibility")._meta.get_field("level"))).get(
            name, name
        )
    if name in NAMES:
        return str(NAMES[name])
    return str(getattr(field, "verbose_name", name))


def _value(name: str, field: Any, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if name == "role" and value in access.ROLES:
        return str(access.ROLES[value].label)
    return dict(_choices(field)).get(str(value), str(value))


def _choices(field: Any) -> list[tuple[str, str]]:
    choices = field.flatchoices if isinstance(field, models.Field) else []
    return [(str(value), str(label)) for value, label in choices]
