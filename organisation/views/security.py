"""The security administrator's office: who holds which role where."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation import actions, exports, permissions
from organisation.forms import GrantFilter, GrantForm, SystemRoleForm
from organisation.models import Institution, Unit, User
from organisation.views.system import institutions_page
from riskreg import access, list_files
from riskreg.decisions import Refused, require
from riskreg.typed import number

PAGE_SIZE = 100


@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """Choose an institution; the three administrators; what each role may do."""
    require(permissions.can_see_grants(request.user))
    return render(request, "organisation/grants.html", _overview(request, SystemRoleForm()))


@require_http_methods(["GET", "POST"])
def institution_grants(request: HttpRequest, pk: int) -> HttpResponse:
    """Who holds which role in one institution; grant another."""
    require(permissions.can_see_grants(request.user))
    institution = get_object_or_404(Institution, pk=pk)
    form = GrantForm(request.POST or None, institution=institution, auto_id="grant_%s")
    if request.method == "POST" and form.is_valid() and _grant(request, form):
        return redirect("organisation:institution_grants", pk)
    units = Unit.objects.of(institution)
    filters = GrantFilter(request.GET, units=units)
    page = Paginator(filters.apply(access.holders(units)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"institution": institution, "form": form, "filters": filters, "page": page}
    context |= {
        "total": page.paginator.count,
        "export_files": list_files.links("organisation:grants_export", pk),
    }
    status = 422 if form.errors else 200
    return render(request, "organisation/institution_grants.html", context, status=status)


@require_safe
def grants_export(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """The filtered grants of one institution as a file."""
    require(permissions.can_see_grants(request.user))
    institution = get_object_or_404(Institution, pk=pk)
    units = Unit.objects.of(institution)
    held = GrantFilter(request.GET, units=units).apply(access.holders(units))
    name, rows = f"{institution.short_name}-{_('角色授予')}", list_files.values(exports.GRANTS, held)
    return list_files.list_file(extension, name, exports.GRANTS, rows, timezone.localtime())


def _grant(request: HttpRequest, form: GrantForm) -> bool:
    """Grant what the form says; a refusal becomes an error of the form, which keeps what was typed."""
    try:
        given = actions.grant_role(by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error("user", str(refusal))
        return False
    messages.success(request, _("已授权。") if given else _("此人已有这个角色，没有改动。"))
    return True


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role from an account, with a reason."""
    require(permissions.can_see_grants(request.user))
    unit = get_object_or_404(Unit, pk=pk)
    user = get_object_or_404(User, pk=number(request.POST.get("user")))
    role, reason = request.POST.get("role", ""), request.POST.get("reason", "").strip()
    if role not in access.ROLES or not reason:
        messages.error(request, _("收回角色请写明理由。"))
    else:
        actions.revoke_role(
            user=user, role=role, unit=unit, by=request.user, now=timezone.now(), reason=reason
        )
        messages.success(request, _("已收回“%(name)s”的角色。") % {"name": user})
    return redirect("organisation:institution_grants", unit.institution_id)


@require_POST
def system_role(request: HttpRequest) -> HttpResponse:
    """Make an account one of the three administrators, or end that."""
    require(permissions.can_see_grants(request.user))
    form = SystemRoleForm(request.POST)
    if form.is_valid() and _set_system_role(request, form):
        return redirect("organisation:grants")
    return render(request, "organisation/grants.html", _overview(request, form), status=422)


def _set_system_role(request: HttpRequest, form: SystemRoleForm) -> bool:
    """Set what the form says; a refusal becomes an error of the form, which keeps what was typed."""
    chosen = dict(form.cleaned_data)
    try:
        actions.set_system_role(account=chosen.pop("user"), by=request.user, now=timezone.now(), **chosen)
    except Refused as refusal:
        form.add_error("user", str(refusal))
        return False
    messages.success(request, _("管理员角色已保存。"))
    return True


def _overview(request: HttpRequest, role_form: SystemRoleForm) -> dict[str, Any]:
    return institutions_page(request) | {
        "administrators": User.objects.exclude(system_role="").order_by("system_role", "username"),
        "roles": access.ROLES.values(),
        "role_form": role_form,
    }
