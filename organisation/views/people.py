"""The system administrator's office: accounts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation import actions, exports, permissions
from organisation.forms import AccountFilter, AccountForm, NewAccountForm
from organisation.models import User
from organisation.saving import Editing, save_page
from organisation.stored import ACCOUNT_FIELDS
from riskreg import list_files
from riskreg.decisions import require

PAGE_SIZE = 50


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """All accounts."""
    require(permissions.can_administer(request.user))
    form, found = _found(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    files = list_files.links("organisation:account_export")
    context = {"form": form, "page": page, "total": page.paginator.count, "export_files": files}
    return render(request, "organisation/accounts.html", context)


@require_safe
def account_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The filtered accounts as a file."""
    require(permissions.can_administer(request.user))
    rows = list_files.values(exports.ACCOUNTS, _found(request)[1].iterator(chunk_size=1000))
    return list_files.list_file(extension, _("账号"), exports.ACCOUNTS, rows, timezone.localtime())


def _found(request: HttpRequest) -> tuple[AccountFilter, Any]:
    form = AccountFilter(request.GET)
    return form, form.apply(User.objects.select_related("institution").order_by("username"))


@never_cache
@require_http_methods(["GET", "POST"])
def account_create(request: HttpRequest) -> HttpResponse:
    """Add an account; its first password is shown once and must be changed."""
    require(permissions.can_administer(request.user))
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = actions.random_password()
        try:
            account = actions.create_account(
                by=request.user,
                now=timezone.now(),
                password=password,
                must_change_password=True,
                **form.cleaned_data,
            )
        except ValidationError as error:
            for name, found in error.message_dict.items():
                form.add_error(name if name in form.fields else None, found)
        else:
            context = {"account": account, "password": password}
            return render(request, "organisation/password_once.html", context)
    context = {"form": form, "title": _("新建账号"), "back": reverse("organisation:accounts")}
    return render(request, "organisation/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's name, institution or telephone."""
    require(permissions.can_administer(request.user))
    row = get_object_or_404(User, pk=pk)

    def save(values: dict[str, Any], seen: str | None) -> None:
        actions.edit_account(account=row, by=request.user, now=timezone.now(), values=values, seen=seen)

    form = AccountForm(request.POST or None, instance=row)
    title = _("修改账号 %(name)s") % {"name": row.username}
    return save_page(
        request, Editing(form, row, ACCOUNT_FIELDS, reverse("organisation:accounts"), title), save
    )


@require_POST
def account_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account or open it again."""
    row = get_object_or_404(User, pk=pk)
    active = request.POST.get("active") == "yes"
    actions.set_active(account=row, by=request.user, now=timezone.now(), active=active)
    messages.success(request, _("账号已恢复。") if active else _("账号已停用。"))
    return redirect("organisation:accounts")


@never_cache
@require_POST
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account a new first password, shown once."""
    row = get_object_or_404(User, pk=pk)
    password = actions.reset_password(account=row, by=request.user, now=timezone.now())
    return render(request, "organisation/password_once.html", {"account": row, "password": password})
