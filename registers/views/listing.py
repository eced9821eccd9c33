"""The list of editions, and the opening of a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organisation.models import Institution
from powers.models import Power
from registers import actions, exports, permissions, stages
from registers.forms import OpenForm
from registers.models import Edition, EditionEntry
from registers.views.loading import attempt
from riskreg import list_files

PAGE = 20
INSTITUTIONS = 20  # for which one account may open editions; nobody has more in practice


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    """List the editions of the institutions the account may read."""
    return _page(request, OpenForm(institutions=_openable(request.user), initial=_likely()))


@require_POST
def open_edition(request: HttpRequest) -> HttpResponse:
    """Open the year's edition or an amendment."""
    form = OpenForm(request.POST, institutions=_openable(request.user))
    if not form.is_valid():
        return _page(request, form, status=422)
    values = {**form.cleaned_data, "by": request.user, "now": timezone.now()}
    status = attempt(form, actions.open_edition, **values)
    if status:
        return _page(request, form, status=status)
    opened = Edition.objects.filter(institution=values["institution"]).order_by("-pk")[0]
    messages.success(request, _("已开启 %(edition)s。") % {"edition": opened.label})
    return redirect("registers:detail", opened.pk)


def _page(request: HttpRequest, form: OpenForm, status: int = 200) -> HttpResponse:
    editions = _with_counts(Edition.objects.visible_to(request.user), request.user)
    page = Paginator(editions, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [(edition, stages.steps(edition.state)) for edition in page],
        "institutions": Institution.objects.reached_by(request.user, "view_dossier"),
        "open_form": form,
        "export_files": list_files.links("registers:export"),
        "may_open": bool(form.fields["institution"].queryset),  # type: ignore[attr-defined]
    }
    return render(request, "registers/list.html", context, status=status)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The editions as a file."""
    editions = _with_counts(Edition.objects.visible_to(request.user), request.user)
    rows = list_files.values(exports.EDITIONS, editions)
    return list_files.list_file(extension, _("年度登记册"), exports.EDITIONS, rows, timezone.localtime())


def _with_counts(editions: Any, user: Any) -> Any:
    """Add how many powers each edition holds, as far as the account may read them."""
    entries = EditionEntry.objects.visible_to(user).filter(edition=OuterRef("pk"))
    entries = entries.order_by().values("edition").annotate(n=Count("pk")).values("n")
    frozen = Coalesce(Subquery(entries, output_field=IntegerField()), 0)
    in_force = (
        Power.objects.visible_to(user)
        .in_force()
        .filter(institution=OuterRef("institution"))
        .order_by()
        .values("institution")
        .annotate(n=Count("pk"))
        .values("n")
    )
    working = Coalesce(Subquery(in_force, output_field=IntegerField()), 0)
    return (
        editions.select_related("institution")
        .annotate(frozen=frozen, working=working)
        .order_by("institution__code", "-year", "-number")
    )


def _openable(user: Any) -> list[Institution]:
    """Return the institutions for which the account may open an edition now."""
    managed = Institution.objects.reached_by(user, "manage_edition")[:INSTITUTIONS]
    return [row for row in managed if permissions.can_open(user, row)]


def _likely() -> dict[str, Any]:
    return {"year": timezone.localdate().year}
