"""What happened: a chain of events that nobody can change.

An event has no foreign keys: it keeps the text of the time. Each row carries the hash of the one
before; triggers in SQLite and PostgreSQL refuse UPDATE and DELETE (migration 0002).
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One fact: who did what to which thing, when, from where, and why."""

    seq = models.BigIntegerField(_("序号"), primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("时间"), db_index=True)
    event = models.CharField(_("事件"), max_length=60, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("操作人"), max_length=120)
    address = models.CharField(_("来源地址"), max_length=64, blank=True)
    institution_code = models.CharField(_("单位"), max_length=32, blank=True, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64, db_index=True)
    subject_label = models.CharField(_("对象"), max_length=300)
    reason = models.TextField(_("理由"), blank=True)
    details = models.JSONField(_("详情"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-seq"]
        verbose_name = _("审计事件")

    def __str__(self) -> str:
        return f"{self.seq} {self.event} {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit event is never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit event is never deleted")


class ChainHead(models.Model):
    """The one row that is locked while an event is appended; it remembers the end of the chain."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
