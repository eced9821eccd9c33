"""Every page costs a fixed number of queries, however many rows it shows: at most 12 for a list, 15 for any other.

One walk over the URL map in a lived-in institution, and once more when it has three rows of everything. The numbers
are what the pages cost today, the session's own queries aside: whoever makes a page cheaper or dearer changes its
line.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from controls import actions as controls
from imports.models import Import
from organisation import actions as organisation
from registers import actions as registers
from registers.models import Edition
from riskpoints import actions as riskpoints
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.site.test_pages import DATA, REDIRECTS, SAMPLES, is_file
from tests.site.world import World, _chosen, make_world, routes

LIST, OTHER = 12, 15
ROWS = 3  # dossiers, imports and editions of which a page is read
# Who reads a page: the first of these who is let in.
READERS = ("officer", "clerk", "registrar", "leader", "sysadmin", "secadmin", "auditor")
LISTS = {
    "audit:list": 3,
    "controls:list": 7,
    "controls:posts": 3,
    "imports:list": 6,
    "imports:synonyms": 4,
    "organisation:accounts": 4,
    "organisation:calendar": 2,
    "organisation:grants": 4,
    "organisation:home": 5,
    "organisation:institution_grants": 7,
    "portal:grades": 5,
    "portal:home": 4,
    "portal:map": 2,
    "powers:categories": 2,
    "powers:list": 6,
    "powers:map": 5,
    "powers:queue": 5,
    "powers:workbench": 6,
    "registers:compare": 7,
    "registers:coverage": 9,
    "registers:coverage_rules": 5,
    "registers:letters": 7,
    "registers:list": 8,
    "registers:notice": 8,
    "registers:opinions": 8,
    "registers:orders": 3,
    "registers:papers": 7,
    "registers:resolutions": 9,
    "riskpoints:list": 6,
}
OTHERS = {
    "accounts:login": 0,
    "accounts:password": 2,
    "accounts:profile": 4,
    "controls:add": 8,
    "controls:chain": 8,
    "controls:edit": 7,
    "controls:override": 12,
    "controls:remove": 3,
    "imports:columns": 6,
    "imports:sheet": 6,
    "organisation:account_create": 2,
    "organisation:account_edit": 3,
    "organisation:institution": 7,
    "organisation:institution_create": 1,
    "organisation:institution_edit": 2,
    "organisation:post_add": 4,
    "organisation:post_assign": 6,
    "organisation:post_edit": 4,
    "organisation:unit_add": 4,
    "organisation:unit_edit": 4,
    "organisation:unit_move": 5,
    "portal:power": 2,
    "portal:slides": 2,
    "portal:unit_slides": 2,
    "powers:as_of": 14,
    "powers:category_create": 1,
    "powers:category_edit": 3,
    "powers:chart": 11,
    "powers:chart_compare": 12,
    "powers:chart_start": 6,
    "powers:create": 8,
    "powers:detail": 14,
    "powers:edit": 10,
    "powers:history": 14,
    "powers:review": 14,
    "registers:approve": 15,
    "registers:consultation_add": 4,
    "registers:consultation_edit": 5,
    "registers:detail": 15,
    "registers:entry": 6,
    "registers:opinion_add": 5,
    "registers:opinion_edit": 6,
    "registers:order": 3,
    "riskpoints:create": 10,
    "riskpoints:detail": 11,
    "riskpoints:edit": 4,
    "riskpoints:grade": 9,
    "riskpoints:place": 5,
    "riskpoints:remove": 4,
}
REVIEWING = ("registers:resolutions", "registers:approve")  # pages of a stage the world has no edition in
# Reads the whole institution to say what a file would change in it: neither a list nor a detail.
WHOLE = {
    "imports:preview": 5,
}


def _grow(cast: Cast, world: World) -> None:
    """Bring everything that pages list to three rows and more."""
    common: dict[str, Any] = {"by": cast.clerk, "now": NOW}
    for number in (1, 2):
        for power in (world.dossiers["draft"], scenarios.draft(cast, f"再一项{number}")):
            point = riskpoints.add(
                power=power,
                **common,
                values={"title": f"风险{number}", "manifestation": "甲", "line": "zebra"},
            )
            for title in ("抽查", "轮岗"):
                values = {"title": title, "responsible": cast.head_post}
                controls.add_measure(point=point, **common, values=values)
            controls.set_chain(power=power, point=point, **common, posts={"first": cast.deputy})
        scenarios.confirmed(cast, f"已确认{number}")
        scenarios.submitted(cast, f"待审核{number}")
        opinion = {"source": "masses", "method": "questionnaire", "received_on": NOW.date(), "text": "意见"}
        registers.record_opinion(edition=world.running, by=cast.officer, now=NOW, values=opinion)
        held = {
            "method": "opinion_meeting",
            "held_on": NOW.date(),
            "audience": "干部",
            "sent": 9,
            "returned": 8,
        }
        registers.record_consultation(edition=world.running, by=cast.officer, now=NOW, values=held)
        _grow_office(cast, number)
        _chosen(cast, f"Unit,Power,Risk point\nPlanning,Permits,Risk {number}\n".encode())
    assert Import.objects.count() > 3


def _grow_office(cast: Cast, number: int) -> None:
    admin: dict[str, Any] = {"by": cast.sysadmin, "now": NOW}
    unit = organisation.add_unit(
        parent=type(cast.root).objects.get(pk=cast.root.pk),
        **admin,
        values={"code": f"G{number}", "name": f"新科室{number}", "kind": "section"},
    )
    post = {"code": f"G{number}", "title": f"岗位{number}", "level": "staff"}
    organisation.add_post(unit=cast.unit, **admin, values=post)
    account = organisation.create_account(
        username=f"new{number}", name=f"新人{number}", institution=cast.institution, password=None, **admin
    )
    organisation.grant_role(user=account, role="clerk", unit=unit, by=cast.secadmin, now=NOW, reason="新任")


def _pages(cast: Cast, world: World) -> dict[str, list[tuple[Client, str]]]:
    """Return every page with who reads it: by route, its addresses that somebody is let in to."""
    clients = [Client() for _name in ("nobody", *READERS)]
    for client, name in zip(clients[1:], READERS, strict=True):
        client.force_login(getattr(cast, name))
        client.get("/healthz")  # moves the session on, as it does once a minute
    found: dict[str, list[tuple[Client, str]]] = {}
    for route in routes():
        if not is_file(route) and route.name not in {*DATA, *SAMPLES, *REDIRECTS}:
            for address in world.addresses(route)[:ROWS]:
                found.setdefault(route.name, []).extend(_reader(clients, address))
    found = {name: reached for name, reached in found.items() if reached}
    return found | {name: _reader(clients, _in_review(world, name)) for name in REVIEWING}


def _in_review(world: World, name: str) -> str:
    """Return the address of a page of *review*, where the running edition has come for it to be read."""
    Edition._base_manager.filter(pk=world.running.pk).update(state="review")
    return reverse(name, args=[world.running.pk])


def _reader(clients: list[Client], address: str) -> list[tuple[Client, str]]:
    for client in clients:
        status = client.get(address).status_code
        if status in (200, 405):
            return [(client, address)] if status == 200 else []
    return []


def _cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return sum("django_session" not in sql for sql in asked)


def _costs(pages: dict[str, list[tuple[Client, str]]], world: World) -> dict[str, int]:
    """Return what every page costs, the dearest of its addresses; what is judged once was judged before."""
    found = {}
    for name, reached in pages.items():
        state = "review" if name in REVIEWING else "ask"
        Edition._base_manager.filter(pk=world.running.pk).update(state=state)
        for client, address in reached:
            client.get(address)
        found[name] = max(_cost(*one) for one in reached)
    Edition._base_manager.filter(pk=world.running.pk).update(state="ask")
    return found


def test_every_page_costs_the_same_at_one_row_and_three(cast: Cast) -> None:
    world = make_world(cast)
    pages = _pages(cast, world)
    few = _costs(pages, world)
    _grow(cast, world)
    many = _costs(pages, world)
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    assert few == {**LISTS, **OTHERS, **WHOLE}


def test_no_page_is_dearer_than_its_budget() -> None:
    assert {name: cost for name, cost in LISTS.items() if cost > LIST} == {}
    assert {name: cost for name, cost in OTHERS.items() if cost > OTHER} == {}
