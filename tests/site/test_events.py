"""Every event is told in words of its own, and every act that records one can be taken by somebody.

That each event has a presenter and each presenter an emitter: tests/unit/audit/test_presenters.py.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.utils import translation

from audit import presenters
from audit.models import AuditEvent
from organisation import actions as organisation
from tests.scenarios import NOW, Cast
from tests.site.world import make_world

ROOT: Path = settings.BASE_DIR
ROOMS = ("organisation", "powers", "riskpoints", "controls", "dossiers", "registers", "imports")
SAMPLES = ("registers/sample", "generate_register.py", "load_sample.py")  # no way for people


def _modules() -> list[Path]:
    paths = [path for room in (*ROOMS, "audit", "portal") for path in (ROOT / room).rglob("*.py")]
    return [path for path in paths if not any(part in path.as_posix() for part in SAMPLES)]


def _actions(tree: ast.Module) -> set[str]:
    """Return the public functions of an `actions` module that act on somebody's behalf."""
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and {"now"} & {argument.arg for argument in node.args.kwonlyargs}
    }


def _taken(path: Path, tree: ast.Module) -> set[tuple[str, str]]:
    """Return (room, action) of the actions that the module uses, by whatever name it imported them."""
    rooms: dict[str, str] = {}
    taken = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if node.module in ROOMS and name.name == "actions":
                    rooms[name.asname or name.name] = node.module
                elif node.module in {f"{room}.actions" for room in ROOMS}:
                    taken.add((node.module.split(".")[0], name.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in rooms:
            taken.add((rooms[node.value.id], node.attr))
        elif isinstance(node, ast.Name) and path.stem == "actions":
            taken.add((path.parent.name, node.id))
    return taken


def test_every_action_can_be_taken_by_somebody() -> None:
    """An action is called by a view, a task or a command, or by another action."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _modules()}
    actions = {
        (path.parent.name, name)
        for path, tree in trees.items()
        if path.stem == "actions"
        for name in _actions(tree)
    }
    taken = {one for path, tree in trees.items() for one in _taken(path, tree)}
    assert len(actions) > 45
    assert actions - taken == set()


def test_no_two_events_read_alike() -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told = Counter(str(words) for words in presenters.EVENTS.values())
        assert [words for words, times in told.items() if times > 1] == [], language
        assert "" not in told


def test_a_lived_in_institution_is_told_in_words(cast: Cast) -> None:
    """No detail of any event shows the name of a column."""
    make_world(cast)
    post = organisation.add_post(
        unit=cast.unit, by=cast.sysadmin, now=NOW, values={"code": "P9", "title": "甲"}
    )
    organisation.assign_post(post=post, person=cast.clerk, by=cast.sysadmin, now=NOW, started_on=NOW.date())
    organisation.edit_account(account=cast.clerk, by=cast.sysadmin, now=NOW, values={"phone": "1234567"})
    seen = {event.event for event in AuditEvent.objects.all()}
    assert len(seen) > 25
    raw = {
        (event.event, detail.label)
        for event in AuditEvent.objects.all()
        for detail in presenters.details(event)
        if re.fullmatch(r"[a-z_]+", detail.label)
    }
    assert raw == set()
