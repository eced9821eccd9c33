"""Signing in and out, changing the password, one's own profile."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation import actions, kept
from organisation.forms import SignInForm
from organisation.models import Unit
from riskreg import access

HOME = {"sysadmin": "organisation:home", "secadmin": "organisation:grants", "auditor": "audit:list"}


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; five failures lock account and address for a while."""
    if request.user.is_authenticated:
        return redirect(home_of(request.user))
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            user = form.get_user()
            login(request, user)
            actions.note_sign_in(user=user, now=timezone.now())
            return _onward(request, user)
        actions.note_failure(username=request.POST.get("username", ""), now=timezone.now())
    context = {"form": form, "next": request.GET.get("next", request.POST.get("next", ""))}
    context["kept"] = kept.read(request.POST.get("kept", ""))
    return render(request, "accounts/login.html", context, status=422 if form.errors else 200)


def sign_in_again(request: HttpRequest, sent: kept.Kept) -> HttpResponse:
    """Ask who sent a form after the session had ended; the page keeps what was typed."""
    context = {"form": SignInForm(request), "next": sent.back, "kept": sent}
    answer = render(request, "accounts/login.html", context, status=401)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _onward(request: HttpRequest, user: Any) -> HttpResponse:
    """Go to the page asked for; or offer to send what was typed before the session ended."""
    sent = kept.read(request.POST.get("kept", ""))
    if sent is None or user.must_change_password:
        return redirect(_next(request) or home_of(user))
    return render(request, "accounts/resume.html", {"kept": sent})


@login_not_required
def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What a locked account or address sees; the same for accounts that do not exist."""
    actions.note_failure(username=request.POST.get("username", ""), now=timezone.now(), locked=True)
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out and drop the session."""
    user: Any = request.user
    actions.note_sign_out(user=user, now=timezone.now())
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    user: Any = request.user
    form = PasswordChangeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_password(user=user, now=timezone.now(), password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改。"))
        return redirect(home_of(user))
    context = {"form": form, "forced": user.must_change_password}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here: name, roles in words."""
    held = access.roles_held(request.user)
    units = Unit.objects.in_bulk([unit for unit, _role in held])
    roles = [(units[unit], role) for unit, role in held if unit in units]
    return render(request, "accounts/profile.html", {"roles": roles})


def home_of(user: Any) -> str:
    """Return where the account's work is."""
    return resolve_url(HOME.get(user.system_role, settings.LOGIN_REDIRECT_URL))


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    secure = request.is_secure()
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=secure):
        return target
    return ""
