"""Files that came in, what each did to which record, and what heads of columns mean."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from imports.enums import Act, ImportState, Kind
from organisation.models import Institution
from riskreg import access
from riskreg.guarded import GuardedModel, GuardedQuerySet, history


class ImportQuerySet(GuardedQuerySet):
    """Imports."""

    def visible_to(self, user: Any) -> Self:
        """Imports into the institutions on whose whole tree the account may import."""
        held = access.paths(user, "import_register")
        return self.filter(institution__units__path__in=held, institution__units__depth=1)


class Import(GuardedModel):
    """One file, from the upload to the records that its sheets became."""

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="imports", verbose_name=_("单位")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"))
    file_name = models.CharField(_("文件名"), max_length=255)
    digest = models.CharField(_("摘要值"), max_length=64, db_index=True)
    path = models.CharField(max_length=120, blank=True, editable=False)
    """Where the file is kept, below settings.UPLOADS_DIR; '' for a file that a command read where it lies."""
    sheets = models.JSONField(_("工作表"), default=list, blank=True)
    """How each sheet that is taken is read (imports.choosing.Choice), in the order of the file."""
    answers = models.JSONField(_("核对的结果"), default=dict, blank=True)
    """Which record a name means: as imports.plans.entries.Answers."""
    state = models.CharField(
        _("状态"), max_length=16, choices=ImportState, default=ImportState.UPLOADED, editable=False
    )
    report = models.JSONField(default=dict, blank=True, editable=False)
    operation = models.UUIDField(null=True, editable=False)
    """The id of the operation that wrote: its event, and its history rows."""
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    applied_at = models.DateTimeField(_("导入时间"), null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True, editable=False)
    error = models.CharField(_("错误信息"), max_length=500, blank=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        verbose_name = _("导入")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(applied_at=None, applied_by=None)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="import_applied_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="import_undone_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ImportState.APPLIED, ImportState.UNDONE])
                | Q(applied_at__isnull=False),
                name="import_applied_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def sheet_names(self) -> list[str]:
        """Return the names of the sheets that are taken."""
        return [chosen["sheet"] for chosen in self.sheets]

    def kinds(self) -> list[str]:
        """Return what the sheets list, in words, each kind once."""
        return list(dict.fromkeys(str(Kind(chosen["kind"]).label) for chosen in self.sheets))


class Origin(GuardedModel):
    """Where a record comes from: the row of the import that made or changed it, and what it was before."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="origins", verbose_name=_("导入"))
    sheet = models.CharField(_("工作表"), max_length=255, blank=True)
    row = models.PositiveIntegerField(_("行"))
    label = models.CharField(max_length=60)
    """The model, as app.model."""
    object_id = models.BigIntegerField()
    act = models.CharField(_("做了什么"), max_length=8, choices=Act)
    before = models.JSONField(default=dict, blank=True)
    """Field → value before, of the fields that changed."""
    kept = models.JSONField(default=dict, blank=True)
    """Head → text, of cells that have no place of their own."""
    revision = models.PositiveIntegerField(null=True, blank=True)
    """Of a power: the revision the import left it at."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["row", "pk"]
        verbose_name = _("出处")
        indexes: ClassVar = [models.Index(fields=["label", "object_id"], name="origin_of_idx")]

    def __str__(self) -> str:
        return f"{self.source} {self.sheet} {self.row}"


class Synonym(GuardedModel):
    """A head that an office uses for a field, beside those the program knows."""

    kind = models.CharField(_("表格种类"), max_length=16, choices=Kind)
    head = models.CharField(_("列名"), max_length=120)
    field = models.CharField(_("意思"), max_length=40)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["kind", "head"]
        verbose_name = _("列名对照")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "head"],
                name="synonym_head_unique",
                violation_error_message=_("这个列名已有对照。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.head} → {self.field}"


class KeptMapping(GuardedModel):
    """What the heads of a file meant the last time: offered when the same heads come again."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    heads = models.CharField(max_length=64)
    """Digest of the heads in their order."""
    mapping = models.JSONField()
    """Head → field; None for one that was left out, imports.labels.KEEP for one kept as notes."""
    kept_at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "kind", "heads"], name="kept_mapping_unique")
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.kind} {self.heads[:8]}"
