"""Nothing is there only in name: no address, menu entry, template, command or setting that does nothing."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.test import Client
from django.urls import resolve, reverse

from riskreg.navigation import PLACES
from tests.scenarios import STAGES, Cast
from tests.site.world import make_world, routes

ROOT: Path = settings.BASE_DIR
ROOMS = (
    "riskreg",
    "audit",
    "organisation",
    "powers",
    "riskpoints",
    "controls",
    "dossiers",
    "registers",
    "imports",
    "portal",
)
# Addresses that no page links to, and why.
UNLINKED = {
    "healthz": "for monitors",
    "registers:working_copy": "for scripts: on screen the download of an open edition gives the same",
    "styleguide:home": "for developers, from the components' README",
}
# Templates that Django asks for by itself.
ASKED_FOR = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# Who sees which places in the header.
HEADER = {
    "clerk": ["powers:workbench", "powers:list", "riskpoints:list", "controls:list", "registers:list"],
    "head": ["powers:queue", "powers:list", "riskpoints:list", "controls:list", "registers:list"],
    "officer": ["powers:queue", "powers:list", "riskpoints:list", "controls:list", "registers:list"],
    "leader": ["powers:list", "riskpoints:list", "controls:list", "registers:list"],
    "registrar": ["powers:list", "riskpoints:list", "controls:list", "registers:list", "imports:list"],
    "colleague": ["powers:workbench", "powers:list", "riskpoints:list", "controls:list", "registers:list"],
    "stranger": ["powers:workbench", "powers:list", "riskpoints:list", "controls:list", "registers:list"],
    "sysadmin": ["organisation:home"],
    "secadmin": ["organisation:grants"],
    "auditor": ["audit:list"],
}

URL_TAG = re.compile(r"""\{% url ['"]([\w:]+)['"]([^%]*)%\}""")
TEMPLATE = re.compile(r"""["']([\w/]+\.(?:html|txt|css))(?:#\w+)?["']""")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def _constants() -> Iterator[tuple[Path, str]]:
    """Yield every string of the code that is no docstring."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(_text(path))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield path, node.value


def _url_tags() -> Iterator[tuple[Path, str, int]]:
    """Yield (template, name, number of arguments) of every `url` tag."""
    for path in _templates():
        for name, rest in URL_TAG.findall(_text(path)):
            words = re.sub(r"\sas \w+\s*$", "", rest.rstrip() + " ").split()
            yield path, name, len(words)


def test_every_address_that_pages_name_exists_with_these_arguments() -> None:
    known = {(route.name, len(route.arguments)) for route in routes()}
    unknown = [
        f"{path.relative_to(ROOT)}: {name} with {count}"
        for path, name, count in _url_tags()
        if (name, count) not in known
    ]
    assert unknown == []
    spaces = "|".join({route.name.split(":")[0] for route in routes() if ":" in route.name})
    names = {route.name for route in routes()}
    wrong = [
        f"{path.relative_to(ROOT)}: {text}"
        for path, text in _constants()
        if re.fullmatch(rf"({spaces}):[a-z_]+", text) and text not in names
    ]
    assert wrong == []


def test_every_address_is_linked_from_somewhere() -> None:
    named = {name for _path, name, _count in _url_tags()} | {
        text for _path, text in _constants() if ":" in text
    }
    assert {route.name for route in routes()} - named == set(UNLINKED)


def test_no_link_leads_nowhere() -> None:
    """No `#` for want of an address, no address written out where it could change."""
    found = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in _templates()
        if "gallery" not in path.parts
        for link in re.findall(
            r"""(?:href|action|hx-\w+)=["'](#|/[^"'{][^"']*|javascript:[^"']*|)["']""", _text(path)
        )
    ]
    assert found == []


def test_every_template_is_used() -> None:
    text = [_text(path) for path in _templates()] + [text for _path, text in _constants()]
    used = {name for one in text for name in TEMPLATE.findall(one)} | {
        one for one in text if one.endswith(".html")
    }
    used |= {f"registers/_{state}.html" for state in STAGES}  # the page of an edition chooses by its state
    names = {path.relative_to(ROOT / "templates").as_posix() for path in _templates()}
    unused = {name for name in names - used - ASKED_FOR if not name.startswith("django/forms/")}
    assert unused == set()
    ours = {one for one in used if one.endswith(".html") and "/" in one and not one.startswith("django/")}
    assert ours - names == set()


def test_every_place_of_the_header_opens_for_whoever_sees_it(cast: Cast) -> None:
    make_world(cast)
    header = {}
    for name, person in cast.people().items():
        client = Client()
        client.force_login(person)
        places = [place["url"] for place in client.get(reverse("accounts:profile")).context["nav"]]
        assert [client.get(place).status_code for place in places] == [200] * len(places), name
        header[name] = [resolve(place).view_name for place in places]
    assert header == HEADER
    assert {name for names in header.values() for name in names} == {name for name, _label, _need in PLACES}


def _documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _own_commands() -> dict[str, str]:
    return {name: room for name, room in get_commands().items() if room in ROOMS}


@pytest.mark.parametrize("name", sorted(_own_commands()))
def test_every_command_says_what_it_does_here_and_in_the_documents(name: str) -> None:
    command = load_command_class(_own_commands()[name], name)
    assert command.help
    assert [path.name for path in _documents() if re.search(rf"\b{name}\b", _text(path))] != []


def _command_lines() -> Iterator[tuple[str, list[str]]]:
    """Yield (file, words after manage.py) of every command line that documents and scripts write."""
    scripts = [
        path for path in sorted((ROOT / "script").rglob("*")) if path.is_file() and path.suffix != ".pyc"
    ]
    plans = ROOT / "docs" / "plans"
    for path in [*(one for one in _documents() if plans not in one.parents), *scripts]:
        for rest in re.findall(r"manage\.py ([a-z_]+[^`\n#;|&)]*)", _text(path)):
            yield path.relative_to(ROOT).as_posix(), shlex.split(rest)


def test_every_command_line_that_is_written_down_is_understood(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    lines = list(_command_lines())
    assert len(lines) > 15
    for where, (name, *words) in lines:
        command = load_command_class(get_commands()[name], name)
        if words:  # without any it is only a mention
            command.create_parser("manage.py", name).parse_args(words)  # CommandError or SystemExit if not
        assert command, where


def _documented() -> set[str]:
    rows = re.findall(r"^\| (`[^|]+`) \|", _text(ROOT / "docs" / "settings.md"), flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def _read_by_code() -> set[str]:
    """Return the variables that the code reads: `env("X")`, `env.bool("X")`, `os.environ.get("X")`."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(_text(path))):
                if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                    continue
                if re.fullmatch(r"env|env\.\w+|os\.environ\.get", ast.unparse(node.func)):
                    found.add(str(node.args[0].value))
    return found


def test_documents_and_settings_know_the_same_variables() -> None:
    scripts = "".join(
        _text(path)
        for path in sorted((ROOT / "script").rglob("*"))
        if path.suffix in ("", ".sh") and path.is_file()
    )
    in_scripts = set(re.findall(r"\$\{([A-Z_]+):-", scripts))
    assert _documented() == _read_by_code() | in_scripts
    assert _read_by_code() >= {
        "DATABASE_URL",
        "RISKREG_DATA",
        "SECRET_KEY",
        "SESSION_MINUTES",
        "SAMPLE_PASSWORD",
    }
