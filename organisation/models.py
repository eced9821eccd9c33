"""Institutions, their unit trees, posts, people, and the working calendar."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from organisation.enums import PostLevel, SystemRole, UnitKind
from organisation.querysets import InstitutionQuerySet, UnitManager
from riskreg import access
from riskreg.guarded import GuardedModel, GuardedQuerySet, history
from riskreg.phrases import bracketed

CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", _("编码只能用字母、数字、点、横线和下划线。"))


class Institution(GuardedModel):
    """The body that keeps the register (单位)."""

    code = models.CharField(_("单位编码"), max_length=32, unique=True, validators=[CODE])
    name = models.CharField(_("单位名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40)
    region_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    issuing_office = models.CharField(_("印发机关"), max_length=120, blank=True)
    party_group_name = models.CharField(_("党组（党委）名称"), max_length=120, blank=True)
    superior_discipline_body = models.CharField(_("上级纪检监察机构"), max_length=120, blank=True)
    complaint_phone = models.CharField(_("投诉举报电话"), max_length=40, blank=True)
    complaint_email = models.EmailField(_("投诉举报邮箱"), blank=True)
    complaint_address = models.CharField(_("投诉举报地址"), max_length=200, blank=True)
    is_sample = models.BooleanField(_("示例数据"), default=False)

    objects = InstitutionQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name = _("单位")

    def __str__(self) -> str:
        return self.name

    @cached_property
    def root(self) -> Unit | None:
        """Return the unit that stands for the whole institution; read once per object."""
        return self.units.filter(depth=1).first()  # type: ignore[attr-defined, no-any-return]


class Unit(GuardedModel, MP_Node):
    """An internal body (业务股室、科室、基层站所); the tree's root stands for the institution itself."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="units", verbose_name=_("单位"))
    code = models.CharField(_("科室编码"), max_length=32, validators=[CODE])
    name = models.CharField(_("科室名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=20, choices=UnitKind, default=UnitKind.SECTION)
    abolished_on = models.DateField(_("撤销日期"), null=True, blank=True)

    node_order_by: ClassVar[list[str]] = []
    objects = UnitManager()
    history = history()

    class Meta:
        ordering: ClassVar = ["path"]
        verbose_name = _("科室")
        permissions: ClassVar = list(access.PERMISSIONS.items())  # type: ignore[arg-type]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "code"],
                name="unit_code_unique",
                violation_error_message=_("这个编码在本单位已经使用，请换一个。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitGroupPermission(access.GroupObjectPermissionBase):
    """What a (unit, role) group may do on the unit: guardian's grants by direct foreign key."""

    content_object = models.ForeignKey(Unit, models.CASCADE, related_name="group_permissions")

    class Meta(access.GroupObjectPermissionBase.Meta):
        abstract = False


class User(AbstractUser):
    """A person. Without a usable password it is a person who does not sign in."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=60)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("单位")
    )
    system_role = models.CharField(_("管理员角色"), max_length=20, choices=SystemRole, blank=True, default="")
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    phone = models.CharField(_("办公电话"), max_length=40, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar = ["username"]
        verbose_name = _("账号")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(system_role__in=["", *SystemRole.values]), name="user_system_role_known"
            ),
            models.CheckConstraint(condition=Q(is_superuser=False, is_staff=False), name="user_no_superuser"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Post(GuardedModel):
    """A position that performs steps and carries responsibility (岗位)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("所在科室"))
    code = models.CharField(_("岗位编码"), max_length=32, validators=[CODE])
    title = models.CharField(_("岗位名称"), max_length=80)
    level = models.CharField(_("层级"), max_length=20, choices=PostLevel, default=PostLevel.STAFF)
    is_key = models.BooleanField(_("重要岗位"), default=False)
    duties = models.TextField(_("岗位职责"), blank=True)
    abolished_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["unit__path", "code"]
        verbose_name = _("岗位")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                name="post_code_unique",
                violation_error_message=_("这个编码在本科室已经使用，请换一个。"),
            )
        ]

    def __str__(self) -> str:
        return self.title + bracketed(self.holder_name())

    def holder_name(self) -> str:
        """Return the name of the present holder, '' while the post is vacant."""
        for assignment in self.assignments.all():
            if assignment.ended_on is None:
                return str(assignment.person.name)
        return ""


class PostAssignment(GuardedModel):
    """A person in a post for a period (岗位人员)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments", verbose_name=_("岗位"))
    person = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("人员"))
    started_on = models.DateField(_("任职日期"))
    ended_on = models.DateField(_("离任日期"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["-started_on", "pk"]
        verbose_name = _("任职")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(ended_on=None), name="post_one_present_holder"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="assignment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.title} {self.person.name}"


class CalendarDay(GuardedModel):
    """A day that differs from the plain week: a statutory holiday or a make-up working day."""

    day = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("上班"), default=False)
    name = models.CharField(_("说明"), max_length=40, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["day"]
        verbose_name = _("工作日历")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


def is_weekend(day: date) -> bool:
    """Say whether the plain week rests on that day."""
    return day.weekday() >= 5
