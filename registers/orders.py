"""Files that are made outside the request: ordered once, made whole or not at all, fetched by who ordered, deleted.

The right is asked for three times: when the file is ordered, when it is made, and whenever it is fetched.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.chain import canonical, digest
from audit.models import AuditEvent
from audit.recording import record
from organisation.models import Institution
from registers import takeaways
from registers.documents import SENTENCES
from registers.enums import OrderStatus as S
from registers.models import FileOrder
from riskreg import background
from riskreg.decisions import Refused
from riskreg.guarded import acting
from riskreg.whole_file import PART, full_disk, whole

logger = logging.getLogger("riskreg.orders")

KEPT_FOR = timedelta(days=3)
"""How long a finished file can be fetched; Friday's is there on Monday."""
LEFT_OVER = timedelta(days=1)
"""The age at which a half-written file belongs to nobody any more."""


QUIET = [
    "account.signed_in",
    "account.signed_out",
    "account.sign_in_failed",
    "account.locked",
    "audit.verified",
    "document.requested",
    "document.rendered",
    "document.failed",
    "file.ordered",
    "file.failed",
    "import.uploaded",
    "paper.printed",
    "register.exported",
]
"""Events after which every file would be made the same."""


def key_of(kind: str, options: dict[str, Any], language: str) -> str:
    """Return what makes two orders of one account the same."""
    return digest(canonical([kind, options, language]))


def work_key(pk: int, attempt: int) -> str:
    """Return the key of the work on one attempt of an order."""
    return f"order:{pk}:{attempt}"


def last_event(institution: Institution) -> int:
    """Return the number of the last event that may change a file of the institution, 0 if there is none."""
    told = AuditEvent.objects.filter(institution_code__in=[institution.code, ""]).exclude(event__in=QUIET)
    return told.order_by("-seq").values_list("seq", flat=True).first() or 0


def is_underway(order: FileOrder) -> bool:
    """Say whether the file is waited for or being made; a worker that was killed makes nothing."""
    if order.status == S.RUNNING:
        return background.progress(work_key(order.pk, order.attempt)) is not None
    return order.status == S.QUEUED


def is_there(order: FileOrder, now: datetime) -> bool:
    """Say whether the file can be fetched."""
    return order.status == S.DONE and order.expires_at is not None and now < order.expires_at


def is_current(order: FileOrder, now: datetime) -> bool:
    """Say whether the file can be fetched and would be the same if it were made now: nothing happened since."""
    if not is_there(order, now) or order.finished_at is None:
        return False
    today = timezone.localdate(order.finished_at) == timezone.localdate(now)
    return today and order.as_of == last_event(order.institution)


def path_of(order: FileOrder) -> Path:
    """Return where the file lies on disk."""
    return Path(settings.ORDERS_DIR) / order.path


def make(pk: int, attempt: int) -> str:
    """Make the file of the attempt and return its status; what stands in the way is kept for the page."""
    mine = FileOrder.objects.filter(pk=pk, attempt=attempt)
    with background.at_work(work_key(pk, attempt)) as tell:
        if not mine.filter(status=S.QUEUED).update(status=S.RUNNING):
            return "superseded"
        order = mine.select_related("by", "institution").get()
        with translation.override(order.language):
            try:
                _fill(order, tell)
            except Exception as error:  # whatever went wrong, the person must see it on the page
                _failed(order, error)
            else:
                _finish(order, S.DONE)
    return str(order.status)


def _fill(order: FileOrder, tell: background.Tell) -> None:
    order.as_of = last_event(order.institution)
    takeaway = takeaways.find(order.kind, order.by, timezone.localtime(), **order.options)
    order.name, order.content_type = takeaway.name, takeaway.content_type
    order.path = f"{order.pk}-{order.attempt}.{takeaway.format}"
    with whole(path_of(order)) as file:
        order.details = told(takeaway, takeaway.write(file, tell))
        order.size = file.seek(0, 2)
        file.seek(0)
        order.digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _failed(order: FileOrder, error: Exception) -> None:
    if not isinstance(error, Refused | Http404):
        logger.error("order %s failed", order.pk, exc_info=error)
    order.path, order.digest, order.size = "", "", 0
    _finish(order, S.FAILED, error=_said(error), cause=f"{type(error).__name__}: {error}"[:500])


def _said(error: Exception) -> str:
    """Return what the person reads: what happened, and what to do."""
    if isinstance(error, Http404):
        return _("您已经没有查看这些内容的权限，或者它们已经不在了，所以没有生成。")
    if isinstance(error, (Refused, *SENTENCES)):
        return str(error)
    return full_disk(error) or _("生成时出了意外的错误。请再试一次；仍然不行的，请告诉系统管理员。")


def _finish(order: FileOrder, status: str, error: str = "", cause: str = "") -> None:
    """Write down how the attempt ended, unless the file was ordered anew meanwhile: then it is thrown away."""
    now = timezone.now()
    order.status, order.finished_at, order.error = status, now, error
    order.expires_at = now + KEPT_FOR if status == S.DONE else None
    with acting(by=None, now=now):
        mine = FileOrder.objects.select_for_update().filter(pk=order.pk, attempt=order.attempt)
        if not mine.filter(status=S.RUNNING).exists():
            _unlink(order)
            return
        order.save()
        if status == S.FAILED:
            details = {"file": order.name, "error": cause}
            record("file.failed", subject=order, institution=order.institution.code, details=details)


def fetched(order: FileOrder, *, by: Any, now: datetime) -> None:
    """Ask once more for the right to the file, and note that it is fetched. Raises Http404, Refused."""
    takeaway = takeaways.find(order.kind, by, timezone.localtime(now), **order.options)
    note(order.kind, takeaway, {**order.details, "digest": order.digest}, by=by, now=now)


def told(takeaway: takeaways.Takeaway, printed: takeaways.Printed) -> dict[str, Any]:
    """Return what the log keeps of a file with these papers in it."""
    return {**takeaway.details, **({"digests": printed} if printed else {})}


def note(kind: str, takeaway: takeaways.Takeaway, details: dict[str, Any], *, by: Any, now: datetime) -> None:
    """Write down who took which file away."""
    with acting(by=by, now=now):
        code = takeaway.institution.code
        record(takeaways.event_of(kind), subject=takeaway.subject, institution=code, details=details)


def sweep(now: datetime) -> int:
    """Delete the files whose time is over, and what a killed worker left half-written; return how many expired."""
    over = FileOrder.objects.filter(status=S.DONE, expires_at__lte=now)
    expired = list(over)
    for order in expired:
        _unlink(order)
    over.filter(pk__in=[order.pk for order in expired]).update(status=S.EXPIRED)
    old = (now - LEFT_OVER).timestamp()
    for part in Path(settings.ORDERS_DIR).glob(f"{PART}*"):
        if part.stat().st_mtime < old:
            part.unlink(missing_ok=True)
    return len(expired)


def _unlink(order: FileOrder) -> None:
    if order.path:
        path_of(order).unlink(missing_ok=True)
