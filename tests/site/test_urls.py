"""Every address refuses the anonymous visitor, unless it is on the list; and nobody unknown changes anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from audit.models import AuditEvent
from tests.scenarios import Cast
from tests.site.world import World, make_world, routes

# What people may read without signing in. Nothing inside an office belongs here.
OPEN = {
    "accounts:login",
    "healthz",
    "portal:board",
    "portal:book",
    "portal:chart",
    "portal:embed",
    "portal:export",
    "portal:grades",
    "portal:home",
    "portal:map",
    "portal:map_file",
    "portal:poster",
    "portal:power",
    "portal:slides",
    "portal:unit_board",
    "portal:unit_poster",
    "portal:unit_slides",
    "set_language",
}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def _kept() -> dict[str, list[Any]]:
    """Every row of every table, sessions aside."""
    models = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def _answers(world: World, ask: Callable[[str], HttpResponse]) -> dict[str, set[str]]:
    """Return, by route, how its addresses answered: a status, or `login` for the way to sign in."""
    login = reverse("accounts:login")
    found: dict[str, set[str]] = {}
    for route in routes():
        for address in world.addresses(route):
            answer = ask(address)
            asked = answer.status_code == 302 and answer.headers["Location"].startswith(f"{login}?next=")
            asked = asked or answer.status_code == 401  # the sign-in page, which keeps what was typed
            found.setdefault(route.name, set()).add("login" if asked else str(answer.status_code))
    return found


def test_every_route_has_one_name_and_one_address() -> None:
    names = [(route.name, route.arguments) for route in routes()]
    assert len(names) == len(set(names))
    assert len(names) > 90


def test_the_anonymous_visitor_is_sent_to_sign_in(world: World) -> None:
    answers = _answers(world, Client().get)
    assert {name for name, found in answers.items() if found != {"login"}} == OPEN
    # the public book was not rendered here; a language is not chosen by reading
    expected = {name: {"200"} for name in OPEN} | {"portal:book": {"404"}, "set_language": {"302"}}
    assert {name: answers[name] for name in OPEN} == expected


def test_the_anonymous_visitor_changes_nothing(world: World) -> None:
    """All that an unknown person can leave behind is the note that somebody tried to sign in."""
    before, client = _kept(), Client()
    answers = _answers(world, lambda address: client.post(address, {"active": "1", "reason": "x"}))
    after = _kept()
    log = ("audit.AuditEvent", "audit.ChainHead")
    assert {table: rows for table, rows in after.items() if table not in log} == {
        table: rows for table, rows in before.items() if table not in log
    }
    fresh = AuditEvent.objects.all()[: AuditEvent.objects.count() - len(before["audit.AuditEvent"])]
    assert [event.event for event in fresh] == ["account.sign_in_failed"]
    expected = {name: {"405"} for name in OPEN if name.startswith("portal:")}
    expected |= {"accounts:login": {"422"}, "healthz": {"200"}, "set_language": {"302"}}
    assert {name: found for name, found in answers.items() if found != {"login"}} == expected


def test_no_other_method_opens_a_door(world: World) -> None:
    before, client = _kept(), Client()
    for ask in (client.put, client.patch, client.delete):
        answers = _answers(world, ask)
        assert {name for name, found in answers.items() if found != {"login"}} == OPEN
    assert _kept() == before


def test_the_public_may_choose_the_language(db: None) -> None:
    client, home = Client(), reverse("portal:home")
    with translation.override("zh-hans"):  # the request's language does not outlive the test
        answer = client.post(reverse("set_language"), {"language": "en", "next": home})
        assert answer.headers["Location"] == home
        assert client.get(home).headers["Content-Language"] == "en"
