"""Which papers an edition has, from which stage on, and what each still lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registers import sending, stages
from registers.enums import EditionState as S
from registers.models import Edition
from registers.papers import approving, asking, filing, reviewing, showing
from registers.papers.frame import number_of
from registers.sending import Sent
from registers.sizes import size_of
from riskreg.decisions import Allowed, Decision, Denied
from riskreg.rendering.letter import Letter


def _nothing(_edition: Edition) -> str:
    return ""


def _powers(edition: Edition) -> int:
    return size_of(edition)[0]


def _powers_and_points(edition: Edition) -> int:
    return sum(size_of(edition))


def _opinions(edition: Edition) -> int:
    return int(edition.opinions.count())


def _no_lines(_edition: Edition) -> int:
    return 0


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `blank` says what would stay empty on it, `ready` why there is none yet.

    `lines` says about how many rows its tables have.
    """

    code: str
    sign: str | Promise
    label: str | Promise
    stage: str
    build: Callable[[Edition, Any, datetime], Letter]
    ready: Callable[[Edition], Decision]
    lines: Callable[[Edition], int]
    blank: Callable[[Edition], str] = _nothing


def _from(stage: str) -> Callable[[Edition], Decision]:
    """Return the rule that a paper exists once the edition has come to the stage."""

    def rule(edition: Edition) -> Decision:
        if stages.place(edition.state) >= stages.place(stage):
            return Allowed()
        return Denied(_("到“%(stage)s”阶段才有这份文书。") % {"stage": S(stage).label})

    return rule


_ALL = (
    Paper(
        "notice",
        showing.SIGN,
        gettext_lazy("公示稿"),
        S.SHOW,
        showing.notice_letter,
        _from(S.SHOW),
        _powers_and_points,
        showing.no_display,
    ),
    Paper(
        "questionnaire",
        asking.QUESTIONNAIRE_SIGN,
        gettext_lazy("调查问卷"),
        S.ASK,
        asking.questionnaire,
        _from(S.SHOW),
        _powers,
        asking.no_contact,
    ),
    Paper(
        "opinion-form",
        asking.FORM_SIGN,
        gettext_lazy("征求意见表"),
        S.ASK,
        asking.opinion_form,
        _from(S.SHOW),
        _no_lines,
        asking.no_contact,
    ),
    Paper(
        "opinion-summary",
        asking.SUMMARY_SIGN,
        gettext_lazy("征求意见汇总表"),
        S.ASK,
        asking.summary,
        _from(S.ASK),
        _opinions,
        asking.nothing_asked,
    ),
    Paper(
        "minute",
        reviewing.SIGN,
        gettext_lazy("会审纪要"),
        S.REVIEW,
        reviewing.minute,
        _from(S.REVIEW),
        _powers,
        reviewing.no_meeting,
    ),
    Paper(
        "approval-sheet",
        approving.SIGN,
        gettext_lazy("审定表"),
        S.APPROVED,
        approving.approval_sheet,
        _from(S.REVIEW),
        _powers,
    ),
    Paper(
        "filing-report",
        filing.REPORT_SIGN,
        gettext_lazy("备案报告"),
        S.FILED,
        filing.report,
        _from(S.APPROVED),
        _powers,
        filing.no_recipient,
    ),
    Paper(
        "filing-form",
        filing.FORM_SIGN,
        gettext_lazy("备案表"),
        S.FILED,
        filing.filing_form,
        _from(S.APPROVED),
        _no_lines,
        filing.no_receipt,
    ),
)
PAPERS: dict[str, Paper] = {paper.code: paper for paper in _ALL}


def letters_ready(edition: Edition) -> Decision:
    """Responsibility letters name what was approved, so they exist once the edition is frozen."""
    return _from(S.APPROVED)(edition)


@dataclass(frozen=True)
class Line:
    """A paper on the page of papers: whether it can be printed now, what it lacks, and who gets copies."""

    paper: Paper
    number: str
    denied: str
    blank: str
    sent: Sent | None
    copies: str


def lines(edition: Edition) -> Iterator[Line]:
    """Yield the papers of the edition in the order of its stages."""
    for paper in PAPERS.values():
        decision = paper.ready(edition)
        denied = str(decision.reason) if isinstance(decision, Denied) else ""
        blank = "" if denied else paper.blank(edition)
        sent = sending.SENT.get(paper.code)
        copies = sending.copies_of(edition, paper.code) if sent else ""
        yield Line(paper, number_of(edition, paper.sign), denied, blank, sent, copies)
