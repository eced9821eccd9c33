"""What the header shows: the places this account may go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from riskreg import access

# (url name, label, what it takes: a permission held anywhere, or a system role)
PLACES = (
    ("powers:workbench", _("我的档案"), "edit_dossier"),
    ("powers:queue", _("待审核"), "review_as_head|review_as_discipline"),
    ("powers:list", _("职权目录"), "view_dossier"),
    ("riskpoints:list", _("风险点"), "view_dossier"),
    ("controls:list", _("防控措施"), "view_dossier"),
    ("registers:list", _("年度登记册"), "view_dossier"),
    ("imports:list", _("导入"), "import_register"),
    ("organisation:home", _("系统管理"), "sysadmin"),
    ("organisation:grants", _("授权管理"), "secadmin"),
    ("audit:list", _("审计日志"), "auditor"),
)
# Pages that stand in a place although its room has another.
BELONGS = {"powers:queue": {"powers:review", "powers:agree", "powers:send_back"}}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav`: label, url, and whether the page belongs to it, for each permitted place."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": []}
    return {"nav": [_entry(request, name, label) for name, label, need in PLACES if _may(user, need)]}


def _may(user: Any, need: str) -> bool:
    if user.system_role:
        return bool(user.system_role == need)
    return any(access.has_anywhere(user, permission) for permission in need.split("|"))


def _entry(request: HttpRequest, name: str, label: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(name), "active": _stands_in(request, name)}


def _stands_in(request: HttpRequest, name: str) -> bool:
    """Say whether the page belongs to the place: the page itself, or one of its room's if it is the room's."""
    match = request.resolver_match
    if match is None:
        return False
    if match.view_name == name or match.view_name in BELONGS.get(name, ()):
        return True
    if name in ("powers:workbench", "powers:queue"):
        return False
    own = {place for place, _label, _need in PLACES}.union(*BELONGS.values())
    return match.view_name not in own and match.namespace == name.split(":")[0]
