"""Who may bring files in, and when an import can be taken back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from imports.enums import ImportState
from riskreg import access
from riskreg.decisions import Allowed, Decision, Denied


def can_import(user: Any, institution: Any) -> Decision:
    """May the account bring files into the institution? It reaches every unit of it, new ones too."""
    if institution.root is not None and access.has(user, "import_register", institution.root):
        return Allowed()
    return Denied(_("导入由本单位的登记册管理员办理。"))


def can_apply(user: Any, record: Any) -> Decision:
    """May the account have the import written now?"""
    allowed = can_import(user, record.institution)
    if allowed and record.state in (ImportState.APPLIED, ImportState.UNDONE):
        return Denied(
            _("这份文件“%(state)s”，不能再导入一次；请重新上传。") % {"state": record.get_state_display()}
        )
    return allowed


def can_undo(user: Any, record: Any) -> Decision:
    """May the account take the import back? What was changed since is asked by the action."""
    allowed = can_import(user, record.institution)
    if allowed and record.state != ImportState.APPLIED:
        return Denied(_("这次导入“%(state)s”，没有可以撤销的内容。") % {"state": record.get_state_display()})
    return allowed


def can_keep_synonyms(user: Any) -> Decision:
    """May the account say what heads mean? Whoever imports anywhere; the table is everybody's."""
    if access.has_anywhere(user, "import_register"):
        return Allowed()
    return Denied(_("列名对照由登记册管理员维护。"))
