"""The draft of a flowchart: kept while a person types, discarded when they say so."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from powers import drafts, permissions
from powers.views.finding import visible_power
from riskreg.decisions import require


@require_POST
def keep_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the table as typed: 204; 422 if it is more than one chart can hold, 409 if another page wrote since."""
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    try:
        fields = drafts.read(request.POST.get("fields", ""))
    except drafts.Unusable:
        return HttpResponse(status=422)
    seen = request.POST.get("seen", "")
    windows = drafts.windows_of(request.POST.dict())
    try:
        drafts.keep(
            power=power, by=request.user, now=timezone.now(), fields=fields, seen=seen, windows=windows
        )
    except drafts.Elsewhere:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@require_POST
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the draft and show the saved chart."""
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    drafts.drop(power=power, by=request.user)
    messages.success(request, _("草稿已放弃，现在显示已保存的版本。"))
    return redirect(reverse("powers:chart", args=[pk]) + "?saved=1")  # the page forgets its own copy
