"""Measures against risk points, and the responsibility chain."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from controls.enums import OPEN_STATUSES, ControlPhase, MeasureKind, MeasureStatus, ResponsibilityLevel
from controls.querysets import MeasureQuerySet
from organisation.models import CODE, Post
from powers.models import Power
from riskpoints.models import RiskPoint
from riskreg.guarded import GuardedModel, GuardedQuerySet, history


class Measure(GuardedModel):
    """What is done about a risk point (防控措施)."""

    risk_point = models.ForeignKey(RiskPoint, models.CASCADE, related_name="measures")
    code = models.CharField(_("编号"), max_length=20, validators=[CODE])
    title = models.CharField(_("防控措施"), max_length=200)
    kind = models.CharField(_("类别"), max_length=20, choices=MeasureKind, default=MeasureKind.RULE)
    phase = models.CharField(_("阶段"), max_length=16, choices=ControlPhase, default=ControlPhase.PREVENTION)
    responsible = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measures",
        verbose_name=_("责任岗位"),
    )
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    status = models.CharField(
        _("落实情况"),
        max_length=16,
        choices=MeasureStatus,
        default=MeasureStatus.PLANNED,
    )

    objects = MeasureQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["risk_point_id", Length("code"), "code"]
        verbose_name = _("防控措施")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["risk_point", "code"],
                name="measure_code_unique",
                violation_error_message=_("这个编号在本风险点已经使用，请换一个。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def is_overdue(self, today: date) -> bool:
        """Say whether the day has passed and the measure does not work yet."""
        return self.due_on is not None and self.due_on < today and self.status in OPEN_STATUSES


class Responsibility(GuardedModel):
    """One link of the responsibility chain: of the power, or overriding it for one risk point."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="responsibilities")
    risk_point = models.ForeignKey(
        RiskPoint,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="responsibilities",
    )
    level = models.CharField(_("责任层级"), max_length=16, choices=ResponsibilityLevel)
    post = models.ForeignKey(Post, models.PROTECT, related_name="responsibilities", verbose_name=_("岗位"))

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["power_id", "pk"]
        verbose_name = _("责任链")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["power", "level"],
                condition=Q(risk_point=None),
                name="chain_level_unique",
            ),
            models.UniqueConstraint(
                fields=["risk_point", "level"],
                condition=Q(risk_point__isnull=False),
                name="override_level_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.post.title}"
