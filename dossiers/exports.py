"""Lists of the dossiers room as tables: the history of a dossier, the review queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dossiers.history import Change, Operation
from riskreg.tables import Column

Act = tuple[Operation, Change | None]


def _of_change(name: str) -> Any:
    return lambda act: str(getattr(act[1], name)) if act[1] else ""


def _kind(act: Act) -> str:
    words = {"added": _("新增"), "removed": _("删去"), "changed": pgettext("change", "修改")}
    return words[act[1].kind] if act[1] else ""


HISTORY: tuple[Column, ...] = (
    Column(
        "at",
        gettext_lazy("时间"),
        lambda act: timezone.make_naive(act[0].at).replace(microsecond=0),
        20,
        "moment",
    ),
    Column("who", gettext_lazy("人员"), lambda act: act[0].who, 14),
    Column("act", gettext_lazy("办理事项"), lambda act: str(act[0].words), 20),
    Column("said", gettext_lazy("理由或意见"), lambda act: act[0].said, 30),
    Column("section", gettext_lazy("内容"), _of_change("section"), 14),
    Column("thing", gettext_lazy("对象"), _of_change("thing"), 20),
    Column("field", gettext_lazy("栏目"), _of_change("field"), 14),
    Column("kind", gettext_lazy("变化"), _kind, 8),
    Column("old", gettext_lazy("原来"), _of_change("old"), 36),
    Column("new", gettext_lazy("现在"), _of_change("new"), 36),
)

QUEUE: tuple[Column, ...] = (
    Column("code", gettext_lazy("职权编码"), lambda wait: wait.power.code, 16),
    Column("name", gettext_lazy("职权名称"), lambda wait: wait.power.name, 28),
    Column("unit", gettext_lazy("承办机构"), lambda wait: str(wait.power.unit), 18),
    Column("grade", gettext_lazy("等级"), lambda wait: _grade(wait.power), 8),
    Column(
        "stage",
        gettext_lazy("审核事项"),
        lambda wait: _("是否取消职权") if wait.removal else wait.stage_label,
        18,
    ),
    Column("round", gettext_lazy("轮次"), lambda wait: wait.power.round, 8, "number"),
    Column(
        "since", gettext_lazy("开始等待"), lambda wait: timezone.localdate(wait.power.state_at), 12, "date"
    ),
    Column("days", gettext_lazy("已等待（工作日）"), lambda wait: wait.days, 10, "number"),
)


def acts(operations: Iterable[Operation]) -> Iterator[Act]:
    """Return one row of `HISTORY` per change; an operation without changes (a decision) has one row too."""
    for operation in operations:
        yield from ((operation, change) for change in operation.changes or (None,))


def _grade(power: Any) -> str:
    assessment = getattr(power, "assessment", None)
    return str(assessment.grade) if assessment else ""
