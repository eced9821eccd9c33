"""Around every request: what was typed is made visible; what was refused becomes a page that says what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from riskreg.decisions import Gone, Refused
from riskreg.rendering.dot import DotError
from riskreg.rendering.fonts import FontMissing
from riskreg.rendering.press import VolumeFailed
from riskreg.typed import visible, visible_fields
from riskreg.whole_file import full_disk

logger = logging.getLogger(__name__)


class VisibleText:
    """Takes control characters and invisible marks out of addresses and forms, before any view reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if visible(request.path_info) != request.path_info:
            raise Http404
        request.GET = visible_fields(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Clean the form, once it is known that it came from one of our pages."""
        if request.method == "POST":
            request.POST = visible_fields(request.POST)  # type: ignore[assignment]


class Refusals:
    """Answers `Refused` (403), `Conflict` (409), a method no page offers (405), want of drawing tools (503) and of room (507)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DotError | FontMissing | VolumeFailed):
            return render(request, "unavailable.html", {"reason": str(exception)}, status=503)
        if full := full_disk(exception):
            logger.error("the disk is full", exc_info=exception)
            return render(request, "unavailable.html", {"reason": full, "full": True}, status=507)
        if not isinstance(exception, Refused):
            return None
        back = "/" if isinstance(exception, Gone) else request.path
        context = {"reason": str(exception), "conflict": exception.status == 409, "back": back}
        return render(request, "refused.html", context, status=exception.status)
