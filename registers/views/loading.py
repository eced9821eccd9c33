"""What pages of an edition have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from powers.forms import adopt_errors
from registers.models import Edition
from registers.takeaways import visible_edition
from riskreg.decisions import Refused
from riskreg.stale import Stale


def load(request: HttpRequest, pk: int) -> Edition:
    """Return the edition if the account may see it; 404 otherwise, as if it did not exist."""
    return visible_edition(request.user, pk)


def attempt(form: Any, action: Any, **values: Any) -> int:
    """Run the action with what was typed; return 0, or the status of the page that keeps the typed text.

    `Stale` is let through: it has a page of its own.
    """
    try:
        action(**values)
    except Stale:
        raise
    except ValidationError as error:
        adopt_errors(form, error)
        return 422
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return refusal.status
    return 0


def record_page(
    request: HttpRequest, edition: Edition, form: Any, title: str, back: str, **more: Any
) -> HttpResponse:
    """Answer with a page of one form; 422 if it came back with errors."""
    context = {"edition": edition, "form": form, "title": title, "back": back, **more}
    return render(request, "registers/record_form.html", context, status=422 if form.errors else 200)
