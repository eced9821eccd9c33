"""The annual edition, the facts of its stages, and the frozen entries."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from powers.models import Power
from registers import words
from registers.enums import (
    AskMethod,
    Disposition,
    DocumentKind,
    DocumentStatus,
    EditionState,
    OpinionSource,
    OpinionTopic,
    OrderKind,
    OrderStatus,
    PublicationScope,
    ResolutionOutcome,
    TimeRule,
)
from registers.querysets import EditionQuerySet, EntryQuerySet
from riskreg.guarded import GuardedModel, GuardedQuerySet, history


class Edition(GuardedModel):
    """A register of one institution: the annual one, or an amendment to it (2026-1, 2026-2 …)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(2000)])
    number = models.PositiveSmallIntegerField(_("册次"), default=1)
    state = models.CharField(
        _("阶段"), max_length=16, choices=EditionState, default=EditionState.FIND, editable=False
    )
    preparation_note = models.TextField(_("编制说明"), max_length=3000, blank=True)
    notice_copies = models.TextField(_("公示稿抄送"), max_length=500, blank=True)
    report_copies = models.TextField(_("备案报告抄送"), max_length=500, blank=True)
    opened_at = models.DateTimeField(editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    digest = models.CharField(max_length=64, blank=True, editable=False)
    public_digest = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = EditionQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["-year", "-number"]
        verbose_name = _("年度登记册")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["institution", "year", "number"], name="edition_number_unique"),
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(state__in=["find", "show", "ask", "review"]),
                name="edition_one_open",
            ),
            models.UniqueConstraint(
                fields=["institution"], condition=Q(state="published"), name="edition_one_published"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None, frozen_by=None)
                | Q(frozen_at__isnull=False, frozen_by__isnull=False),
                name="edition_frozen_who_when",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="edition_published_who_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["find", "show", "ask", "review"]) | ~Q(digest=""),
                name="edition_frozen_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution.short_name} {self.label}"

    @cached_property
    def office(self) -> Any:
        """The institution as it was called when the edition was frozen; while that is open, as it is called now."""
        if self.frozen_at is None:
            return self.institution
        then = (
            self.institution.history.filter(history_date__lte=self.frozen_at)
            .order_by("-history_date")
            .first()
        )
        return then.instance if then else self.institution

    @property
    def label(self) -> str:
        """Return the edition's number as people write it: 2026-1."""
        return f"{self.year}-{self.number}"


class Display(GuardedModel):
    """*Show* (亮): where and when the points found were displayed for comment."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="display")
    place = models.CharField(_("公示地点"), max_length=200)
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"))
    contact = models.CharField(_("意见受理人及电话"), max_length=120)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="display_ends_after_start",
                violation_error_message=_("截止日期不能早于起始日期。"),
            )
        ]


class Consultation(GuardedModel):
    """*Ask* (问): one round of questionnaires or one meeting."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="consultations")
    method = models.CharField(_("方式"), max_length=20, choices=AskMethod)
    held_on = models.DateField(_("日期"))
    audience = models.CharField(_("对象"), max_length=200)
    sent = models.PositiveIntegerField(_("发放份数（到会人数）"), default=0)
    returned = models.PositiveIntegerField(_("收回份数"), default=0)
    valid = models.PositiveIntegerField(_("有效份数"), null=True, blank=True)
    """None where nobody parted them: all that came back count."""

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["held_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(returned__lte=F("sent")),
                name="consultation_returned_at_most_sent",
                violation_error_message=_("收回份数不能多于发放份数。"),
            ),
            models.CheckConstraint(
                condition=Q(valid=None) | Q(valid__lte=F("returned")),
                name="consultation_valid_at_most_returned",
                violation_error_message=_("有效份数不能多于收回份数。"),
            ),
        ]


class Opinion(GuardedModel):
    """An opinion that came in, and what was done about it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="opinions")
    power = models.ForeignKey(
        Power, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name=_("涉及职权")
    )
    source = models.CharField(_("来源"), max_length=20, choices=OpinionSource)
    method = models.CharField(_("方式"), max_length=20, choices=AskMethod)
    received_on = models.DateField(_("收到日期"))
    text = models.TextField(_("意见内容"), max_length=2000)
    topic = models.CharField(_("归纳类别"), max_length=12, choices=OpinionTopic, blank=True)
    disposition = models.CharField(
        _("采纳情况"), max_length=16, choices=Disposition, default=Disposition.PENDING
    )
    reason = models.TextField(_("处理说明"), max_length=1000, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["received_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(disposition__in=["partly", "rejected"]) | ~Q(reason=""),
                name="opinion_rejected_with_reason",
                violation_error_message=_("部分采纳或不采纳时请写明理由。"),
            )
        ]


class ReviewMeeting(GuardedModel):
    """*Review* (审): the leading group's collective review (R22)."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="meeting")
    held_on = models.DateField(_("会审日期"))
    chair = models.CharField(_("主持人"), max_length=60)
    attendees = models.TextField(_("出席人员"), max_length=1000)
    minutes = models.TextField(_("会议记录"), max_length=3000, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()


class Resolution(GuardedModel):
    """The meeting's resolution on one power."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="resolutions")
    power = models.ForeignKey(Power, models.PROTECT, related_name="resolutions")
    outcome = models.CharField(_("会审结论"), max_length=16, choices=ResolutionOutcome)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["power__unit__path", "power__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "power"], name="resolution_unique"),
            models.CheckConstraint(
                condition=Q(outcome=ResolutionOutcome.INCLUDE) | ~Q(note=""),
                name="resolution_exclude_with_note",
                violation_error_message=_("暂不列入时请写明说明。"),
            ),
        ]


class Approval(GuardedModel):
    """The party group's final confirmation (R28). Recording it freezes the edition."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="approval")
    meeting = models.CharField(_("审定会议"), max_length=120)
    document_no = models.CharField(_("审定文号"), max_length=80)
    approved_on = models.DateField(_("审定日期"))

    objects = GuardedQuerySet.as_manager()
    history = history()


class Filing(GuardedModel):
    """Deposit with the superior discipline body (R29)."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="filing")
    recipient = models.CharField(_("备案机关"), max_length=120)
    sent_on = models.DateField(_("报送日期"))
    receipt_no = models.CharField(_("回执编号"), max_length=80)
    received_on = models.DateField(_("回执日期"))

    objects = GuardedQuerySet.as_manager()
    history = history()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received_on__gte=F("sent_on")),
                name="filing_received_after_sent",
                violation_error_message=_("回执日期不能早于报送日期。"),
            )
        ]


class Publication(GuardedModel):
    """How the edition is made public (R32, R48, R49), and its secrecy review."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="publication")
    scope = models.CharField(_("公开范围"), max_length=16, choices=PublicationScope)
    time_rule = models.CharField(_("公开时间"), max_length=16, choices=TimeRule)
    carriers = models.JSONField(_("公开载体"), default=list)
    include_measures = models.BooleanField(_("公开防控措施"), default=False)
    secrecy_reviewer = models.CharField(_("保密审查人"), max_length=60)
    secrecy_reviewed_on = models.DateField(_("保密审查日期"))
    secrecy_cleared = models.BooleanField(_("审查结论：可以公开"), default=False)

    objects = GuardedQuerySet.as_manager()
    history = history()


class EditionEntry(models.Model):
    """One power as it was approved: everything needed to print it again in ten years.

    Triggers in SQLite and PostgreSQL refuse UPDATE and DELETE (migrations 0002 and 0003).
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="entries")
    power = models.ForeignKey(Power, models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    unit_code = models.CharField(max_length=32)
    unit_name = models.CharField(max_length=120)
    category_code = models.CharField(max_length=40)
    category_name = models.CharField(max_length=60)
    grade = models.CharField(max_length=1)
    is_public = models.BooleanField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    carried_from = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    """The edition the content was approved in, where an amendment took it over unchanged."""

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["edition_id", "position"]
        verbose_name = _("登记册条目")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "power"], name="entry_unique"),
            models.UniqueConstraint(fields=["edition", "code"], name="entry_code_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.edition.label} {self.code}"

    @property
    def category_shown(self) -> str:
        """Return the category in the reader's language, for pages."""
        return words.category(self.category_name)


class GeneratedDocument(models.Model):
    """A document rendered once, outside the request, from a frozen edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    status = models.CharField(max_length=16, choices=DocumentStatus, default=DocumentStatus.QUEUED)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "kind"], name="document_unique"),
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(digest=""), name="document_done_has_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.label} {self.get_kind_display()}"


class FileOrder(models.Model):
    """A file too long to wait for, as one account ordered it: one row for each account and file.

    Neither guarded nor frozen: it is no part of the register, and its file is deleted after a while.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=OrderKind)
    options = models.JSONField()
    language = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    """The digest of kind, options and language."""
    attempt = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=16, choices=OrderStatus, default=OrderStatus.QUEUED)
    ordered_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=120)
    path = models.CharField(max_length=300, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    """What the log keeps whenever the file is fetched."""
    as_of = models.PositiveBigIntegerField(default=0)
    """The last event before the file was made: with none since, it is what would be made again."""
    error = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-ordered_at", "-pk"]
        verbose_name = _("待取文件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "key"], name="order_unique"),
            models.CheckConstraint(
                condition=~Q(status="done")
                | (~Q(digest="") & ~Q(path="") & Q(finished_at__isnull=False, expires_at__isnull=False)),
                name="order_done_has_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name
