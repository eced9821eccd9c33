"""The decisions people take on a dossier: facts, written once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from powers.models import Power
from riskreg.guarded import GuardedModel, GuardedQuerySet


class Outcome(models.TextChoices):
    SUBMITTED = "submitted", _("提交")
    AGREED = "agreed", _("同意")
    RETURNED = "returned", _("退回")
    REOPENED = "reopened", _("重新填报")
    PROPOSED = "proposed", _("提出取消")


class Stage(models.TextChoices):
    PREPARE = "prepare", _("填报")
    HEAD = "head", _("科室负责人审核")
    DISCIPLINE = "discipline", _("纪检审核")


class Decision(GuardedModel):
    """One step taken on a dossier in one round: who, when, what, and why."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField(_("轮次"))
    stage = models.CharField(_("环节"), max_length=16, choices=Stage)
    outcome = models.CharField(_("结论"), max_length=16, choices=Outcome)
    comment = models.TextField(_("意见"), max_length=1000, blank=True)
    chart_verified = models.BooleanField(_("已核对流程图与实际办理一致"), default=False)
    content_digest = models.CharField(max_length=64, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("时间"))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["decided_at", "pk"]
        verbose_name = _("审核记录")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(outcome__in=["returned", "proposed"]) | ~Q(comment=""),
                name="decision_return_has_comment",
                violation_error_message=_("退回时请写明理由。"),
            ),
            models.CheckConstraint(
                condition=~Q(stage="head", outcome="agreed") | Q(chart_verified=True),
                name="decision_head_verified_chart",
                violation_error_message=_("同意前请核对流程图与实际办理一致。"),
            ),
            models.UniqueConstraint(
                fields=["power", "round", "stage"],
                condition=Q(outcome__in=["submitted", "agreed"]),
                name="decision_once_per_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.power.code} {self.get_stage_display()} {self.get_outcome_display()}"


class ConfirmedContent(GuardedModel):
    """The content of a dossier as it was last confirmed: what reviewers compare against."""

    power = models.OneToOneField(Power, models.CASCADE, related_name="confirmed_content")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()


class Standing(models.Model):
    """What the rules find missing in a dossier, kept with the revision and the rules it was found by.

    Derived: written by `dossiers.standing` alone, never by a person, and made anew wherever it is out of date.
    """

    power = models.OneToOneField(Power, models.CASCADE, related_name="standing")
    revision = models.PositiveIntegerField()
    rules = models.CharField(max_length=16)
    errors = models.PositiveIntegerField()
    warnings = models.PositiveIntegerField()
    steps = models.PositiveIntegerField()
    points = models.PositiveIntegerField()
    findings = models.JSONField()

    def __str__(self) -> str:
        return f"{self.power_id}: {self.errors} E, {self.warnings} W"
