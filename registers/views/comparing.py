"""The change statement on a page: at once while there is little to compare, else made outside the request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from registers import changes
from registers.models import Edition
from registers.tasks import ask_for_statement


def statement_or_wait(request: HttpRequest, edition: Edition) -> changes.Statement | HttpResponse:
    """Return the statement, or the page that waits for it and comes back to this address by itself."""
    if request.method == "POST":  # what was typed is not lost to a page that waits
        return changes.statement(edition, request.user)
    found = changes.statement_at_hand(edition, request.user)
    asked_by_htmx = bool(request.headers.get("HX-Request"))
    if found is not None:
        return HttpResponseClientRefresh() if asked_by_htmx else found
    ask_for_statement(edition, request.user)
    if asked_by_htmx:
        return HttpResponse(status=204)
    return render(request, "registers/comparing.html", {"edition": edition}, status=202)
