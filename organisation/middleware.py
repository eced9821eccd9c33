"""Keeps sessions alive while people work, and sends accounts that must change their password there."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organisation import kept
from organisation.views.accounts import sign_in_again

_OPEN = frozenset({"accounts:password", "accounts:logout", "set_language", "healthz"})

_EVERY = 60  # seconds


class SignInFirst(LoginRequiredMiddleware):
    """Sends visitors to sign in; a form sent after the session ended is not lost on the way."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        sent = kept.of(request)
        if sent is not None:
            return sign_in_again(request, sent)
        answer: HttpResponse = super().handle_no_permission(request, view_func)
        return answer


class IdleTimeout:
    """Moves the end of the session on as its person works, at most once a minute: not a write per request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment = int(time.time())
            if moment - request.session.get("seen_at", 0) > _EVERY:
                request.session["seen_at"] = moment
        return self.get_response(request)


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
