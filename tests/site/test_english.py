"""The English interface is English down to its punctuation: no Chinese sign on any page of anybody.

What people type stays as typed, so here they type in Latin letters: the module that makes the world is read
with its Chinese words replaced.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

import tests
import tests.site
from registers.models import Edition
from tests.site import test_pages as pages

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+")
SAID = {
    "alt",
    "aria-label",
    "content",
    "data-confirm",
    "data-confirm-label",
    "data-label",
    "placeholder",
    "title",
}
# The seal of the brand, the sign of something new, and how the page says its name in another language.
ALLOWED = {"廉", "＋", "简体中文"}
# Shows the components with invented content.
SAMPLES = {"styleguide:home"}
# Shows content as it was frozen, where the holder of a post stands in Chinese brackets: dossiers/content.py.
FROZEN = {"registers:entry", "registers:letters"}
FROZEN_HOLDER = re.compile(r"(?<=Word\d)（\w+）|(?<=Word\d\d)（\w+）")


class _Latin(ast.NodeTransformer):
    """Puts a word in Latin letters for each Chinese one: the same for the same."""

    words: dict[str, str]

    def __init__(self) -> None:
        self.words = {}

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str) and CHINESE.search(node.value):
            latin = self.words.setdefault(node.value, f"Word{len(self.words) + 1}")
            return ast.copy_location(ast.Constant(latin), node)
        return node


@pytest.fixture
def latin(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`tests.site.world`, and `tests.scenarios` below it, whose people type in Latin letters."""
    replaced = _Latin()
    for package, name in ((tests, "scenarios"), (tests.site, "world")):
        spec = find_spec(f"{package.__name__}.{name}")
        assert spec and spec.origin
        module = ModuleType(spec.name)
        monkeypatch.setitem(sys.modules, spec.name, module)
        monkeypatch.setattr(package, name, module)
        tree = replaced.visit(ast.parse(Path(spec.origin).read_text(encoding="utf-8")))
        exec(compile(tree, spec.origin, "exec"), module.__dict__)
    return module


class _Visible(HTMLParser):
    """Collects what a page says to eyes, pointers and screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.said += [value for name, value in attrs if name in SAID and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(data.strip())


def _chinese(html: str) -> set[str]:
    """Return the sentences of the page with a Chinese sign in them."""
    page = _Visible()
    page.feed(html)
    found = set()
    for sentence in page.said:
        if set(CHINESE.findall(sentence)) - ALLOWED:
            found.add(sentence[:160])
    return found


def _answers(world: Any, module: ModuleType) -> Iterator[tuple[str, str, Any]]:
    """Yield every page as everybody sees it, then the register's pages in the other states."""
    clients = {name: Client(headers={"accept-language": "en"}) for name in pages.ROLES}
    for name, client in clients.items():
        if name != "nobody":
            client.force_login(getattr(world.cast, name))
    shown = [route for route in module.routes() if not pages.is_file(route) and route.name not in SAMPLES]
    yield from pages._pass(world, clients, shown)
    registers = [route for route in shown if route.name.startswith("registers:") and "pk" in route.arguments]
    officers = {name: clients[name] for name in ("officer", "leader")}
    for state, which in pages.STATES.items():
        edition = getattr(world, which)
        Edition._base_manager.filter(pk=edition.pk).update(state=state)
        yield from pages._pass(world, officers, registers)
        Edition._base_manager.filter(pk=edition.pk).update(state=edition.state)


def test_no_page_in_english_has_a_chinese_sign(db: None, latin: ModuleType) -> None:
    faults: dict[str, set[str]] = {}
    seen: set[str] = set()
    with translation.override("en"):
        world = latin.make_world(sys.modules["tests.scenarios"].make_cast())
        for who, name, answer in _answers(world, latin):
            if not answer.headers.get("Content-Type", "").startswith("text/html"):
                continue
            if answer.status_code == 200:
                seen.add(who)
            page = answer.content.decode()
            if name in FROZEN:
                page = FROZEN_HOLDER.sub("", page)
            if found := _chinese(page):
                faults.setdefault(name, set()).update(found)
    assert faults == {}
    assert seen == set(pages.ROLES)
