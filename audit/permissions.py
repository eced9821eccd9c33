"""Who may read the log: the audit administrator, and nobody else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from riskreg.decisions import Allowed, Decision, Denied


def can_read(user: Any) -> Decision:
    """May the account read and verify the log?"""
    if getattr(user, "system_role", "") == "auditor":
        return Allowed()
    return Denied(_("审计日志只由审计管理员查看。"))
