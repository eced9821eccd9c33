"""Closed lists of the riskpoints room. Codes are fixed by the JSON contract."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RiskKind(TextChoices):
    INTEGRITY = "integrity", _("廉政风险")
    REGULATORY = "regulatory", _("监管风险")


class RiskLine(TextChoices):
    """R38: law and regulation, discretion, daily management rules."""

    HIGH_VOLTAGE = "high_voltage", _("高压线")
    WARNING = "warning", _("警戒线")
    ZEBRA = "zebra", _("斑马线")


class Cause(TextChoices):
    IDEOLOGY = "ideology", _("思想道德")
    POST_DUTY = "post_duty", _("岗位职责")
    PROCESS = "process", _("业务流程")
    SYSTEM = "system", _("制度机制")
    ENVIRONMENT = "environment", _("外部环境")


class RiskStatus(TextChoices):
    CANDIDATE = "candidate", _("待确认")
    CONFIRMED = "confirmed", _("已确认")


class Grade(TextChoices):
    """R23: three grades, high to low."""

    A = "A", _("A级")
    B = "B", _("B级")
    C = "C", _("C级")


class Discretion(TextChoices):
    NONE = "none", _("无")
    SOME = "some", _("有一定裁量")
    LARGE = "large", _("裁量幅度较大")


class PublicConcern(TextChoices):
    LOW = "low", _("一般")
    MODERATE = "moderate", _("比较关心")
    HIGH = "high", _("关注度高")


class HandledBy(TextChoices):
    PRINCIPAL = "principal", _("主要领导直接主抓")
    DEPUTY = "deputy", _("副职领导分管")
    UNIT_HEAD = "unit_head", _("科室负责")


class Frequency(TextChoices):
    RARE = "rare", _("偶尔")
    REGULAR = "regular", _("经常")
    FREQUENT = "frequent", _("频繁")


class Importance(TextChoices):
    LOW = "low", _("一般")
    MEDIUM = "medium", _("重要")
    HIGH = "high", _("很重要")
