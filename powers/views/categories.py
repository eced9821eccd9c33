"""The table of categories, kept by the system administrator."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from powers import actions, permissions
from powers.forms import CategoryForm, adopt_errors
from powers.models import PowerCategory
from riskreg.decisions import require


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """All categories with how often they are used."""
    require(permissions.can_manage_categories(request.user))
    rows = PowerCategory.objects.annotate(used=Count("power"))
    return render(request, "powers/categories.html", {"categories": rows})


@require_http_methods(["GET", "POST"])
def category_form(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a category, or change one."""
    require(permissions.can_manage_categories(request.user))
    category = get_object_or_404(PowerCategory, pk=pk) if pk else None
    instance = PowerCategory.objects.get(pk=pk) if pk else None
    form = CategoryForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_category(
                by=request.user, now=timezone.now(), values=form.cleaned_data, category=category
            )
        except ValidationError as error:
            adopt_errors(form, error)
        else:
            messages.success(request, _("类别“%(name)s”已保存。") % {"name": saved.name})
            return redirect("powers:categories")
    context = {"form": form, "category": category}
    return render(request, "powers/category_form.html", context, status=422 if form.errors else 200)
