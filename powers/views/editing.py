"""The catalogue form: adding and changing a power."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisation.models import Unit
from powers import actions, permissions
from powers.forms import PowerForm, adopt_errors, basis_rows
from powers.models import Power
from powers.stored import power_values
from powers.versions import choose_theirs, differences
from powers.views.finding import last_save, visible_power
from riskreg import access
from riskreg.decisions import Denied, require
from riskreg.stale import Stale, token


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Add a power as a draft."""
    if not access.has_anywhere(request.user, "edit_dossier"):
        require(Denied(_("您没有填报职权的权限，请联系安全管理员授权。")))
    data = request.POST if request.method == "POST" else None
    initial = {"unit": request.GET.get("unit") or _only_unit(request.user)}
    form = PowerForm(data, user=request.user, initial=initial)
    bases = basis_rows(data)
    if data is not None and _both_valid(form, bases):
        values = form.values()
        unit = values.pop("unit")
        try:
            power = actions.create(
                by=request.user, now=timezone.now(), unit=unit, values=values, bases=bases.values()
            )
        except ValidationError as error:
            adopt_errors(form, error)
        else:
            messages.success(request, _("已建立职权档案 %(code)s，接下来画流程图。") % {"code": power.code})
            return redirect("powers:detail", power.pk)
    return _page(request, form, bases)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the catalogue columns of a power; if somebody saved meanwhile, show both versions."""
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    if request.method != "POST":
        form, bases = PowerForm(user=request.user, instance=power), basis_rows(bases=power.bases.all())
        return _page(request, form, bases, power=power, seen=token(power_values(power)))
    data = choose_theirs(request.POST, power)
    form, bases = (
        PowerForm(data, user=request.user, instance=_copy(power)),
        basis_rows(data),
    )
    seen, conflict = data.get("seen", ""), None
    if _both_valid(form, bases):
        try:
            _save(request, power, form, bases, seen)
        except ValidationError as error:
            adopt_errors(form, error)
        except Stale as stale:
            seen, conflict = token(stale.theirs), differences(form, bases, visible_power(request, pk))
        else:
            return redirect("powers:detail", power.pk)
    return _page(request, form, bases, power=power, seen=seen, conflict=conflict)


def _save(request: HttpRequest, power: Power, form: PowerForm, bases: Any, seen: str) -> None:
    actions.edit(
        power=power,
        by=request.user,
        now=timezone.now(),
        values=form.values(),
        bases=bases.values(),
        seen=seen,
    )
    messages.success(request, _("目录内容已保存。"))


def _copy(power: Power) -> Power:
    """Return a second instance for the form to fill, so that headings keep the stored name."""
    return Power.objects.get(pk=power.pk)


def _only_unit(user: Any) -> int | None:
    units = Unit.objects.reached_by(user, "edit_dossier").filter(abolished_on=None)[:2]
    return units[0].pk if len(units) == 1 else None


def _both_valid(form: PowerForm, bases: Any) -> bool:
    return all([form.is_valid(), bases.is_valid()])


def _page(
    request: HttpRequest,
    form: PowerForm,
    bases: Any,
    *,
    power: Power | None = None,
    seen: str = "",
    conflict: Any = None,
) -> HttpResponse:
    wrong = form.is_bound and not (form.is_valid() and bases.is_valid())
    context = {"form": form, "bases": bases, "power": power, "seen": seen, "conflict": conflict}
    if conflict is not None and power is not None:
        context["saved"] = last_save(power, "power.edited")
    status = 409 if conflict is not None else 422 if wrong else 200
    return render(request, "powers/power_form.html", context, status=status)
