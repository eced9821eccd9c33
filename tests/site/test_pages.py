"""Every page that anybody reaches is one whole page: one heading, a title, a language, every id once.

One pass over the URL map with a person of every role and with nobody, then the register's pages again with
the editions in every other state. Refusals are pages too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client

from registers.models import Edition
from tests.scenarios import Cast
from tests.site.world import Route, World, make_world, routes

ROLES = (
    "nobody",
    "clerk",
    "head",
    "officer",
    "leader",
    "registrar",
    "stranger",
    "sysadmin",
    "secadmin",
    "auditor",
)
# Downloads, whose content other tests read back.
FILE = re.compile(r"\.(pdf|csv|svg|xlsx|docx|json|<(format:format|extension:extension)>)$")
FILES = {
    "powers:chart_bpmn",
    "powers:chart_dot",
    "powers:chart_mermaid",
    "powers:chart_svg",
    "portal:map_file",
    "powers:map_file",
    "registers:document",
    "registers:order_fetch",
}
DATA = {"healthz"}
# Shows the components with invented links.
SAMPLES = {"styleguide:home"}
# Parts of a page that htmx asks for.
FRAGMENTS = {"controls:posts"}
# Reading it changes nothing and leads back, or on.
REDIRECTS = {"set_language", "powers:chart_use", "imports:detail"}
# Edition states that the world has no edition in: which of its two is shown in them.
STATES = {
    "find": "running",
    "show": "running",
    "review": "running",
    "approved": "published",
    "filed": "published",
    "superseded": "published",
}

SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
TITLE = re.compile(r"<title>\s*\S[^<]*</title>")
LANGUAGE = re.compile(r'<html\b[^>]*\slang="(zh-CN|en)"')
LINK = re.compile(r'<a\b[^>]*\shref="(/[^"#?]*)')
ID = re.compile(r'\sid="([^"]*)"')
REFERENCE = re.compile(
    r'\s(?:for|aria-labelledby|aria-describedby|aria-controls|data-open|list)="([^"]*)"|\shref="#([^"]+)"'
)


def is_file(route: Route) -> bool:
    return bool(FILE.search(route.pattern)) or route.name in FILES


def _clients(world: World, *names: str) -> dict[str, Client]:
    clients = {name: Client() for name in names}
    for name, client in clients.items():
        if name != "nobody":
            client.force_login(getattr(world.cast, name))
    return clients


def _pass(
    world: World, clients: dict[str, Client], asked: list[Route], rows: slice = slice(None)
) -> Iterator[tuple[str, str, Any]]:
    """Yield (who, route name, answer) of every address; a route that is only posted to is asked once."""
    for route in asked:
        for address in world.addresses(route)[rows]:
            for who, client in clients.items():
                answer = client.get(address)
                yield who, route.name, answer
                if answer.status_code == 405:
                    break


def _visits(world: World) -> Iterator[tuple[str, str, Any]]:
    pages = [route for route in routes() if not is_file(route)]
    yield from _pass(world, _clients(world, *ROLES), pages, slice(1))
    yield from _pass(world, _clients(world, "clerk", "officer"), pages, slice(1, None))
    registers = [route for route in pages if route.name.startswith("registers:") and "pk" in route.arguments]
    clients = _clients(world, "officer", "leader", "registrar")
    for state, which in STATES.items():
        edition = getattr(world, which)
        Edition._base_manager.filter(pk=edition.pk).update(state=state)
        rows = slice(1) if which == "published" else slice(1, 2)
        for who, name, answer in _pass(world, clients, registers, rows):
            yield f"{who} in {state}", name, answer
        Edition._base_manager.filter(pk=edition.pk).update(state=edition.state)


def _faults(name: str, answer: HttpResponse) -> list[str]:
    """Return what is wrong with the page."""
    page = SCRIPT.sub("", answer.content.decode())
    ids = ID.findall(page)
    named = {name for found in REFERENCE.findall(page) for names in found for name in names.split()}
    return [
        *(["not one h1"] if len(re.findall(r"<h1[\s>]", page)) != 1 else []),
        *(["no title"] if len(TITLE.findall(page.partition("<body")[0])) != 1 else []),
        *(["no language"] if not LANGUAGE.search(page) else []),
        *(f"id {twice} {ids.count(twice)} times" for twice in sorted(set(ids)) if ids.count(twice) > 1),
        *(f"nothing has the id {missing}" for missing in sorted(named - set(ids)) if name not in SAMPLES),
    ]


def test_every_page_of_everybody_is_one_whole_page(cast: Cast) -> None:
    world = make_world(cast)
    faults: dict[tuple[str, str], list[str]] = {}
    answers: dict[str, set[int]] = {}
    refused, links = set(), {}
    fragments = set()
    for who, name, answer in _visits(world):
        answers.setdefault(name, set()).add(answer.status_code)
        if answer.status_code in (403, 404, 405):
            refused.add((who, answer.request["PATH_INFO"]))
        elif answer.status_code == 200:
            links |= {(who, link): name for link in LINK.findall(answer.content.decode())}
        if answer.status_code not in (200, 403, 404) or name in DATA:
            continue
        if answer.status_code == 200 and b"<html" not in answer.content:
            fragments.add(name)
        elif found := _faults(name, answer):
            faults[who, f"{name} {answer.status_code}"] = found
    assert faults == {}
    assert fragments == FRAGMENTS
    # what people are offered is not refused when they follow it
    assert {(*link, page) for link, page in links.items() if link in refused} == set()
    # no page is there for nobody: somebody reads each, or it is only posted to
    assert {name for name, found in answers.items() if not found & {200, 405}} == REDIRECTS
    assert {status for found in answers.values() for status in found} == {200, 302, 403, 404, 405}
