"""*Ask*: consultations, and the opinions with what was done about them (F9)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from powers.forms import adopt_errors
from powers.models import Power
from registers import actions, facts, permissions, sheets
from registers.enums import Disposition
from registers.enums import EditionState as S
from registers.forms import OFFERED, ConsultationForm, DispositionForm, OpinionForm
from registers.models import Edition, Opinion
from registers.stored import disposition_values, record_values
from registers.views.loading import attempt, load, record_page
from riskreg import list_files
from riskreg.conflicts import seen_token, stale_response
from riskreg.decisions import require
from riskreg.stale import Stale, token
from riskreg.typed import number

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, pk: int, row: int | None = None) -> HttpResponse:
    """Add or correct a consultation."""
    edition = load(request, pk)
    require(permissions.can_record(request.user, edition, S.ASK))
    stored = get_object_or_404(edition.consultations, pk=row) if row else None
    form = ConsultationForm(request.POST or None, stored=stored)
    seen, back = _seen(request, stored), reverse("registers:detail", args=[pk])
    if request.method == "POST" and form.is_valid():
        values = {"values": form.values(), "consultation": stored, "seen": seen}
        try:
            if not _write(request, edition, form, actions.record_consultation, values):
                return redirect(back)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
    title = _("修改征求意见记录") if row else _("登记征求意见")
    return record_page(request, edition, form, title, back, seen=seen)


@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, pk: int, row: int | None = None) -> HttpResponse:
    """Add or correct an opinion."""
    edition = load(request, pk)
    require(permissions.can_record(request.user, edition, S.ASK))
    stored = get_object_or_404(edition.opinions, pk=row) if row else None
    powers = Power.objects.visible_to(request.user).in_force().filter(institution=edition.institution)
    form = OpinionForm(request.POST or None, stored=stored, powers=powers)
    seen, back = _seen(request, stored), reverse("registers:opinions", args=[pk])
    if request.method == "POST" and form.is_valid():
        values = {"values": form.values(), "opinion": stored, "seen": seen}
        try:
            if not _write(request, edition, form, actions.record_opinion, values):
                return redirect(_after_opinion(request, pk))
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
    more = {"seen": seen, "offered": powers.order_by("code")[:OFFERED]}
    return record_page(request, edition, form, _("修改意见") if row else _("登记意见"), back, **more)


@require_safe
def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """List the opinions with what was done about each."""
    return _list_page(request, load(request, pk))


@require_POST
def dispose(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what is done about the opinions of the page, all at once; show both versions of some if need be."""
    edition = load(request, pk)
    rows = list(_visible(request, edition).filter(pk__in=_named(request)))
    forms = {row.pk: _row_form(row, request.POST) for row in rows}
    valid = [form.is_valid() for form in forms.values()]
    status = _answer(request, edition, rows, forms) if all(valid) else 422
    if status:
        return _list_page(request, edition, status, forms)
    messages.success(request, _("采纳情况已保存。"))
    return redirect(f"{reverse('registers:opinions', args=[pk])}?{request.GET.urlencode()}")


def _answer(
    request: HttpRequest, edition: Edition, rows: list[Opinion], forms: dict[int, DispositionForm]
) -> int:
    """Write the answers of the valid forms; return 0, or the status of the page that keeps what was typed."""
    told = {pk: form.cleaned_data for pk, form in forms.items() if not form.cleaned_data["theirs"]}
    answers = [(row, told[row.pk]["disposition"], told[row.pk]["reason"]) for row in rows if row.pk in told]
    values: dict[str, Any] = {"answers": answers, "seen": {pk: typed["seen"] for pk, typed in told.items()}}
    try:
        actions.dispose_opinions(edition=edition, by=request.user, now=timezone.now(), **values)
    except Stale as stale:
        for pk, theirs in stale.theirs.items():
            forms[pk].show_both(theirs)  # type: ignore[index]
        return stale.status
    except ValidationError as error:
        adopt_errors(next(iter(forms.values())), error)
        return 422
    return 0


def _named(request: HttpRequest) -> list[int]:
    """Return the opinions the sent page showed."""
    return [number(pk) for pk in request.POST.getlist("opinion")][:PAGE]


def _visible(request: HttpRequest, edition: Edition) -> Any:
    """Opinions on no power in particular, and on powers whose dossier the account may read."""
    powers = Power.objects.visible_to(request.user).filter(institution=edition.institution)
    mine = Q(power=None) | Q(power__in=powers)
    return edition.opinions.filter(mine).select_related("power")


def _wanted(request: HttpRequest) -> str:
    """Return the disposition to which the list is narrowed, '' for all."""
    wanted = request.GET.get("disposition", "")
    return wanted if wanted in Disposition.values else ""


def _narrowed(request: HttpRequest, edition: Edition) -> Any:
    found, wanted = _visible(request, edition), _wanted(request)
    return found.filter(disposition=wanted) if wanted else found


@require_safe
def opinions_export(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """The opinions the page lists as a file."""
    edition = load(request, pk)
    rows = list_files.values(sheets.OPINIONS, sheets.with_outcomes(edition, _narrowed(request, edition)))
    name = f"{edition.institution.short_name}-{edition.label}-{_('征求意见')}"
    return list_files.list_file(extension, name, sheets.OPINIONS, rows, timezone.localtime())


def _list_page(
    request: HttpRequest, edition: Edition, status: int = 200, typed: dict[int, DispositionForm] | None = None
) -> HttpResponse:
    rows = _narrowed(request, edition)
    if typed:  # wherever others put these rows meanwhile
        rows = _visible(request, edition).filter(pk__in=typed)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    state = S.REVIEW if edition.state == S.REVIEW else S.ASK
    may = bool(permissions.can_record(request.user, edition, state))
    numbers, forms = facts.opinion_numbers(edition), typed or {}
    context = {
        "edition": edition,
        "page": page,
        "rows": [(row, forms.get(row.pk) or _row_form(row) if may else None) for row in page],
        "numbers": numbers,
        "tabs": [(code, label, numbers[code]) for code, label in Disposition.choices],
        "wanted": _wanted(request),
        "may": may,
        "may_add": may and edition.state == S.ASK,
        "status": status,
        "export_files": list_files.links("registers:opinions_export", edition.pk),
    }
    return render(request, "registers/opinions.html", context, status=status)


def _row_form(row: Opinion, data: Any = None) -> DispositionForm:
    return DispositionForm(data, prefix=f"o{row.pk}", stored=disposition_values(row))


def _seen(request: HttpRequest, stored: Any) -> str | None:
    """Return the token of what the form showed: as sent, or of what is stored now."""
    return seen_token(request) if request.method == "POST" else token(record_values(stored))


def _write(request: HttpRequest, edition: Edition, form: Any, action: Any, values: dict[str, Any]) -> int:
    status = attempt(form, action, edition=edition, by=request.user, now=timezone.now(), **values)
    if not status:
        messages.success(request, _("已保存。"))
    return status


def _after_opinion(request: HttpRequest, pk: int) -> str:
    """Return where to go: the next empty form if many are being typed in, else the list."""
    if "again" in request.POST:
        return reverse("registers:opinion_add", args=[pk])
    return reverse("registers:opinions", args=[pk])
