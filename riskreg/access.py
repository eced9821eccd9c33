"""Who holds which permission on which part of the unit tree. The only importer of django-guardian.

A role is a named bundle of permissions. Granting it on a unit puts the account into the group of
(unit, role); the group holds the role's permissions on that unit as guardian object permissions.
A permission on a unit reaches down its subtree, so every question is answered with path prefixes:
one query per account and request, never a list of ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase
from guardian.shortcuts import assign_perm

__all__ = ["PERMISSIONS", "ROLES", "GroupObjectPermissionBase", "Role", "grant", "has", "paths", "scope"]

PERMISSIONS: dict[str, str | Promise] = {
    "view_dossier": _("查看职权档案"),
    "edit_dossier": _("填写职权档案并提交"),
    "review_as_head": _("以科室负责人身份审核"),
    "review_as_discipline": _("以纪检监察身份审核"),
    "manage_edition": _("办理年度登记册各阶段"),
    "approve_edition": _("登记党组审定"),
    "publish_edition": _("办理公开"),
    "export_register": _("导出年度登记册"),
    "import_register": _("导入登记表和目录"),
}


@dataclass(frozen=True)
class Role:
    """A role people are granted on a unit, in words and as permissions."""

    code: str
    label: str | Promise
    description: str | Promise
    permissions: tuple[str, ...]


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "clerk",
            _("填报人"),
            _("填写本单位职权、流程、风险点和措施，提交审核"),
            ("view_dossier", "edit_dossier"),
        ),
        Role(
            "unit_head",
            _("科室负责人"),
            _("审核本单位提交的职权档案"),
            ("view_dossier", "review_as_head"),
        ),
        Role(
            "leader",
            _("领导"),
            _("查看分管范围，登记党组审定结果"),
            ("view_dossier", "approve_edition"),
        ),
        Role(
            "discipline_officer",
            _("纪检监察员"),
            _("审核职权档案，办理年度登记册"),
            ("view_dossier", "review_as_discipline", "manage_edition", "approve_edition", "publish_edition"),
        ),
        Role(
            "register_administrator",
            _("登记册管理员"),
            _("导入已有的登记表，导出年度登记册，办理公开"),
            ("view_dossier", "publish_edition", "export_register", "import_register"),
        ),
    )
}

_CACHE = "_unit_paths_by_permission"


def _group_name(unit: Any, role: str) -> str:
    return f"unit:{unit.pk}:{role}"


def _grants(user: Any) -> dict[str, tuple[str, ...]]:
    """Return permission → unit paths of one account, read once and kept on the account object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return {}
    cached: dict[str, tuple[str, ...]] | None = getattr(user, _CACHE, None)
    if cached is None:
        rows = (
            apps.get_model("organisation", "UnitGroupPermission")
            .objects.filter(group__user=user.pk)
            .values_list("permission__codename", "content_object__path")
            .order_by("content_object__path")
        )
        found: dict[str, list[str]] = {}
        for codename, path in rows:
            kept = found.setdefault(codename, [])
            if not any(path.startswith(above) for above in kept):
                kept.append(path)
        cached = {codename: tuple(kept) for codename, kept in found.items()}
        setattr(user, _CACHE, cached)
    return cached


def forget(user: Any) -> None:
    """Drop what was read about the account, after its grants changed."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def paths(user: Any, permission: str) -> tuple[str, ...]:
    """Return the paths of the topmost units on which the account holds the permission."""
    return _grants(user).get(permission, ())


def has(user: Any, permission: str, unit: Any) -> bool:
    """Say whether the account holds the permission on the unit (directly or from above)."""
    return any(unit.path.startswith(path) for path in paths(user, permission))


def has_anywhere(user: Any, permission: str) -> bool:
    """Say whether the account holds the permission on any unit."""
    return bool(paths(user, permission))


def scope(user: Any, permission: str, field: str = "unit__path") -> Q:
    """Return the filter of rows whose unit path (`field`) the permission reaches; nothing if none."""
    condition = Q(pk__in=[])
    for path in paths(user, permission):
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def grant(*, user: Any, role: str, unit: Any) -> bool:
    """Give the account the role on the unit. Return False if it held it already."""
    group, _created = Group.objects.get_or_create(name=_group_name(unit, role))
    for permission in ROLES[role].permissions:
        assign_perm(f"organisation.{permission}", group, unit)
    if user.groups.filter(pk=group.pk).exists():
        return False
    user.groups.add(group)
    forget(user)
    return True


def revoke(*, user: Any, role: str, unit: Any) -> bool:
    """Take the role on the unit from the account. Return False if it did not hold it."""
    held = user.groups.filter(name=_group_name(unit, role))
    if not held:
        return False
    user.groups.remove(*held)
    forget(user)
    return True


def holders(units: Iterable[Any]) -> list[tuple[Any, Any, Role]]:
    """Return (account, unit, role) for every grant on the given units, in two queries."""
    by_name = {_group_name(unit, code): (unit, role) for unit in units for code, role in ROLES.items()}
    rows = []
    groups = Group.objects.filter(name__startswith="unit:").prefetch_related("user_set")
    for group in groups:
        if group.name in by_name:
            unit, role = by_name[group.name]
            rows += [(user, unit, role) for user in group.user_set.all()]
    return sorted(rows, key=lambda row: (row[1].path, list(ROLES).index(row[2].code), row[0].username))


def roles_held(user: Any) -> list[tuple[int, Role]]:
    """Return (unit id, role) pairs the account holds, in one query."""
    names = user.groups.filter(name__startswith="unit:").values_list("name", flat=True)
    pairs = [name.split(":") for name in names]
    return [(int(unit), ROLES[role]) for _prefix, unit, role in pairs if role in ROLES]


def users_with(permission: str, unit: Any) -> Any:
    """Return the accounts that hold the permission on the unit (directly or from above)."""
    step = type(unit).steplen
    above = [unit.path[: end + step] for end in range(0, len(unit.path), step)]
    model = apps.get_model("organisation", "UnitGroupPermission")
    groups = model.objects.filter(permission__codename=permission, content_object__path__in=above)
    users = apps.get_model("organisation", "User")
    return users.objects.filter(groups__in=groups.values("group"), is_active=True).distinct()


def names_holding(permissions: Iterable[str], units: Iterable[Any]) -> dict[tuple[str, str], list[str]]:
    """Return (permission, unit path) → names of the active people who hold it there, in one query."""
    wanted = {unit.path: type(unit).steplen for unit in units}
    above = {path: [path[: end + step] for end in range(0, len(path), step)] for path, step in wanted.items()}
    rows = (
        apps.get_model("organisation", "UnitGroupPermission")
        .objects.filter(
            permission__codename__in=list(permissions),
            content_object__path__in={prefix for prefixes in above.values() for prefix in prefixes},
            group__user__is_active=True,
        )
        .order_by("group__user__username")
        .values_list("permission__codename", "content_object__path", "group__user__name")
        .distinct()
    )
    found: dict[tuple[str, str], list[str]] = {}
    for codename, place, name in rows:
        for path, prefixes in above.items():
            if place in prefixes and name not in found.setdefault((codename, path), []):
                found[codename, path].append(name)
    return found
