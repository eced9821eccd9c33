"""The history of a dossier as a table: one row per change, for CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.history import Change, Operation


def headings() -> list[str]:
    """Return the headings in the reader's language."""
    return [
        _("时间"),
        _("人员"),
        _("办理事项"),
        _("理由或意见"),
        _("内容"),
        _("对象"),
        _("栏目"),
        _("变化"),
        _("原来"),
        _("现在"),
    ]


def rows(operations: Iterable[Operation]) -> Iterator[list[str]]:
    """Return one row per change; an operation without changes (a decision) has one row too."""
    for operation in operations:
        moment = timezone.localtime(operation.at).strftime("%Y-%m-%d %H:%M:%S")
        act = [moment, operation.who, str(operation.words), operation.said]
        yield from ([*act, *_change(change)] for change in operation.changes)
        if not operation.changes:
            yield [*act, "", "", "", "", "", ""]


def _change(change: Change) -> list[str]:
    words = {"added": _("新增"), "removed": _("删去"), "changed": pgettext("change", "修改")}
    return [str(change.section), change.thing, change.field, words[change.kind], change.old, change.new]
