"""WHO may do what with editions, and when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from registers.enums import OPEN_STATES
from registers.models import Edition
from registers.policies import READY
from registers.workflow import EDITION
from riskreg import access
from riskreg.decisions import Allowed, Decision, Denied


def holds(user: Any, permission: str, institution: Any) -> bool:
    """Say whether the account holds the permission on the whole institution, i.e. on its root unit."""
    return institution.root is not None and access.has(user, permission, institution.root)


def can_view(user: Any, edition: Edition) -> Decision:
    """May the account see the edition? Whoever may read any dossier of the institution."""
    if type(edition).objects.visible_to(user).filter(pk=edition.pk).exists():
        return Allowed()
    return Denied(_("您没有查看这个登记册的权限。"))


def can_open(user: Any, institution: Any) -> Decision:
    """May the account open a new edition? One may be open at a time."""
    if not holds(user, "manage_edition", institution):
        return Denied(_("年度登记册由纪检监察员开启。"))
    if Edition.objects.filter(institution=institution, state__in=OPEN_STATES).exists():
        return Denied(_("已有一册正在办理，请先完成后再开启新册。"))
    return Allowed()


def can_record(user: Any, edition: Edition, state: str) -> Decision:
    """May the account write the facts of the stage `state`? Only while the edition stands there."""
    if not holds(user, "manage_edition", edition.institution):
        return Denied(_("登记册各阶段由纪检监察员办理。"))
    if edition.state != state:
        return Denied(
            _("登记册目前在“%(state)s”阶段，不能再改这里的记录。") % {"state": edition.get_state_display()}
        )
    return Allowed()


def can_move(user: Any, edition: Edition, name: str) -> Decision:
    """May the account make the move now? Right, state, then the stage's own precondition."""
    step = EDITION.move(name)
    if not holds(user, step.permission, edition.institution):
        return Denied(_("您没有“%(move)s”的权限。") % {"move": step.label})
    if edition.state not in step.sources:
        return Denied(
            _("登记册目前在“%(state)s”阶段，不能“%(move)s”。")
            % {"state": edition.get_state_display(), "move": step.label}
        )
    ready = READY.get(name)
    return ready(edition) if ready else Allowed()


def can_export(user: Any, institution: Any) -> Decision:
    """May the account download the whole register?"""
    if holds(user, "export_register", institution) or holds(user, "manage_edition", institution):
        return Allowed()
    return Denied(_("整册导出由登记册管理员办理。"))


def can_print(user: Any, institution: Any) -> Decision:
    """May the account print papers that speak of the whole institution? Whoever reads all of its dossiers."""
    if holds(user, "view_dossier", institution):
        return Allowed()
    return Denied(_("整册的文书由可以查看全单位职权的人员打印，请找纪检监察员。"))


def cleared(values: Any) -> Decision:
    """Was the secrecy review recorded with the conclusion that everything may be public?"""
    if values.get("secrecy_cleared"):
        return Allowed()
    return Denied(_("保密审查没有通过，不能公开。请先完成审查并勾选“可以公开”。"))
