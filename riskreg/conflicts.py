"""The page on which the second of two savers sees both versions and chooses. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from riskreg.stale import Stale, token

_OURS = frozenset({"csrfmiddlewaretoken", "seen", "overwrite", "overwritten"})


def seen_token(request: HttpRequest) -> str | None:
    """Return the token of what the person saw.

    Who chose to overwrite saw the version that the page of both versions showed; without its token, None.
    """
    if request.POST.get("overwrite") == "yes":
        return request.POST.get("overwritten")
    return request.POST.get("seen", "")


def stale_response(request: HttpRequest, form: forms.BaseForm, stale: Stale, *, back: str) -> HttpResponse:
    """Answer 409 with both versions: what is stored now, and what was typed."""
    fields = [(k, v) for k in request.POST if k not in _OURS for v in request.POST.getlist(k)]
    fields.append(("overwritten", token(stale.theirs)))
    context = {
        "reason": str(stale),
        "rows": both_versions(form, stale.theirs),
        "fields": fields,
        "action": request.path,
        "back": back,
    }
    return render(request, "stale.html", context, status=409)


def both_versions(form: forms.BaseForm, theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields in which what was typed differs from what is stored, as `_components/diff.html` reads."""
    rows = []
    for name, stored in theirs.items():
        if name in form.fields:
            typed, kept = _words(form, name, form.data.get(form.add_prefix(name))), _words(form, name, stored)
            if typed != kept:
                rows.append({"label": form.fields[name].label, "old": kept, "new": typed})
    return rows


def _words(form: forms.BaseForm, name: str, value: Any) -> str:
    """Return a value as the form shows it: the label of a choice, else the text."""
    field = form.fields[name]
    if type(field) is forms.BooleanField:
        return _("是") if field.to_python(value) else _("否")
    shown = field.prepare_value(value)
    text = "" if shown is None else str(shown)
    for choice, label in _flat(getattr(field, "choices", ())):
        if str(choice) == text:
            return str(label) if text else ""
    return text.replace("\r\n", "\n")


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the choices, those inside groups too."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
