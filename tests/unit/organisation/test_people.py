"""Accounts, roles and the three administrators: who may do what to whom."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from organisation import actions
from organisation.models import User
from organisation.passwords import CharacterClassesValidator
from riskreg import access
from riskreg.decisions import Refused
from tests.scenarios import NOW, PASSWORD, Cast


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-seq")[0]


def grant(cast: Cast, **values: object) -> bool:
    order = {"user": cast.clerk, "role": "unit_head", "unit": cast.other_unit, "by": cast.secadmin}
    return actions.grant_role(**{**order, "now": NOW, "reason": "轮岗", **values})


def revoke(cast: Cast, **values: object) -> bool:
    order = {"user": cast.clerk, "role": "clerk", "unit": cast.unit, "by": cast.secadmin}
    return actions.revoke_role(**{**order, "now": NOW, "reason": "调离", **values})


def set_role(cast: Cast, account: User, role: str, **values: object) -> User:
    order = {"account": account, "role": role, "by": cast.secadmin, "now": NOW, "reason": "任命"}
    return actions.set_system_role(**{**order, **values})


def test_an_account_without_a_password_does_not_sign_in(cast: Cast) -> None:
    user = actions.create_account(by=cast.sysadmin, now=NOW, username="x", name="某人")
    assert not user.has_usable_password()
    assert (last().event, last().subject_label) == ("account.created", "某人")


def test_only_the_installation_creates_an_administrator(cast: Cast) -> None:
    for by in (cast.sysadmin, cast.clerk):
        with pytest.raises(Refused):
            actions.create_account(by=by, now=NOW, username="x", name="某人", system_role="auditor")
    user = actions.create_account(by=None, now=NOW, username="x", name="某人", system_role="auditor")
    assert user.system_role == "auditor"
    assert (last().actor_id, last().actor_name) == (None, "system")


def test_no_role_is_granted_on_an_abolished_unit_and_held_ones_can_be_taken_back(cast: Cast) -> None:
    seen = cast.unit  # as a form read it, before somebody abolished it
    for post in cast.unit.posts.all():
        actions.abolish_post(post=post, by=cast.sysadmin, now=NOW, on=NOW.date())
    actions.abolish_unit(unit=cast.unit, by=cast.sysadmin, now=NOW, on=NOW.date())
    with pytest.raises(Refused, match="“民政所”已撤销，不能再授予角色。"):
        grant(cast, user=cast.colleague, unit=seen)
    assert last().event == "unit.abolished"
    assert revoke(cast)


def test_a_random_password_meets_the_rules() -> None:
    for _turn in range(20):
        password = actions.random_password()
        CharacterClassesValidator().validate(password)
        assert len(password) >= 12
    with pytest.raises(ValidationError):
        CharacterClassesValidator().validate("onlylower1")


def test_a_reset_password_replaces_the_old_one_and_must_be_changed(cast: Cast) -> None:
    password = actions.reset_password(account=cast.clerk, by=cast.sysadmin, now=NOW)
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password(password) and not cast.clerk.check_password(PASSWORD)
    assert cast.clerk.must_change_password
    assert (last().event, last().institution_code) == ("account.password_reset", "OURS")
    assert password not in str(last().details) + last().subject_label


def test_a_closed_account_is_opened_again(cast: Cast) -> None:
    for active, event in ((False, "account.deactivated"), (True, "account.reactivated")):
        actions.set_active(account=cast.clerk, by=cast.sysadmin, now=NOW, active=active)
        cast.clerk.refresh_from_db()
        assert (cast.clerk.is_active, last().event) == (active, event)
    events = AuditEvent.objects.count()
    actions.set_active(account=cast.clerk, by=cast.sysadmin, now=NOW, active=True)
    assert AuditEvent.objects.count() == events


def test_the_system_administrator_does_not_open_another_administrators_office(cast: Cast) -> None:
    for account in (cast.secadmin, cast.auditor, cast.sysadmin):
        with pytest.raises(Refused):
            actions.reset_password(account=account, by=cast.sysadmin, now=NOW)
        with pytest.raises(Refused):
            actions.set_active(account=account, by=cast.sysadmin, now=NOW, active=False)
        account.refresh_from_db()
        assert account.is_active and account.check_password(PASSWORD)


def test_only_the_system_administrator_keeps_accounts(cast: Cast) -> None:
    for name, user in cast.people().items():
        if name == "sysadmin":
            continue
        with pytest.raises(Refused):
            actions.create_account(by=user, now=NOW, username="x", name="某人")
        with pytest.raises(Refused):
            actions.edit_account(account=cast.clerk, by=user, now=NOW, values={"name": "某人"})
        with pytest.raises(Refused):
            actions.reset_password(account=cast.clerk, by=user, now=NOW)
        with pytest.raises(Refused):
            actions.set_active(account=cast.clerk, by=user, now=NOW, active=False)
    assert not AuditEvent.objects.exists()


def test_a_granted_role_reaches_down_and_is_recorded_with_its_reason(cast: Cast) -> None:
    assert grant(cast) is True
    assert access.has(cast.clerk, "review_as_head", cast.other_unit)
    event = last()
    assert (event.event, event.subject_label, event.reason) == ("role.granted", "clerk甲", "轮岗")
    assert event.details == {"role": "unit_head", "unit": "财政所"}
    assert grant(cast) is False
    assert last().seq == event.seq


def test_a_revoked_role_is_gone(cast: Cast) -> None:
    assert revoke(cast) is True
    assert not access.has_anywhere(cast.clerk, "edit_dossier")
    assert (last().event, last().reason) == ("role.revoked", "调离")
    assert revoke(cast) is False


def test_roles_are_granted_and_revoked_with_a_reason_only(cast: Cast) -> None:
    for act in (grant, revoke):
        with pytest.raises(ValidationError) as error:
            act(cast, reason="  ")
        assert list(error.value.message_dict) == ["reason"]
    with pytest.raises(ValidationError):
        set_role(cast, cast.stranger, "", reason="")
    assert not AuditEvent.objects.exists()


def test_only_the_security_administrator_grants(cast: Cast) -> None:
    for name, user in cast.people().items():
        if name == "secadmin":
            continue
        for act in (grant, revoke):
            with pytest.raises(Refused):
                act(cast, by=user)
        with pytest.raises(Refused):
            set_role(cast, cast.stranger, "auditor", by=user)
    assert not AuditEvent.objects.exists()


def test_nobody_has_a_unit_role_and_an_administrators_role(cast: Cast) -> None:
    for account in (cast.sysadmin, cast.auditor, cast.secadmin):
        with pytest.raises(Refused):
            grant(cast, user=account)
    with pytest.raises(Refused) as refusal:
        set_role(cast, cast.clerk, "auditor")
    assert str(refusal.value) == "“clerk甲”已有科室角色，请先收回后再设为管理员。"
    revoke(cast)
    assert set_role(cast, cast.clerk, "auditor").system_role == "auditor"
    with pytest.raises(Refused):
        grant(cast, user=User.objects.get(pk=cast.clerk.pk))


def test_nobody_holds_two_administrators_roles_or_changes_their_own(cast: Cast) -> None:
    with pytest.raises(Refused):
        set_role(cast, cast.sysadmin, "auditor")
    for role in ("", "auditor", "secadmin"):
        with pytest.raises(Refused) as refusal:
            set_role(cast, cast.secadmin, role)
        assert str(refusal.value) == "不能改变自己的管理员角色。"
    set_role(cast, cast.sysadmin, "")
    assert last().details == {"system_role": ["sysadmin", ""]}
    assert set_role(cast, cast.sysadmin, "auditor").system_role == "auditor"


def test_a_closed_account_gets_no_role(cast: Cast) -> None:
    actions.set_active(account=cast.clerk, by=None, now=NOW, active=False)
    with pytest.raises(Refused):
        grant(cast, user=User.objects.get(pk=cast.clerk.pk))


def test_an_unknown_administrators_role_is_not_stored(cast: Cast) -> None:
    account = actions.create_account(by=None, now=NOW, username="x", name="某人")
    with pytest.raises(ValidationError):
        set_role(cast, account, "root")


def run(*args: str) -> str:
    out = StringIO()
    call_command("create_administrators", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_new_database_gets_its_administrators_once() -> None:
    printed = dict(line.split() for line in run().splitlines())
    accounts = {user.username: user for user in User.objects.all()}
    assert {name: user.system_role for name, user in accounts.items()} == {
        "sysadmin": "sysadmin",
        "secadmin": "secadmin",
        "auditor": "auditor",
    }
    for name, password in printed.items():
        assert accounts[name].check_password(password) and accounts[name].must_change_password
    assert len(set(printed.values())) == 3
    with pytest.raises(CommandError):
        run()


def test_the_server_resets_an_administrators_password(cast: Cast) -> None:
    name, password = run("--reset", "auditor").split()
    cast.auditor.refresh_from_db()
    assert name == "auditor" and cast.auditor.check_password(password)
    assert (last().event, last().actor_name) == ("account.password_reset", "system")
    with pytest.raises(CommandError):
        run("--reset", "clerk")
