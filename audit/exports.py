"""The log as a table."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import presenters
from audit.models import AuditEvent
from riskreg.phrases import labelled
from riskreg.tables import Column


def _details(event: AuditEvent) -> str:
    return "\n".join(labelled(detail.label, detail) for detail in presenters.details(event))


COLUMNS: tuple[Column, ...] = (
    Column("seq", _("序号"), lambda event: event.seq, 8, "number"),
    Column("at", _("时间"), lambda event: timezone.localtime(event.at), 20, "moment"),
    Column("event", _("事件"), lambda event: presenters.words(event.event), 22),
    Column("actor", _("操作人"), lambda event: event.actor_name, 14),
    Column("address", _("来源地址"), lambda event: event.address, 16),
    Column("institution", _("单位"), lambda event: event.institution_code, 14),
    Column("subject", _("对象"), lambda event: event.subject_label, 28),
    Column("reason", _("理由"), lambda event: event.reason, 28),
    Column("details", _("详情"), _details, 50),
    Column("hash", _("校验值"), lambda event: event.hash, 30),
)
