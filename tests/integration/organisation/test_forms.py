"""The forms of the offices: what is typed stays, two savers see both versions, refusals say why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from organisation import actions
from organisation.models import CalendarDay, Institution, Unit, User
from riskreg import access
from tests import scenarios
from tests.scenarios import NOW, PASSWORD, Cast

INSTITUTION = {"code": "NEW", "name": "新单位", "short_name": "新"}


@pytest.fixture
def system(cast: Cast, client_of: Callable[[str], Client]) -> Client:
    return client_of("sysadmin")


@pytest.fixture
def security(cast: Cast, client_of: Callable[[str], Client]) -> Client:
    return client_of("secadmin")


def url(name: str, *args: object) -> str:
    return reverse(f"organisation:{name}", args=args)


def both(stale: Any) -> list[tuple[str, str]]:
    return [(row["old"], row["new"]) for row in stale.context["rows"]]


def test_an_institution_is_created_and_a_used_code_is_said(system: Client) -> None:
    response = system.post(url("institution_create"), INSTITUTION)
    assert response.headers["Location"] == url("home")
    assert Unit.objects.get(institution__code="NEW").kind == "institution"
    again = system.post(url("institution_create"), {**INSTITUTION, "short_name": "又一个"})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["code"])
    assert 'value="又一个"' in again.content.decode()
    assert Institution.objects.filter(code="NEW").count() == 1


def test_two_people_edit_an_institution(cast: Cast, system: Client) -> None:
    page = system.get(url("institution_edit", cast.institution.pk))
    form = {**INSTITUTION, "code": "OURS", "name": "清河镇人民政府", "seen": page.context["seen"]}
    actions.edit_institution(
        institution=cast.institution, by=None, now=NOW, values={"short_name": "别人写的"}
    )
    form["short_name"] = "我写的"
    stale = system.post(url("institution_edit", cast.institution.pk), form)
    assert stale.status_code == 409
    assert ("别人写的", "我写的") in both(stale)
    chosen = dict(stale.context["fields"]) | {"overwrite": "yes"}
    assert system.post(url("institution_edit", cast.institution.pk), chosen).status_code == 302
    cast.institution.refresh_from_db()
    assert cast.institution.short_name == "我写的"


@pytest.mark.parametrize("kind", ["unit", "post", "account"])
def test_two_people_edit_a_unit_a_post_or_an_account(cast: Cast, system: Client, kind: str) -> None:
    row, action, name, form = {
        "unit": (cast.unit, actions.edit_unit, "name", {"code": "S1", "kind": "section"}),
        "post": (cast.head_post, actions.edit_post, "title", {"code": "P3", "level": "unit_head"}),
        "account": (cast.clerk, actions.edit_account, "name", {"institution": cast.institution.pk}),
    }[kind]
    place = url(f"{kind}_edit", row.pk)
    form["seen"] = system.get(place).context["seen"]
    action(**{kind: row}, by=None, now=NOW, values={name: "别人写的"})
    stale = system.post(place, {**form, name: "我写的"})
    assert stale.status_code == 409
    assert both(stale) == [("别人写的", "我写的")]
    form["seen"] = system.get(place).context["seen"]
    assert system.post(place, {**form, name: "我写的"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == "我写的"


def test_an_edit_without_a_token_is_stale(cast: Cast, system: Client) -> None:
    form = {"name": "改名", "institution": cast.institution.pk}
    assert system.post(url("account_edit", cast.clerk.pk), form).status_code == 409


def test_a_unit_is_added_moved_and_abolished(cast: Cast, system: Client) -> None:
    there = url("institution", cast.institution.pk)
    form = {"code": "S3", "name": "低保组", "kind": "section"}
    assert (
        system.post(url("unit_add", cast.unit.pk), form).headers["Location"]
        == f"{there}?page=1#unit-{cast.unit.pk}"
    )
    unit = Unit.objects.get(code="S3")
    places = system.get(url("unit_move", unit.pk)).context["form"].fields["parent"].queryset
    assert [place.name for place in places] == ["清河镇人民政府", "民政所", "财政所"]
    system.post(url("unit_move", unit.pk), {"parent": cast.other_unit.pk})
    unit.refresh_from_db()
    assert Unit.objects.get_parent(unit) == cast.other_unit
    assert "上级科室 财政所" in system.get(there).content.decode()
    system.post(url("unit_abolish", unit.pk))
    unit.refresh_from_db()
    assert unit.abolished_on is not None


def test_a_unit_goes_nowhere_outside_of_the_choices(cast: Cast, system: Client) -> None:
    theirs = Unit.objects.get(institution__code="THEIRS")
    for parent in (theirs.pk, cast.unit.pk, 999999, ""):
        response = system.post(url("unit_move", cast.unit.pk), {"parent": parent})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["parent"])


def test_why_a_unit_stays_is_said(cast: Cast, system: Client) -> None:
    scenarios.draft(cast)
    response = system.post(url("unit_abolish", cast.unit.pk))
    assert response.status_code == 403
    assert "“民政所”还有未取消的职权，请先移交或取消。" in response.content.decode()


def test_a_used_code_of_a_post_is_said(cast: Cast, system: Client) -> None:
    form = {"code": "P4", "title": "又一个办事员", "level": "staff"}
    response = system.post(url("post_add", cast.unit.pk), form)
    assert response.status_code == 422
    assert 'value="又一个办事员"' in response.content.decode()
    assert system.post(url("post_add", cast.unit.pk), {**form, "code": "P5"}).status_code == 302


def test_a_person_is_put_into_a_post_by_account_name(cast: Cast, system: Client) -> None:
    place = url("post_assign", cast.head_post.pk)
    for who in ("nobody", "stranger"):
        response = system.post(place, {"person": who, "started_on": "2026-05-01"})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["person"])
    assert system.post(place, {"person": "officer", "started_on": "2026-05-01"}).status_code == 302
    assert cast.head_post.holder_name() == "officer甲"
    assert system.post(place, {"person": "", "started_on": "2026-05-02"}).status_code == 302
    assert cast.head_post.holder_name() == ""


def test_the_first_password_is_shown_once(cast: Cast, system: Client) -> None:
    form = {"username": "new", "name": "新人", "institution": cast.institution.pk, "phone": ""}
    page = system.post(url("account_create"), form)
    password = page.context["password"]
    assert password in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    user = User.objects.get(username="new")
    assert user.check_password(password) and user.must_change_password
    assert password not in system.get(url("accounts")).content.decode()
    again = system.post(url("account_create"), form)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["username"])


def test_an_account_is_reset_closed_and_opened(cast: Cast, system: Client) -> None:
    page = system.post(url("account_reset", cast.clerk.pk))
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password(page.context["password"])
    for active, stored in (("no", False), ("yes", True)):
        assert system.post(url("account_active", cast.clerk.pk), {"active": active}).status_code == 302
        cast.clerk.refresh_from_db()
        assert cast.clerk.is_active is stored


def test_no_page_resets_or_closes_an_administrator(cast: Cast, system: Client) -> None:
    for account in (cast.secadmin, cast.auditor, cast.sysadmin):
        assert system.post(url("account_reset", account.pk)).status_code == 403
        assert system.post(url("account_active", account.pk), {"active": "no"}).status_code == 403
        account.refresh_from_db()
        assert account.is_active and account.check_password(PASSWORD)
        assert url("account_reset", account.pk) not in system.get(url("accounts")).content.decode()


def test_the_filters_of_the_accounts_stay_in_the_address(cast: Cast, system: Client) -> None:
    actions.set_active(account=cast.clerk, by=None, now=NOW, active=False)
    for query, names in (
        ({"active": "no"}, ["clerk"]),
        ({"q": "STRANG"}, ["stranger"]),
        ({"institution": Institution.objects.get(code="THEIRS").pk}, ["stranger"]),
        ({"institution": "x", "q": "clerk"}, ["clerk"]),
        ({"q": "无此人"}, []),
    ):
        page = system.get(url("accounts"), query)
        assert [account.username for account in page.context["page"]] == names


def test_the_calendar_warns_takes_days_and_gives_them_back(cast: Cast, system: Client) -> None:
    assert "今年的工作日历还没有录入" in system.get(url("home")).content.decode()
    year = date.today().year
    day = date(year, 10, 1)
    form = {"day": day.isoformat(), "name": "国庆节"}
    response = system.post(url("calendar", 2020), form)
    assert response.headers["Location"] == url("calendar", year)
    assert "今年的工作日历还没有录入" not in system.get(url("home")).content.decode()
    wrong = system.post(url("calendar", year), {"day": "2026-02-30", "name": "没有这天"})
    assert wrong.status_code == 422 and 'value="没有这天"' in wrong.content.decode()
    row = CalendarDay.objects.get()
    assert system.post(url("calendar_remove", row.pk)).headers["Location"] == url("calendar", year)
    assert not CalendarDay.objects.exists()


def test_a_role_is_granted_filtered_and_revoked(cast: Cast, security: Client) -> None:
    place = url("institution_grants", cast.institution.pk)
    form = {"user": "head", "role": "clerk", "unit": cast.other_unit.pk, "reason": "兼任"}
    assert security.post(place, form).headers["Location"] == place
    assert access.has(User.objects.get(username="head"), "edit_dossier", cast.other_unit)
    page = security.get(place, {"role": "clerk", "unit": cast.other_unit.pk})
    assert [row[0].username for row in page.context["page"]] == ["colleague", "head"]
    gone = {"user": cast.head.pk, "role": "clerk"}
    security.post(url("revoke", cast.other_unit.pk), gone)
    assert access.has(User.objects.get(username="head"), "edit_dossier", cast.other_unit)
    security.post(url("revoke", cast.other_unit.pk), {**gone, "reason": "免兼"})
    assert not access.has(User.objects.get(username="head"), "edit_dossier", cast.other_unit)
    assert list(AuditEvent.objects.order_by("seq").values_list("event", "reason")) == [
        ("role.granted", "兼任"),
        ("role.revoked", "免兼"),
    ]


@pytest.mark.parametrize("wrong", [{"user": "nobody"}, {"reason": ""}, {"role": "root"}, {"user": "auditor"}])
def test_a_wrong_grant_keeps_what_was_typed(cast: Cast, security: Client, wrong: dict[str, str]) -> None:
    form = {"user": "head", "role": "clerk", "unit": cast.other_unit.pk, "reason": "兼任", **wrong}
    response = security.post(url("institution_grants", cast.institution.pk), form)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [*wrong])
    assert f'value="{form["user"]}"' in response.content.decode()
    assert not AuditEvent.objects.exists()


def test_a_unit_of_another_institution_is_no_choice(cast: Cast, security: Client) -> None:
    theirs = Unit.objects.get(institution__code="THEIRS")
    form = {"user": "head", "role": "clerk", "unit": theirs.pk, "reason": "兼任"}
    response = security.post(url("institution_grants", cast.institution.pk), form)
    assert list(response.context["form"].errors) == ["unit"]


def test_an_administrator_is_set_with_a_reason_and_refused_in_the_form(cast: Cast, security: Client) -> None:
    plain = actions.create_account(by=None, now=NOW, username="plain", name="新审计员")
    place = url("system_role")
    for wrong in ({"user": "clerk"}, {"user": "secadmin"}, {"user": "sysadmin"}):
        response = security.post(place, {"role": "auditor", "reason": "任命", **wrong})
        assert (response.status_code, list(response.context["role_form"].errors)) == (422, ["user"])
    form = {"user": "plain", "role": "auditor", "reason": "任命"}
    assert security.post(place, form).headers["Location"] == url("grants")
    plain.refresh_from_db()
    assert plain.system_role == "auditor"
    assert "新审计员" in security.get(url("grants")).content.decode()


def test_what_nobody_can_see_is_not_stored(cast: Cast, system: Client) -> None:
    page = system.get(url("unit_edit", cast.other_unit.pk))
    form = {"code": "S2", "name": "财\x00政\u200b所\u202e", "kind": "section", "seen": page.context["seen"]}
    assert system.post(url("unit_edit", cast.other_unit.pk), form).status_code == 302
    cast.other_unit.refresh_from_db()
    assert cast.other_unit.name == "财政所"
    assert AuditEvent.objects.count() == 0  # the name is what it was
    found = system.get(url("accounts"), {"q": "cle\x00rk"})
    assert [row.username for row in found.context["page"]] == ["clerk"]


def test_a_year_that_cannot_be_meant_is_questioned(cast: Cast, system: Client) -> None:
    day = {"day": "0206-10-01", "is_workday": "", "name": "国庆节"}
    answer = system.post(url("calendar", 2026), day)
    assert (answer.status_code, answer.context["form"].errors["day"]) == (
        422,
        ["请核对年份：应在1900年至2199年之间。"],
    )
    assert 'value="国庆节"' in answer.content.decode()
    holder = {"person": "clerk", "started_on": "1026-03-01"}
    assert system.post(url("post_assign", cast.head_post.pk), holder).status_code == 422
