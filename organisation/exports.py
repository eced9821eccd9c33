"""Lists of the three offices as tables: accounts, roles held, institutions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskreg.tables import Column


def _last_login(account: Any) -> Any:
    return timezone.localtime(account.last_login) if account.last_login else None


ACCOUNTS: tuple[Column, ...] = (
    Column("username", gettext_lazy("账号名"), lambda account: account.username, 18),
    Column("name", gettext_lazy("姓名"), lambda account: account.name, 16),
    Column("institution", gettext_lazy("单位"), lambda account: str(account.institution or ""), 28),
    Column("role", gettext_lazy("管理员角色"), lambda account: account.get_system_role_display(), 16),
    Column("last_login", gettext_lazy("上次登录"), _last_login, 20, "moment"),
    Column(
        "active", gettext_lazy("状态"), lambda account: _("在用") if account.is_active else _("已停用"), 10
    ),
)

# rows: (account, unit, role), as access.holders() returns them
GRANTS: tuple[Column, ...] = (
    Column("unit", gettext_lazy("科室"), lambda held: str(held[1]), 28),
    Column("role", gettext_lazy("角色"), lambda held: str(held[2].label), 20),
    Column("name", gettext_lazy("姓名"), lambda held: held[0].name, 16),
    Column("username", gettext_lazy("账号名"), lambda held: held[0].username, 18),
)
