"""The offices of the system and the security administrator: who may open what, and how long lists cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from organisation import actions
from organisation.models import CalendarDay, User
from tests.scenarios import NOW, Cast

Clients = Callable[[str], Client]

SYSTEM = (
    "home",
    "institution_create",
    "institution",
    "institution_edit",
    "unit_add",
    "unit_edit",
    "unit_move",
    "post_add",
    "post_edit",
    "post_assign",
    "calendar",
    "accounts",
    "account_create",
    "account_edit",
)
SECURITY = ("grants", "institution_grants")
POSTED = {
    "unit_abolish": "sysadmin",
    "post_abolish": "sysadmin",
    "calendar_remove": "sysadmin",
    "account_active": "sysadmin",
    "account_reset": "sysadmin",
    "revoke": "secadmin",
    "system_role": "secadmin",
}
PEOPLE = ("clerk", "officer", "leader", "sysadmin", "secadmin", "auditor")


def addresses(cast: Cast) -> dict[str, str]:
    actions.set_calendar_days(by=None, now=NOW, days=[{"day": NOW.date(), "name": "假"}])
    keys: dict[str, list[int]] = {
        "institution": [cast.institution.pk],
        "institution_edit": [cast.institution.pk],
        "institution_grants": [cast.institution.pk],
        "calendar": [2026],
        "calendar_remove": [CalendarDay.objects.get().pk],
    }
    for name in ("unit_add", "unit_edit", "unit_move", "unit_abolish", "post_add", "revoke"):
        keys[name] = [cast.other_unit.pk]
    for name in ("post_edit", "post_assign", "post_abolish"):
        keys[name] = [cast.head_post.pk]
    for name in ("account_edit", "account_active", "account_reset"):
        keys[name] = [cast.clerk.pk]
    names = (*SYSTEM, *SECURITY, *POSTED)
    return {name: reverse(f"organisation:{name}", args=keys.get(name, [])) for name in names}


def test_every_page_opens_for_its_administrator_alone(cast: Cast, client_of: Clients) -> None:
    urls = addresses(cast)
    for who in PEOPLE:
        client = client_of(who)
        for names, owner in ((SYSTEM, "sysadmin"), (SECURITY, "secadmin")):
            for name in names:
                expected = 200 if who == owner else 403
                assert (who, name, client.get(urls[name]).status_code) == (who, name, expected)


def test_no_act_of_an_office_is_open_to_others(cast: Cast, client_of: Clients) -> None:
    urls = addresses(cast)
    events = AuditEvent.objects.count()
    for who in PEOPLE:
        client = client_of(who)
        for name, owner in POSTED.items():
            assert client.get(urls[name]).status_code == 405
            if who != owner:
                assert (who, name, client.post(urls[name]).status_code) == (who, name, 403)
        for name in (*SYSTEM, *SECURITY):
            if who not in ("sysadmin", "secadmin"):
                assert (who, name, client.post(urls[name], {}).status_code) in {
                    (who, name, 403),
                    (who, name, 405),
                }
    assert AuditEvent.objects.count() == events


def test_the_anonymous_visitor_is_sent_to_sign_in(cast: Cast) -> None:
    for name, url in addresses(cast).items():
        for response in (Client().get(url), Client().post(url)):
            assert (name, response.status_code) == (name, 302)
            assert response.headers["Location"].startswith(reverse("accounts:login"))


def add_accounts(count: int) -> None:
    for number in range(count):
        actions.create_account(by=None, now=NOW, username=f"person{number}", name="赵人员")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_accounts_takes_the_same_queries_at_any_length(
    cast: Cast, client_of: Clients, rows: int, django_assert_num_queries
) -> None:
    add_accounts(rows)
    client = client_of("sysadmin")
    with django_assert_num_queries(8):
        page = client.get(reverse("organisation:accounts"), {"q": "赵人"})
    assert [account.username for account in page.context["page"]] == [f"person{n}" for n in range(rows)]


@pytest.mark.parametrize("rows", [1, 3])
def test_an_institution_takes_the_same_queries_with_any_number_of_units(
    cast: Cast, client_of: Clients, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        unit = actions.add_unit(
            parent=cast.root, by=None, now=NOW, values={"code": f"U{number}", "name": "新站所"}
        )
        post = actions.add_post(unit=unit, by=None, now=NOW, values={"code": "P", "title": "站长"})
        actions.assign_post(post=post, person=cast.clerk, by=None, now=NOW, started_on=NOW.date())
    client = client_of("sysadmin")
    with django_assert_num_queries(11):
        page = client.get(reverse("organisation:institution", args=[cast.institution.pk]))
    assert page.content.decode().count("站长") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_grants_take_the_same_queries_at_any_length(
    cast: Cast, client_of: Clients, rows: int, django_assert_num_queries
) -> None:
    add_accounts(rows)
    for user in User.objects.filter(username__startswith="person"):
        actions.grant_role(user=user, role="clerk", unit=cast.unit, by=None, now=NOW, reason="新人")
    client = client_of("secadmin")
    with django_assert_num_queries(11):
        page = client.get(
            reverse("organisation:institution_grants", args=[cast.institution.pk]), {"q": "PERSON"}
        )
    assert [row[0].username for row in page.context["page"]] == [f"person{n}" for n in range(rows)]


def test_a_large_institution_is_shown_page_by_page_and_found_by_name(cast: Cast, client_of: Clients) -> None:
    for number in range(60):
        values = {"code": f"X{number:02}", "name": f"第{number:02}科"}
        unit = actions.add_unit(parent=cast.root, by=cast.sysadmin, now=NOW, values=values)
    sysadmin = client_of("sysadmin")
    address = reverse("organisation:institution", args=[cast.institution.pk])
    first = sysadmin.get(address)
    assert len(first.context["page"].object_list) == 50
    assert "第59科" not in first.content.decode()
    assert "第59科" in sysadmin.get(address, {"page": 2}).content.decode()
    found = sysadmin.get(address, {"q": "第59"})
    assert [row.name for row in found.context["page"]] == ["第59科"]
    by_post = sysadmin.get(address, {"q": cast.head_post.title}).context["page"]
    assert cast.head_post.unit in list(by_post)
    add = reverse("organisation:post_add", args=[unit.pk])
    saved = sysadmin.post(add, {"code": "P", "title": "科长", "level": "staff"})
    assert saved["Location"] == f"{address}?page=2#unit-{unit.pk}"


@pytest.mark.parametrize(("page", "who"), [("home", "sysadmin"), ("grants", "secadmin")])
def test_many_institutions_are_shown_page_by_page_and_found_by_name(
    cast: Cast, client_of: Clients, page: str, who: str
) -> None:
    for number in range(60):
        values = {"code": f"I{number:02}", "name": f"第{number:02}局", "short_name": f"{number:02}局"}
        actions.create_institution(by=cast.sysadmin, now=NOW, values=values)
    client, address = client_of(who), reverse(f"organisation:{page}")
    assert len(client.get(address).context["page"].object_list) == 50
    found = client.get(address, {"q": "第59局"})
    assert [row.code for row in found.context["page"]] == ["I59"]
    assert "没有符合条件的单位" in client.get(address, {"q": "没有这个"}).content.decode()


@pytest.mark.parametrize("year", [0, 1899, 2200, 10_000, 10**30])
def test_there_is_no_calendar_of_a_year_that_cannot_be_meant(
    cast: Cast, client_of: Clients, year: int
) -> None:
    assert client_of("sysadmin").get(f"/admin-office/calendar/{year}/").status_code == 404


@pytest.mark.parametrize(("year", "around"), [(1900, (1900, 1901)), (2199, (2198, 2199))])
def test_the_calendar_leads_to_no_such_year(
    cast: Cast, client_of: Clients, year: int, around: tuple[int, int]
) -> None:
    page = client_of("sysadmin").get(reverse("organisation:calendar", args=[year]))
    assert (page.context["before"], page.context["after"]) == around


@pytest.mark.parametrize("user", ["", "abc", "-1", "9" * 30, "\x00"])
def test_a_role_is_taken_from_nobody_unknown(cast: Cast, client_of: Clients, user: str) -> None:
    url = reverse("organisation:revoke", args=[cast.unit.pk])
    data = {"user": user, "role": "clerk", "reason": "岗位调整"}
    assert client_of("secadmin").post(url, data).status_code == 404
