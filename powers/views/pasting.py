"""Rows that were copied elsewhere, as cells for the step table. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from powers import charting, pasting, permissions
from powers.models import Power
from powers.views.finding import visible_power
from riskreg.decisions import require


@require_POST
def pasted(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the steps that `text` describes; an actor who is a post of that name chooses it."""
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    choices = charting.posts_of(power).values()
    known = {name for post in choices for name in (post.title, post.unit.name)} | {power.unit.name}
    steps = pasting.steps_in(request.POST.get("text", ""), known)
    posts = _by_title(power, choices)
    for cells in steps:
        if post := posts.get(cells.get("actor", "")):
            cells["post"] = str(post)
    return JsonResponse({"steps": steps})


def _by_title(power: Power, posts: Iterable[Any]) -> dict[str, int]:
    """Return the posts that a title names without doubt: of the power's unit, or the only one of that title."""
    found: dict[str, list[Any]] = {}
    for post in posts:
        found.setdefault(post.title, []).append(post)
    for title, several in found.items():
        own = [post for post in several if post.unit_id == power.unit_id]
        found[title] = own if len(own) == 1 else several
    return {title: several[0].pk for title, several in found.items() if len(several) == 1}
