"""What the page of an edition shows: the stage it stands in, and what is behind it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registers import coverage, documents, facts, permissions, stages
from registers.carrying import carried
from registers.enums import Disposition, DocumentKind, ResolutionOutcome
from registers.enums import EditionState as S
from registers.forms import DisplayForm, FilingForm, MeetingForm, PublicationForm
from registers.models import Edition
from registers.stored import record_values
from registers.workflow import EDITION
from riskreg.decisions import Denied
from riskreg.stale import token

PAGE = 50
PENDING_SHOWN = 5
NEXT = {source: step.name for step in EDITION.moves[:-1] for source in step.sources}
FORMATS = ("xlsx", "pdf", "json")


def edition_page(request: HttpRequest, edition: Edition, status: int = 200, **forms: Any) -> HttpResponse:
    """Answer with the page of the edition; `forms` are those that came back with errors."""
    user, state = request.user, edition.state
    arrived = stages.arrivals(edition)
    context = {
        "edition": edition,
        "steps": stages.steps(state, _notes(edition, arrived)),
        "what": stages.WHAT.get(stages.CODES[min(stages.current(state), len(stages.CODES) - 1)]),
        "may_record": bool(permissions.can_record(user, edition, state)),
        "may_export": bool(permissions.can_export(user, edition.institution)),
        "formats": FORMATS,
        "finished": _finished(edition, arrived),
        "stage_template": f"registers/_{'published' if state == S.SUPERSEDED else state}.html",
        **_next(user, edition),
        **_stage(request, edition),
        **forms,
    }
    return render(request, "registers/detail.html", context, status=status)


def _next(user: Any, edition: Edition) -> dict[str, Any]:
    """Return the move that comes next, whether the account may make it, and if not why."""
    name = NEXT.get(edition.state)  # type: ignore[call-overload]
    if name is None:
        return {"move": None}
    move = EDITION.move(name)
    decision = permissions.can_move(user, edition, name)
    owner = permissions.holds(user, move.permission, edition.institution)
    reason = decision.reason if isinstance(decision, Denied) else ""
    return {"move": move, "may_move": bool(decision), "owner": owner, "denied": reason}


def _stage(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """Return what the stage's own part of the page needs."""
    if edition.digest:
        return {**_entries(request, edition), **_after(edition)}
    readers = {S.FIND: _find, S.SHOW: _show, S.ASK: _ask, S.REVIEW: _review}
    return readers[edition.state](request, edition)  # type: ignore[index]


def _find(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    summary = coverage.summary_of(edition.institution, request.user)
    matrix = facts.states_by_unit(edition.institution, request.user)
    return {"summary": summary.totals(), "matrix": matrix}


def _show(_request: HttpRequest, edition: Edition) -> dict[str, Any]:
    stored = getattr(edition, "display", None)
    return {
        "display_form": DisplayForm(stored=stored),
        "stored": stored,
        "seen": token(record_values(stored)),
    }


def _ask(_request: HttpRequest, edition: Edition) -> dict[str, Any]:
    return {"consultations": edition.consultations.all(), "numbers": facts.opinion_numbers(edition)}


def _review(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    stored = getattr(edition, "meeting", None)
    pending = edition.opinions.filter(disposition=Disposition.PENDING)
    return {
        "meeting_form": MeetingForm(stored=stored),
        "stored": stored,
        "seen": token(record_values(stored)),
        "pending": pending.select_related("power__unit")[:PENDING_SHOWN],
        "numbers": facts.opinion_numbers(edition),
        "resolved": resolved(edition),
    }


def resolved(edition: Edition) -> dict[str, int]:
    """Return how many powers the meeting included and excluded, and how many are carried over or still open."""
    outcomes = {code: Count("pk", filter=Q(outcome=code)) for code in ResolutionOutcome.values}
    counts = edition.resolutions.aggregate(**outcomes)
    kept = carried(edition)
    if edition.digest:
        return {**counts, "carried": kept.count(), "open": 0}
    open_ = edition.institution.powers.in_force().exclude(resolutions__edition=edition)
    open_ = open_.exclude(pk__in=kept.values("power"))
    return {**counts, "carried": kept.count(), "open": open_.count()}


def _entries(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    entries = (
        edition.entries.visible_to(request.user)
        .select_related("carried_from")
        .defer("content")
        .order_by("position")
    )
    text = request.GET.get("q", "").strip()
    if text:
        entries = entries.matching(text)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return {"page": page, "q": text}


def _after(edition: Edition) -> dict[str, Any]:
    """Return what comes after the freeze: the forms of filing and publication, and the documents."""
    held = edition.entries.order_by().values_list("grade", "is_public").annotate(n=Count("pk"))
    recipient = {"recipient": edition.institution.superior_discipline_body}
    found: dict[str, Any] = {
        "documents": [(one, documents.may_retry(one)) for one in edition.documents.order_by("kind")],
        "kinds": DocumentKind,
        "public_count": sum(n for _grade, public, n in held if public),
        "inside_count": sum(n for _grade, public, n in held if not public),
        "total": sum(n for _grade, _public, n in held),
    }
    if edition.state == S.APPROVED:
        found["filing_form"] = FilingForm(initial=recipient)
    elif edition.state == S.FILED:
        found["publication_form"] = PublicationForm()
    return found


def _notes(edition: Edition, arrived: dict[str, stages.Arrival]) -> dict[str, str]:
    """Return the day each stage was finished, under its mark."""
    notes = {}
    for place, code in enumerate(stages.CODES):
        after = code if place >= stages.CODES.index(S.APPROVED) else stages.CODES[place + 1]
        if after in arrived:
            notes[code] = f"{stages.local(arrived[after].at):%Y-%m-%d}"
    return notes


def _finished(edition: Edition, arrived: dict[str, stages.Arrival]) -> list[dict[str, Any]]:
    """Return the stages that are behind, newest first, each with its facts and who left it when."""
    found = []
    for place, (code, label, _help) in enumerate(stages.STAGES[: stages.current(edition.state)]):
        after = code if place >= stages.CODES.index(S.APPROVED) else stages.CODES[place + 1]
        found.append({"code": code, "label": label, "left": arrived.get(after), **_behind(edition, code)})
    return found[::-1]


def _behind(edition: Edition, code: str) -> dict[str, Any]:
    name = {S.SHOW: "display", S.REVIEW: "meeting", S.APPROVED: "approval", S.FILED: "filing"}
    name |= {S.PUBLISHED: "publication"}
    record = getattr(edition, name.get(code, ""), None)  # type: ignore[call-overload]
    more: dict[str, Any] = {"facts": facts.facts(record) if record else []}
    if code == S.ASK:
        more |= {"consultations": edition.consultations.all(), "numbers": facts.opinion_numbers(edition)}
    if code == S.REVIEW:
        more["resolved"] = resolved(edition)
    return more
