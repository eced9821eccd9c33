"""Who may keep accounts, units and tables (system administrator) and who may grant (security administrator).

`by` None is the installation itself: commands that set up a database.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from organisation.enums import SystemRole
from riskreg import access
from riskreg.decisions import Allowed, Decision, Denied


def can_administer(user: Any) -> Decision:
    """May the account keep institutions, units, posts, accounts and the calendar?"""
    if user is None or user.system_role == SystemRole.SYSTEM:
        return Allowed()
    return Denied(_("这里由系统管理员维护。"))


def can_extend(user: Any, unit: Any) -> Decision:
    """May the account add units and posts to the unit? Not once it is abolished."""
    allowed = can_administer(user)
    if allowed and unit.abolished_on:
        return Denied(_("“%(unit)s”已撤销，不能再增加科室或岗位。") % {"unit": unit})
    return allowed


def can_staff(user: Any, post: Any) -> Decision:
    """May the account put somebody into the post, or close it? Not once it is abolished."""
    allowed = can_administer(user)
    if allowed and post.abolished_on:
        return Denied(_("岗位“%(post)s”已撤销。") % {"post": post.title})
    return allowed


def can_see_grants(user: Any) -> Decision:
    """May the account see and change who holds which role?"""
    if user is None or user.system_role == SystemRole.SECURITY:
        return Allowed()
    return Denied(_("授权由安全管理员办理。"))


def can_grant(user: Any, account: Any) -> Decision:
    """May the account give a unit role to `account`? Administrators hold none, nobody grants to themselves."""
    allowed = can_see_grants(user)
    if not allowed:
        return allowed
    if user is not None and user.pk == account.pk:
        return Denied(_("不能给自己授权。"))
    if account.system_role:
        return Denied(_("“%(name)s”是管理员账号，不能再有科室角色。") % {"name": account})
    if not account.is_active:
        return Denied(_("“%(name)s”的账号已停用，不能授权。") % {"name": account})
    return Allowed()


def can_grant_on(user: Any, unit: Any) -> Decision:
    """May the account give roles on the unit? Not once it is abolished; those held can still be taken."""
    allowed = can_see_grants(user)
    if allowed and unit.abolished_on:
        return Denied(_("“%(unit)s”已撤销，不能再授予角色。") % {"unit": unit})
    return allowed


def can_set_system_role(user: Any, account: Any, role: str) -> Decision:
    """May the account make `account` an administrator, or end that? One column: nobody can hold two."""
    allowed = can_see_grants(user)
    if not allowed:
        return allowed
    if user is not None and user.pk == account.pk:
        return Denied(_("不能改变自己的管理员角色。"))
    if role and account.system_role and account.system_role != role:
        return Denied(_("“%(name)s”已是管理员，一个账号不能兼任两种管理员。") % {"name": account})
    if role and account.pk and access.roles_held(account):
        return Denied(_("“%(name)s”已有科室角色，请先收回后再设为管理员。") % {"name": account})
    return Allowed()


def can_deactivate(user: Any, account: Any) -> Decision:
    """May the account be closed? Nobody closes their own, nor another administrator's."""
    allowed = can_administer(user)
    if not allowed or user is None:
        return allowed
    if user.pk == account.pk:
        return Denied(_("不能停用自己的账号。"))
    if account.system_role:
        return Denied(
            _("“%(name)s”是管理员，请安全管理员先收回其管理员角色，再停用账号。") % {"name": account}
        )
    return allowed


def can_reset_password(user: Any, account: Any) -> Decision:
    """May the account get a new first password? Not another administrator's: their office would be open then."""
    allowed = can_administer(user)
    if not allowed or user is None:
        return allowed
    if account.system_role:
        return Denied(
            _("管理员的密码不能在页面上重置：本人在“修改密码”里改；忘记时由运维人员在服务器上重置。")
        )
    return allowed


def can_move(user: Any, unit: Any, parent: Any) -> Decision:
    """May the unit go below `parent`? Within its institution, not below itself, not below an abolished unit."""
    allowed = can_administer(user)
    if not allowed:
        return allowed
    if unit.depth == 1:
        return Denied(_("单位本身不能移动。"))
    if parent.institution_id != unit.institution_id:
        return Denied(_("科室只能在本单位内移动。"))
    if parent.pk == unit.pk or parent.is_descendant_of(unit):
        return Denied(_("不能把“%(unit)s”移到它自己或它的下级科室下面。") % {"unit": unit})
    if parent.abolished_on:
        return Denied(_("“%(unit)s”已撤销，不能再有下级科室。") % {"unit": parent})
    return allowed


def can_abolish(user: Any, unit: Any) -> Decision:
    """May the unit be abolished? Not while it holds powers in force, units below it, or posts; not twice."""
    allowed = can_administer(user)
    if not allowed:
        return allowed
    if unit.depth == 1:
        return Denied(_("单位本身不能撤销。"))
    if unit.abolished_on:
        return Denied(_("“%(unit)s”已经撤销过了。") % {"unit": unit})
    if unit.powers.exclude(state="removed").exists():
        return Denied(_("“%(unit)s”还有未取消的职权，请先移交或取消。") % {"unit": unit})
    if type(unit).objects.get_children(unit).filter(abolished_on=None).exists():
        return Denied(_("“%(unit)s”还有下级科室，请先撤销下级科室。") % {"unit": unit})
    if unit.posts.filter(abolished_on=None).exists():
        return Denied(_("“%(unit)s”还有在用的岗位，请先撤销这些岗位。") % {"unit": unit})
    return Allowed()
