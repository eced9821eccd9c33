"""The one way the administrators' forms are shown and saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from riskreg.conflicts import seen_token, stale_response
from riskreg.stale import Stale, token, values_of


@dataclass
class Editing:
    """A form, the row it changes (None for a new one), its fields, where to go, and the heading."""

    form: forms.BaseForm
    row: models.Model | None
    fields: tuple[str, ...]
    back: str
    title: str


def save_page(
    request: HttpRequest, editing: Editing, save: Callable[[dict[str, Any], str | None], None]
) -> HttpResponse:
    """Show the form; on POST save and go back. What was typed stays when something is wrong."""
    form, row = editing.form, editing.row
    if request.method == "POST":
        seen = seen_token(request) if row else None
    else:
        seen = token(values_of(row, editing.fields)) if row else None
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data, seen)
        except ValidationError as error:
            _adopt(form, error)
        except Stale as stale:
            return stale_response(request, form, stale, back=request.path)
        else:
            messages.success(request, _("已保存。"))
            return redirect(editing.back)
    context = {"form": form, "title": editing.title, "back": editing.back, "seen": seen}
    return render(request, "organisation/form.html", context, status=422 if form.errors else 200)


def _adopt(form: forms.BaseForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        form.add_error(name if name in form.fields else None, found)
