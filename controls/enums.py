"""Closed lists of the controls room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeasureKind(TextChoices):
    EDUCATION = "education", _("教育")
    RULE = "rule", _("制度规定")
    SUPERVISION = "supervision", _("监督")
    SEPARATION = "separation", _("职责分离")
    PUBLICITY = "publicity", pgettext_lazy("measure", "公开")
    TECHNOLOGY = "technology", _("技术手段")
    TRAINING = "training", _("业务培训")
    REWARD_PENALTY = "reward_penalty", _("奖惩")
    QUALITY_STANDARD = "quality_standard", _("质量标准")
    REPORTING = "reporting", _("报告")


class ControlPhase(TextChoices):
    PREVENTION = "prevention", _("前期预防")
    MONITORING = "monitoring", _("中期监控")
    HANDLING = "handling", _("后期处理")


class MeasureStatus(TextChoices):
    PLANNED = "planned", _("计划中")
    IN_PLACE = "in_place", _("已落实")
    VERIFIED = "verified", _("已验证")
    INEFFECTIVE = "ineffective", _("无效")


# Not working yet: late once the day has passed.
OPEN_STATUSES = frozenset({MeasureStatus.PLANNED, MeasureStatus.INEFFECTIVE})


class ResponsibilityLevel(TextChoices):
    """R40: the four levels of responsibility."""

    FIRST = "first", _("第一责任人")
    IN_CHARGE = "in_charge", _("主管责任人")
    DIRECT = "direct", _("直接责任人")
    STAFF = "staff", _("一般工作人员")
