"""Writing an import outside the request, with its progress kept for the page that waits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from imports import actions, keeping, wizard
from imports.models import Import
from organisation.models import User
from riskreg import background
from riskreg.decisions import Refused
from riskreg.reading.sheet import Unreadable
from riskreg.whole_file import full_disk


def ask(source: Import, by: Any, seen: str) -> None:
    """Have the import written, unless it is being written already."""
    if background.claim(_key(source.pk)):
        write.enqueue(source.pk, by.pk, seen, translation.get_language())


def progress(source: Import) -> tuple[int, int] | None:
    """Return how many of how many records are written; None if nobody writes."""
    return background.progress(_key(source.pk))


@task()
def write(source_pk: int, by_pk: int, seen: str, language: str) -> None:
    """Write the import for the account; what stands in the way is noted with it for the page."""
    source = Import.objects.select_related("institution").get(pk=source_pk)
    by = User.objects.get(pk=by_pk)
    with translation.override(language), background.at_work(_key(source_pk)) as tell:
        try:
            tables = wizard.read(source)
            actions.apply(source=source, tables=tables, by=by, now=timezone.now(), seen=seen, progress=tell)
        except (Refused, Unreadable, ValidationError) as error:
            said = " ".join(getattr(error, "messages", [str(error)]))
            keeping.fail(source=source, by=by, now=timezone.now(), error=said)
        except Exception as error:
            surprise = _("写入时出了意外的错误，什么也没有写入。请告诉系统管理员，并附上这份文件。")
            said = full_disk(error) or surprise
            keeping.fail(source=source, by=by, now=timezone.now(), error=said)
            raise


def _key(pk: int) -> str:
    return f"import:{pk}"
