"""Closed lists of the powers room. Codes are fixed by the JSON contract."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy


class TimeUnit(TextChoices):
    WORKING_DAY = "working_day", _("个工作日")
    CALENDAR_DAY = "calendar_day", _("日")
    WEEK = "week", _("周")
    MONTH = "month", _("个月")
    QUARTER = "quarter", _("季度")
    YEAR = "year", _("年")
    IMMEDIATE = "immediate", _("即时")


class StepKind(TextChoices):
    START = "start", _("开始")
    APPLY = "apply", _("申请")
    ACCEPT = "accept", _("受理")
    EXAMINE = "examine", _("调查核实")
    REVIEW = "review", _("审核")
    APPROVE = "approve", _("审批")
    DECIDE = "decide", _("决定")
    NOTIFY = "notify", _("告知")
    DELIVER = "deliver", _("送达发放")
    PUBLICISE = "publicise", _("公示")
    EXECUTE = "execute", _("办理执行")
    INSPECT = "inspect", _("检查")
    ARCHIVE = "archive", _("归档")
    END = "end", _("结束")
    DECISION = "decision", _("判断")
    PARALLEL = "parallel", _("并行")
    SUBPROCESS = "subprocess", _("既定子流程")
    EXTERNAL = "external", _("外部环节")


# R11: these must state a time limit. R15: these must state post, system, duty, supervision, rights.
LIMITED_KINDS = frozenset({StepKind.REVIEW, StepKind.APPROVE})
ACCOUNTED_KINDS = frozenset({StepKind.REVIEW, StepKind.APPROVE, StepKind.DECIDE})
# Kinds that only shape the drawing: nobody performs them.
SHAPE_KINDS = frozenset({StepKind.START, StepKind.END, StepKind.DECISION, StepKind.PARALLEL})


class StepFunction(TextChoices):
    """Separation of functions in allocating power (R39)."""

    DECIDE = "decide", pgettext_lazy("function", "决策")
    EXECUTE = "execute", pgettext_lazy("function", "执行")
    SUPERVISE = "supervise", pgettext_lazy("function", "监督")


class BasisLevel(TextChoices):
    LAW = "law", _("法律")
    ADMIN_REGULATION = "admin_regulation", _("行政法规")
    LOCAL_REGULATION = "local_regulation", _("地方性法规")
    DEPT_RULE = "dept_rule", _("部门规章")
    LOCAL_RULE = "local_rule", _("地方政府规章")
    NORMATIVE_DOC = "normative_doc", _("规范性文件")
    PARTY_REGULATION = "party_regulation", _("党内法规")
    SUPERIOR_DOC = "superior_doc", _("上级文件")
    OTHER = "other", _("其他")


class Permanence(TextChoices):
    CANNOT = "cannot", _("不能公开")
    NOT_FOR_NOW = "not_for_now", _("暂时不能公开")


class DossierState(TextChoices):
    """States of the dossier, which is the power with everything attached to it."""

    DRAFT = "draft", _("填报中")
    SUBMITTED = "submitted", _("待科室负责人审核")
    RETURNED = "returned", _("已退回")
    REVIEWED = "reviewed", _("待纪检审核")
    CONFIRMED = "confirmed", _("已确认")
    REMOVAL_PROPOSED = "removal_proposed", _("拟取消")
    REMOVED = "removed", _("已取消")


EDITABLE_STATES = frozenset({DossierState.DRAFT, DossierState.RETURNED})


class ChartLayout(TextChoices):
    """The drawings of one flowchart; the risk drawing is for inside only."""

    FLOW = "flow", _("单列图")
    LANES = "lanes", _("泳道图")
    RISK = "risk", _("廉政风险防控图")

    @classmethod
    def chosen(cls, text: str | None, *, internal: bool = True) -> str:
        """Return the layout an address names, `flow` if it names none that may be shown."""
        offered = cls.values if internal else [cls.FLOW, cls.LANES]
        return str(text) if text in offered else cls.FLOW.value


CATEGORY_NAMES = (
    gettext_noop("行政许可权"),
    gettext_noop("行政审批权"),
    gettext_noop("执法监督权"),
    gettext_noop("行政处罚权"),
    gettext_noop("行政强制权"),
    gettext_noop("行政征收权"),
    gettext_noop("行政管理和行政事业性收费权"),
    gettext_noop("行政给付"),
    gettext_noop("行政检查"),
    gettext_noop("行政确认"),
    gettext_noop("行政奖励"),
    gettext_noop("行政裁决"),
    gettext_noop("重大项目决策权"),
    gettext_noop("内部管理权"),
    gettext_noop("内部管理权（人事）"),
    gettext_noop("内部管理权（财务）"),
    gettext_noop("非行政许可审批权"),
    gettext_noop("其他行政权力"),
)
"""The categories every installation begins with (fixtures/categories.yaml): of one in an edition, only this is known."""
