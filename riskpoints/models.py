"""Risk points on steps, and the assessment that grades the power."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from organisation.models import CODE, Unit
from powers.models import Power, Step
from riskpoints.enums import (
    Cause,
    Discretion,
    Frequency,
    Grade,
    HandledBy,
    Importance,
    PublicConcern,
    RiskKind,
    RiskLine,
    RiskStatus,
)
from riskpoints.grading import RULES
from riskpoints.querysets import RiskPointQuerySet
from riskreg.guarded import GuardedModel, GuardedQuerySet, history


class RiskPoint(GuardedModel):
    """A step at which dishonest conduct easily arises (廉政风险点).

    Without a step it waits as a candidate; it cannot be confirmed so (R17), nor without saying what
    the dishonest conduct is (R18). Both are constraints of the database.
    """

    power = models.ForeignKey(Power, models.CASCADE, related_name="risk_points")
    step = models.ForeignKey(
        Step,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="risk_points",
        verbose_name=_("所在环节"),
    )
    code = models.CharField(_("编号"), max_length=20, validators=[CODE])
    title = models.CharField(_("风险点"), max_length=80)
    manifestation = models.TextField(_("表现形式"), max_length=1000, blank=True)
    kind = models.CharField(_("风险类型"), max_length=16, choices=RiskKind, default=RiskKind.INTEGRITY)
    line = models.CharField(_("三线"), max_length=16, choices=RiskLine, blank=True)
    cause = models.CharField(_("风险成因"), max_length=16, choices=Cause, blank=True)
    precedent = models.TextField(_("案例依据"), max_length=1000, blank=True)
    found_how = models.CharField(_("查找方式"), max_length=200, blank=True)
    found_by_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="+",
        verbose_name=_("查找科室"),
        editable=False,
    )
    indicator = models.CharField(_("监控指标"), max_length=200, blank=True)
    status = models.CharField(
        _("状态"),
        max_length=16,
        choices=RiskStatus,
        default=RiskStatus.CANDIDATE,
        editable=False,
    )

    imported_step = models.CharField(_("表中写的环节"), max_length=60, blank=True, default="", editable=False)
    """What a file that came in calls the step, kept until the chart has one of that name."""

    objects = RiskPointQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["power_id", Length("code"), "code"]
        verbose_name = _("风险点")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["power", "code"],
                name="risk_point_code_unique",
                violation_error_message=_("这个编号在本职权已经使用，请换一个。"),
            ),
            models.CheckConstraint(
                condition=Q(status=RiskStatus.CANDIDATE) | (Q(step__isnull=False) & ~Q(manifestation="")),
                name="risk_point_confirmed_on_step",
                violation_error_message=_("没有落到流程环节、没有写明表现形式的风险点不能确认。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def full_code(self) -> str:
        """Return the code that is unique in the institution: power code and point code."""
        return f"{self.power.code}-{self.code}"


class GradeAssessment(GuardedModel):
    """The proposed grade of a power: inputs, what the rules suggest, and what people decided (R24–R27)."""

    power = models.OneToOneField(Power, models.CASCADE, related_name="assessment")
    discretion = models.CharField(_("自由裁量幅度"), max_length=16, choices=Discretion)
    public_concern = models.CharField(_("群众关注度"), max_length=16, choices=PublicConcern)
    handled_by = models.CharField(_("主管层级"), max_length=16, choices=HandledBy)
    exercise_frequency = models.CharField(_("行使频率"), max_length=16, choices=Frequency)
    importance = models.CharField(_("权力重要性"), max_length=16, choices=Importance)
    suggested = models.CharField(_("建议等级"), max_length=1, choices=Grade, editable=False)
    fired_rules = models.JSONField(default=list, editable=False)
    grade = models.CharField(_("拟定等级"), max_length=1, choices=Grade)
    reason = models.TextField(_("定级理由"), max_length=500, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("风险定级")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(grade=models.F("suggested")) | ~Q(reason=""),
                name="grade_differs_with_reason",
                violation_error_message=_("拟定等级与建议等级不同，请写明理由。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.power} {self.grade}"

    def rule_words(self) -> list[str]:
        """Return the rules that led to the suggestion, in words."""
        return [str(RULES.get(code, code)) for code in self.fired_rules]
