"""Turns a refused action into a page that says why and keeps the person where they were."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from riskreg.decisions import Refused


class Refusals:
    """Answers `Refused` (403) and `Conflict` (409) with `refused.html`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {"reason": str(exception), "conflict": exception.status == 409, "back": request.path}
        return render(request, "refused.html", context, status=exception.status)
