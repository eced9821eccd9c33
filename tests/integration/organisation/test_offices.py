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
    with django_assert_num_queries(10):
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
