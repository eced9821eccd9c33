"""Powers, their legal bases, and the flowchart as a table of steps and transitions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisation.models import CODE, Institution, Post, Unit
from powers.enums import (
    BasisLevel,
    DossierState,
    Permanence,
    StepFunction,
    StepKind,
    TimeUnit,
)
from powers.limits import limit_words
from powers.querysets import PowerQuerySet
from riskreg.guarded import GuardedModel, GuardedQuerySet, history


class PowerCategory(GuardedModel):
    """A class of power (职权类别): an editable table, because the classes change with the law."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    external_code = models.CharField(_("对外代码"), max_length=4, blank=True)
    is_approval = models.BooleanField(_("按审批权定级"), default=False)
    is_penalty_or_levy = models.BooleanField(_("处罚或征收"), default=False)
    historical = models.BooleanField(_("已停用"), default=False)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["position", "code"]
        verbose_name = _("职权类别")

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """Return the name in the reader's language, for pages; files and editions keep the Chinese one."""
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name


class TimeLimited(models.Model):
    """A time limit: a value and a unit, both or neither; *immediate* needs no value."""

    time_limit_value = models.PositiveSmallIntegerField(
        _("时限"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    time_limit_unit = models.CharField(_("时限单位"), max_length=16, choices=TimeUnit, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(time_limit_value=None, time_limit_unit__in=["", TimeUnit.IMMEDIATE])
                | (Q(time_limit_value__gte=1) & ~Q(time_limit_unit__in=["", TimeUnit.IMMEDIATE])),
                name="%(class)s_time_limit_whole",
                violation_error_message=_("时限的数值和单位要同时填写；“即时”不填数值。"),
            )
        ]

    @property
    def has_time_limit(self) -> bool:
        """Say whether a limit is stated."""
        return bool(self.time_limit_unit)

    @property
    def time_limit_text(self) -> str:
        """Return the limit in words, '' if none is stated."""
        return limit_words(self.time_limit_value, self.time_limit_unit)


class Power(GuardedModel, TimeLimited):
    """An item of public authority (职权); with its chart, risks and people it is the dossier."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="powers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="powers", verbose_name=_("承办机构"))
    code = models.CharField(_("职权编码"), max_length=40, validators=[CODE])
    name = models.CharField(_("职权名称"), max_length=120)
    category = models.ForeignKey(PowerCategory, models.PROTECT, verbose_name=_("职权类别"))
    leader_in_charge = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主管领导")
    )
    duty_division = models.TextField(_("人员职责分工"), max_length=2000, blank=True)
    duties = models.TextField(_("行使职责"), max_length=2000, blank=True)
    conditions = models.TextField(_("办理条件"), max_length=2000, blank=True)
    service_commitment = models.TextField(_("服务承诺"), max_length=2000, blank=True)
    work_discipline = models.TextField(_("工作纪律"), max_length=2000, blank=True)
    accountability = models.TextField(_("责任追究"), max_length=2000, blank=True)
    mandated_by_law = models.BooleanField(_("法律法规规定必须履行"), default=False)

    is_public = models.BooleanField(_("公开"), default=True)
    nonpublic_permanence = models.CharField(_("不公开类型"), max_length=16, choices=Permanence, blank=True)
    nonpublic_basis = models.CharField(_("不公开依据"), max_length=300, blank=True)
    nonpublic_reason = models.TextField(_("不公开理由"), max_length=1000, blank=True)

    entry_reason = models.CharField(_("列入或修改理由"), max_length=300, blank=True)
    removal_reason = models.CharField(_("取消理由"), max_length=300, blank=True)
    none_found_statement = models.TextField(_("未查找出风险点的说明"), max_length=1000, blank=True)
    notes = models.TextField(_("备注"), max_length=1000, blank=True)
    is_sample = models.BooleanField(_("示例数据"), default=False)
    imported_grade = models.CharField(_("导入的等级"), max_length=1, blank=True, editable=False)
    """The letter a file gave the power: a proposal until its five factors are assessed. Never frozen."""

    state = models.CharField(
        _("状态"), max_length=20, choices=DossierState, default=DossierState.DRAFT, editable=False
    )
    round = models.PositiveSmallIntegerField(_("轮次"), default=1, editable=False)
    revision = models.PositiveIntegerField(_("修订号"), default=1, editable=False)
    state_at = models.DateTimeField(_("进入状态时间"), editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = PowerQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["unit__path", "code"]
        verbose_name = _("职权")
        indexes: ClassVar = [models.Index(fields=["institution", "state"], name="power_state_idx")]
        constraints: ClassVar = [
            *TimeLimited.Meta.constraints,
            models.UniqueConstraint(
                fields=["institution", "code"],
                name="power_code_unique",
                violation_error_message=_("这个职权编码已经使用过（取消的编码也不再重复使用），请换一个。"),
            ),
            models.CheckConstraint(condition=Q(state__in=DossierState.values), name="power_state_known"),
            models.CheckConstraint(
                condition=Q(imported_grade__in=["", "A", "B", "C"]), name="power_imported_grade_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["removal_proposed", "removed"]) | ~Q(removal_reason=""),
                name="power_removal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LegalBasis(GuardedModel):
    """A basis for exercising the power (行使依据)."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="bases")
    level = models.CharField(_("效力级别"), max_length=20, choices=BasisLevel, default=BasisLevel.LAW)
    title = models.CharField(_("依据名称"), max_length=200)
    document_no = models.CharField(_("文号"), max_length=80, blank=True)
    article = models.CharField(_("条款"), max_length=80, blank=True)
    text = models.TextField(_("条文内容"), max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name = _("行使依据")

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.document_no, self.article) if part)


class Step(GuardedModel, TimeLimited):
    """A step of the flowchart (环节): one row of the table, one shape of the drawing."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="steps")
    no = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    label = models.CharField(_("环节名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=16, choices=StepKind, default=StepKind.EXECUTE)
    actor = models.CharField(_("承办主体"), max_length=60, blank=True)
    is_external = models.BooleanField(_("外部主体"), default=False)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="steps", verbose_name=_("承办岗位")
    )
    function = models.CharField(_("职能"), max_length=16, choices=StepFunction, blank=True)
    handling_system = models.CharField(_("办理制度"), max_length=300, blank=True)
    duty_requirement = models.CharField(_("职责要求"), max_length=300, blank=True)
    supervision = models.CharField(_("监督制约环节"), max_length=300, blank=True)
    counterpart_rights = models.CharField(_("相对人的权利"), max_length=300, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["power_id", "no"]
        verbose_name = _("环节")
        constraints: ClassVar = [
            *TimeLimited.Meta.constraints,
            models.UniqueConstraint(fields=["power", "no"], name="step_no_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.label}"


class Transition(GuardedModel):
    """A way from one step to another, with its condition where the way branches (流向)."""

    power = models.ForeignKey(Power, models.CASCADE, related_name="transitions")
    source = models.ForeignKey(Step, models.CASCADE, related_name="exits", verbose_name=_("自"))
    target = models.ForeignKey(Step, models.CASCADE, related_name="entries", verbose_name=_("至"))
    condition = models.CharField(_("条件"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["source__no", "position", "pk"]
        verbose_name = _("流向")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target"], name="transition_unique"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transition_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source.no} → {self.target.no}"


class ChartDraft(models.Model):
    """The step table as one person last typed it and has not saved: nobody else sees it.

    Neither guarded nor audited: it is no part of the dossier, and goes when the person saves or discards.
    """

    power = models.ForeignKey(Power, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    fields = models.JSONField()
    """[name, text] of the fields, in the order of the page: a JSON object would lose it. `window` is the page's."""
    seen = models.CharField(max_length=64, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["power", "user"], name="chart_draft_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.power_id}: {self.user_id}"

    @property
    def window(self) -> str:
        """Return which open page wrote it, '' if that page did not say."""
        return str(dict(self.fields).get("window", ""))
