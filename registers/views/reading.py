"""Reading an edition: one frozen entry, the change statement, and the notice for the display."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.content import content_digest
from powers.enums import ChartLayout
from registers import changes, permissions
from registers import notice as notices
from registers.charts import mark_of
from registers.frozen import frozen_sheet
from registers.papers.catalogue import PAPERS
from registers.views.comparing import statement_or_wait
from registers.views.loading import load

CHANGES_SHOWN = 20


@require_safe
def entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Show one power as it was approved."""
    edition = load(request, pk)
    row = get_object_or_404(edition.entries.visible_to(request.user), pk=entry_pk)
    layout = ChartLayout.chosen(request.GET.get("layout"))
    neighbours = edition.entries.visible_to(request.user).defer("content")
    context = {
        "edition": edition,
        "entry": row,
        "sheet": frozen_sheet(row.content, mark_of(edition), layout),
        "layout": layout,
        "layouts": ChartLayout.choices,
        "intact": content_digest(row.content) == row.digest,
        "before": neighbours.filter(position__lt=row.position).order_by("-position").first(),
        "after": neighbours.filter(position__gt=row.position).order_by("position").first(),
    }
    return render(request, "registers/entry.html", context)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the change statement against the edition before."""
    edition = load(request, pk)
    found = statement_or_wait(request, edition)
    if isinstance(found, HttpResponse):
        return found
    before, changed = found
    page = Paginator(changed, CHANGES_SHOWN).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "before": before,
        "page": page,
        "kinds": changes.count_kinds(changed),
        "total": len(changed),
    }
    return render(request, "registers/compare.html", context)


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the notice of *show*: what was found, where it hangs and until when, for printing."""
    edition = load(request, pk)
    display = getattr(edition, "display", None)
    context = {
        "edition": edition,
        "institution": edition.institution,
        "rows": notices.rows(edition, request.user),
        "partial": notices.is_partial(edition, request.user),
        "display": display,
        "may_print": bool(
            permissions.can_print(request.user, edition.institution) and PAPERS["notice"].ready(edition)
        ),
        "today": timezone.localdate(),
    }
    return render(request, "registers/notice.html", context)
