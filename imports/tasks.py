"""Writing an import outside the request, with its progress kept for the page that waits."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from imports import actions, keeping, wizard
from imports.models import Import
from organisation.models import User
from riskreg.decisions import Refused
from riskreg.reading.sheet import Unreadable

ASK_AGAIN = 600
"""Seconds until an import that did not come to an end may be asked for again."""
TOLD_EVERY = 0.5
"""Seconds between two notes of progress."""


def ask(source: Import, by: Any, seen: str) -> None:
    """Have the import written, unless it is being written already."""
    if cache.add(_key(source.pk), (0, 0), ASK_AGAIN):
        write.enqueue(source.pk, by.pk, seen, translation.get_language())


def progress(source: Import) -> tuple[int, int] | None:
    """Return how many of how many records are written; None if nobody writes."""
    found: tuple[int, int] | None = cache.get(_key(source.pk))
    return found


@task()
def write(source_pk: int, by_pk: int, seen: str, language: str) -> None:
    """Write the import for the account; what stands in the way is noted with it for the page."""
    source = Import.objects.select_related("institution").get(pk=source_pk)
    by = User.objects.get(pk=by_pk)
    with translation.override(language):
        try:
            _write(source, by, seen)
        except (Refused, Unreadable, ValidationError) as error:
            said = " ".join(getattr(error, "messages", [str(error)]))
            keeping.fail(source=source, by=by, now=timezone.now(), error=said)
        except Exception:
            said = _("写入时出了意外的错误，什么也没有写入。请告诉系统管理员，并附上这份文件。")
            keeping.fail(source=source, by=by, now=timezone.now(), error=said)
            raise
        finally:
            cache.delete(_key(source_pk))


def _write(source: Import, by: Any, seen: str) -> None:
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= TOLD_EVERY:
            told = time.monotonic()
            cache.set(_key(source.pk), (done, total), ASK_AGAIN)

    actions.apply(
        source=source, tables=wizard.read(source), by=by, now=timezone.now(), seen=seen, progress=tell
    )


def _key(pk: int) -> str:
    return f"import-progress:{pk}"
