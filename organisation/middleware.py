"""Sends an account that must change its password to the page where it can."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

_OPEN = frozenset({"accounts:password", "accounts:logout", "set_language", "healthz"})


class ForcedPasswordChange:
    """Lets an account with a pending password change reach only that page and the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        match = request.resolver_match
        pending = getattr(request.user, "must_change_password", False)
        if pending and match and match.view_name not in _OPEN:
            return redirect("accounts:password")
        return None
