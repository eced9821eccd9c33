"""Who may create and change powers, and when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from organisation.enums import SystemRole
from powers.enums import EDITABLE_STATES, DossierState
from riskreg import access
from riskreg.decisions import Allowed, Decision, Denied


def can_view(user: Any, power: Any) -> Decision:
    """May the account read the dossier? Equals `power in Power.objects.visible_to(user)`."""
    if access.has(user, "view_dossier", power.unit):
        return Allowed()
    return Denied(_("您没有查看这个职权档案的权限。"))


def can_create(user: Any, unit: Any) -> Decision:
    """May the account add a power to the unit?"""
    if not access.has(user, "edit_dossier", unit):
        return Denied(_("您没有在“%(unit)s”填报职权的权限，请联系安全管理员授权。") % {"unit": unit.name})
    return takes_powers(unit)


def takes_powers(unit: Any) -> Decision:
    """May powers be added to the unit, whoever asks? Not once it is abolished."""
    if unit.abolished_on:
        return Denied(_("“%(unit)s”已撤销，请选择其他科室。") % {"unit": unit.name})
    return Allowed()


def can_edit(user: Any, power: Any) -> Decision:
    """May the account change the dossier now? Covers every part of it: also create and delete."""
    if not access.has(user, "edit_dossier", power.unit):
        return Denied(_("您没有填写这个职权档案的权限。"))
    return is_open(power.state)


def is_open(state: str) -> Decision:
    """May a dossier in the state be changed, whoever asks?"""
    if state in EDITABLE_STATES:
        return Allowed()
    return Denied(
        _("档案目前“%(state)s”，内容已锁定。需要修改时，请等待退回或重新填报。")
        % {"state": DossierState(state).label}
    )


def can_move_to(user: Any, power: Any, unit: Any) -> Decision:
    """May the account hand the power to another unit? Only inside the institution, to a unit it fills in."""
    if unit.institution_id != power.institution_id:
        return Denied(_("不能把职权移到其他单位，请在那个单位另行登记。"))
    return can_create(user, unit)


def can_manage_categories(user: Any) -> Decision:
    """May the account edit the table of categories?"""
    if getattr(user, "system_role", "") == SystemRole.SYSTEM:
        return Allowed()
    return Denied(_("职权类别表由系统管理员维护。"))
