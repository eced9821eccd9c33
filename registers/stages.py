"""The way of an edition for its page: how far it has come, and who moved it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registers.enums import EditionState as S
from registers.models import Edition

STAGES: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    (S.FIND, pgettext_lazy("stage", "找"), _("各科室对照流程图查找本科室的风险点，填报档案并逐级审核。")),
    (S.SHOW, pgettext_lazy("stage", "亮"), _("把查找出的风险点在单位内部公示，听取大家意见。")),
    (S.ASK, pgettext_lazy("stage", "问"), _("用问卷、座谈、评议等方式征求服务对象、干部和群众的意见。")),
    (S.REVIEW, pgettext_lazy("stage", "审"), _("领导小组集体会审，逐项决定是否列入本册，再报党组审定。")),
    (S.APPROVED, pgettext_lazy("stage", "审定"), _("党组（党委）审定后定稿，内容从此不能更改。")),
    (S.FILED, pgettext_lazy("stage", "备案"), _("报上级纪检监察机构备案，登记回执。")),
    (S.PUBLISHED, pgettext_lazy("stage", "公开"), _("经保密审查后，按范围向社会公开。")),
)
CODES = tuple(code for code, _label, _help in STAGES)
WHAT = {code: words for code, _label, words in STAGES}


def place(state: str) -> int:
    """Return how far the edition has come: the number of its state in the order of the stages."""
    return list(S.values).index(state)


def current(state: str) -> int:
    """Return which stage is being worked on: four steps while they last, then the next one to reach."""
    if state == S.SUPERSEDED:
        return len(CODES)
    place = CODES.index(state)
    return place if place < CODES.index(S.APPROVED) else place + 1


def steps(state: str, notes: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the stages for the stepper component."""
    at = current(state)
    return [
        {
            "label": label,
            "status": "done" if place < at else "current" if place == at else "todo",
            "note": (notes or {}).get(code, ""),
        }
        for place, (code, label, _help) in enumerate(STAGES)
    ]


@dataclass(frozen=True)
class Arrival:
    """When an edition reached a state, and who moved it there."""

    state: str
    at: datetime
    by: Any


def arrivals(edition: Edition) -> dict[str, Arrival]:
    """Return state → arrival, read from the edition's history in one query."""
    found: dict[str, Arrival] = {}
    for row in edition.history.select_related("history_user").order_by("history_date", "history_id"):
        found.setdefault(row.state, Arrival(row.state, row.history_date, row.history_user))
    return found


def local(moment: datetime) -> datetime:
    """Return the moment in the office's time zone."""
    return timezone.localtime(moment)
