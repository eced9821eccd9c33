"""Turns a refused action, or a drawing that cannot be made, into a page that says why and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from riskreg.decisions import Gone, Refused
from riskreg.rendering.dot import DotError
from riskreg.rendering.fonts import FontMissing
from riskreg.rendering.press import VolumeFailed


class Refusals:
    """Answers `Refused` (403) and `Conflict` (409), and what the machine lacks for drawing (503)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DotError | FontMissing | VolumeFailed):
            return render(request, "unavailable.html", {"reason": str(exception)}, status=503)
        if not isinstance(exception, Refused):
            return None
        back = "/" if isinstance(exception, Gone) else request.path
        context = {"reason": str(exception), "conflict": exception.status == 409, "back": back}
        return render(request, "refused.html", context, status=exception.status)
