"""Every list can be taken away as a file, which holds what its filters leave and nothing the reader may not see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.core.paginator import Page
from django.test import Client
from django.urls import reverse

from organisation.models import Unit
from powers import actions as powers
from tests.scenarios import NOW, Cast
from tests.site.test_pages import SAMPLES, is_file
from tests.site.world import World, make_world, routes

READERS = ("nobody", "clerk", "head", "officer", "registrar", "sysadmin", "secadmin", "auditor")
# What turns pages and is no list of records: the day's work, choosing one of a few, the file somebody just brought, papers of their
# own, a frozen edition that is a workbook itself.
NO_LISTS = {
    "imports:preview",
    "imports:synonyms",
    "organisation:grants",
    "organisation:home",
    "organisation:institution",
    "portal:grades",
    "powers:chart_start",
    "powers:workbench",
    "registers:compare",
    "registers:detail",
    "registers:letters",
    "registers:orders",
}
# A row for each change of an operation, so it has more rows than the page; tests/integration/dossiers/test_past.py
HISTORY = {"powers:history"}
# For each other list: who reads it, and a filter that leaves less. The last three have none.
FILTERED: dict[str, tuple[str, dict[str, str]]] = {
    "portal:home": ("nobody", {"grade": "A"}),
    "powers:list": ("clerk", {"state": "draft"}),
    "riskpoints:list": ("clerk", {"q": "退回"}),
    "controls:list": ("clerk", {"q": "取消"}),
    "registers:coverage": ("clerk", {"q": "退回"}),
    "registers:opinions": ("officer", {"disposition": "adopted"}),
    "organisation:accounts": ("sysadmin", {"q": "clerk"}),
    "organisation:institution_grants": ("secadmin", {"role": "clerk"}),
    "audit:list": ("auditor", {"q": "退回"}),
    "powers:queue": ("head", {}),
    "registers:list": ("clerk", {}),
    "imports:list": ("registrar", {}),
}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def client_for(cast: Cast, person: str) -> Client:
    client = Client()
    if person != "nobody":
        client.force_login(getattr(cast, person))
    return client


def lists(world: World, person: str) -> Iterator[tuple[str, str, Any]]:
    """Yield (route, address, context) of every page with pages that the person reaches."""
    client = client_for(world.cast, person)
    for route in (route for route in routes() if not is_file(route)):
        for address in world.addresses(route):
            answer = client.get(address)
            context = getattr(answer, "context", None)
            if answer.status_code == 200 and context and isinstance(context.get("page"), Page):
                yield route.name, address, context


def rows_of(answer: Any, address: str) -> list[list[str]]:
    """Return the rows of a list's file as texts, without its heads."""
    content = b"".join(answer.streaming_content)
    if address.endswith(".csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.auto_filter.ref
    return [
        ["" if value is None else str(value) for value in row]
        for row in sheet.iter_rows(min_row=3, values_only=True)
    ]


def test_every_list_has_its_files(world: World) -> None:
    with_files, without = set(), set()
    for person in READERS:
        for name, _address, context in lists(world, person):
            (with_files if context.get("export_files") else without).add(name)
    assert with_files == set(FILTERED) | HISTORY | SAMPLES
    assert without == NO_LISTS


@pytest.mark.parametrize("name", FILTERED)
def test_a_file_holds_what_the_filters_leave(world: World, name: str) -> None:
    person, query = FILTERED[name]
    client = client_for(world.cast, person)
    *_others, address = [
        address for route in routes() if route.name == name for address in world.addresses(route)
    ]
    everything = 0
    for asked in ({}, query):
        context = client.get(address, asked).context
        count = context["page"].paginator.count
        excel, plain = (rows_of(client.get(url, asked), url) for _format, url in context["export_files"])
        assert (len(excel), len(plain)) == (count, count)
        assert [len(row) for row in excel] == [len(row) for row in plain]
        if asked:
            assert count < everything
        everything = count
    assert everything or query


def test_no_file_tells_a_stranger_of_another_institution(world: World) -> None:
    """The world is full of what the stranger, a clerk elsewhere, must not read; one power of their own is there."""
    stranger = world.cast.stranger
    root = Unit.objects.get(institution=stranger.institution, depth=1)
    values = {"name": "邻镇的一项", "category": world.cast.category}
    powers.create(by=stranger, now=NOW, unit=root, values=values)
    client = client_for(world.cast, "stranger")
    told, reached = "", set()
    for route in routes():
        if "extension" not in route.arguments:
            continue
        for address in world.addresses(route):
            answer = client.get(address)
            assert answer.status_code in (200, 403, 404)
            if answer.status_code == 200:
                rows = rows_of(answer, address)
                if not route.name.startswith("portal:"):
                    reached.add(route.name)
                    told += str(rows)
    assert {"powers:export", "riskpoints:export", "controls:export"} <= reached
    assert "邻镇的一项" in told
    for secret in ("清河", "救助", "退回", "拟取消", "PUB-001", "clerk甲", "补充依据"):
        assert secret not in told


def test_the_files_of_the_offices_are_for_the_offices(world: World) -> None:
    for name, person in (("audit:export", "auditor"), ("organisation:account_export", "sysadmin")):
        for extension in ("xlsx", "csv"):
            address = reverse(name, args=[extension])
            for reader in READERS[1:]:
                answer = client_for(world.cast, reader).get(address)
                assert answer.status_code == (200 if reader == person else 403), (address, reader)
                assert b"".join(answer)
