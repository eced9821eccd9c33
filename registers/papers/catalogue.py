"""Which papers an edition has, from which stage on, and what each still lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registers import stages
from registers.enums import EditionState as S
from registers.models import Edition
from registers.papers import showing
from registers.papers.frame import number_of
from riskreg.decisions import Allowed, Decision, Denied
from riskreg.rendering.letter import Letter


def _nothing(_edition: Edition) -> str:
    return ""


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `blank` says what would stay empty on it, `ready` why there is none yet."""

    code: str
    sign: str | Promise
    label: str | Promise
    stage: str
    build: Callable[[Edition, Any, datetime], Letter]
    ready: Callable[[Edition], Decision]
    blank: Callable[[Edition], str] = _nothing


def _from(stage: str) -> Callable[[Edition], Decision]:
    """Return the rule that a paper exists once the edition has come to the stage."""

    def rule(edition: Edition) -> Decision:
        if stages.place(edition.state) >= stages.place(stage):
            return Allowed()
        return Denied(_("到“%(stage)s”阶段才有这份文书。") % {"stage": S(stage).label})

    return rule


PAPERS: dict[str, Paper] = {
    paper.code: paper
    for paper in (
        Paper(
            "notice",
            showing.SIGN,
            gettext_lazy("公示稿"),
            S.SHOW,
            showing.notice_letter,
            _from(S.SHOW),
            showing.no_display,
        ),
    )
}


@dataclass(frozen=True)
class Line:
    """A paper on the page of papers: whether it can be printed now, and what it lacks."""

    paper: Paper
    number: str
    denied: str
    blank: str


def lines(edition: Edition) -> Iterator[Line]:
    """Yield the papers of the edition in the order of its stages."""
    for paper in PAPERS.values():
        decision = paper.ready(edition)
        denied = str(decision.reason) if isinstance(decision, Denied) else ""
        blank = "" if denied else paper.blank(edition)
        yield Line(paper, number_of(edition, paper.sign), denied, blank)
