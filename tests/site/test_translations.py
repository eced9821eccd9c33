"""The English catalogue says everything the code says, with the same placeholders, in English."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from powers.enums import TimeUnit

ROOT = Path(settings.BASE_DIR)
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
NOT_SOURCE = {".venv", ".git", "var", "docs", "tests", "locale", "node_modules", "static", "script"}
STAY_CHINESE = {"简体中文"}  # the name of a language is written in that language

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?[a-z][^>]*>")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")

ALIAS = re.compile(
    r"^\s*from django\.utils\.translation import .*?\bgettext(?:_lazy)? as (\w+)", re.MULTILINE
)

# makemessages knows the functions by their own names and `_` only
MAKE_MESSAGES = """
import os, sys
sys.path.insert(0, "")
os.environ["DJANGO_SETTINGS_MODULE"] = "riskreg.settings"
import django
from django.core.management import call_command
from django.core.management.commands.makemessages import Command
django.setup()
Command.xgettext_options = [*Command.xgettext_options, *(f"--keyword={name}" for name in sys.argv[1:])]
call_command(Command(), locale=["en"], keep_pot=True, no_location=True)
"""


@dataclass
class Message:
    """One entry of a catalogue."""

    context: str = ""
    source: str = ""
    plural: str = ""
    words: dict[str, str] = field(default_factory=dict)  # "msgstr" or "msgstr[0]", … → text
    fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.source

    def __str__(self) -> str:
        return f"{self.context}|{self.source}" if self.context else self.source


def read(path: Path) -> Iterator[Message]:
    """Yield the entries of a .po or .pot file; obsolete ones are comments and are passed over."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        message, now = Message(), ""
        for line in block.splitlines():
            if line.startswith("#,"):
                message.fuzzy = "fuzzy" in line
            if line.startswith("#") or not line.strip():
                continue
            keyword, quote, rest = line.partition('"')
            text = ast.literal_eval(quote + rest)
            now = keyword.strip() or now
            if now == "msgctxt":
                message.context += text
            elif now == "msgid":
                message.source += text
            elif now == "msgid_plural":
                message.plural += text
            else:
                message.words[now] = message.words.get(now, "") + text
        if message.source:
            yield message


@pytest.fixture(scope="module")
def catalogue() -> list[Message]:
    return list(read(ROOT / CATALOGUE))


def aliases(source: Path) -> set[str]:
    """Return the other names under which the code calls gettext, such as `lazy`."""
    names = {
        name for path in source.rglob("*.py") for name in ALIAS.findall(path.read_text(encoding="utf-8"))
    }
    return names - {"_"}


@pytest.fixture(scope="module")
def in_code(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """What `makemessages` finds in a copy of the source: it writes where it reads."""
    copy = tmp_path_factory.mktemp("source")

    def skip(folder: str, names: list[str]) -> set[str]:
        top = Path(folder) == ROOT
        return {
            name
            for name in names
            if (top and name in NOT_SOURCE)
            or name == "__pycache__"
            or not (Path(folder, name).is_dir() or name.endswith((".py", ".html", ".txt")))
        }

    shutil.copytree(ROOT, copy, ignore=skip, dirs_exist_ok=True)
    (copy / CATALOGUE).parent.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", MAKE_MESSAGES, *sorted(aliases(copy))],
        cwd=copy,
        env={**os.environ, "RISKREG_DATA": str(copy / "var"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = list(read(copy / "locale/django.pot"))
    assert len(found) > 1000
    return found


def _told(wrong: list[str]) -> str:
    hint = "Run makemessages -l en, then complete locale/en."
    rooms = [path.parent for path in ROOT.glob("*/__init__.py")]
    if other := ", ".join(sorted(set().union(*map(aliases, rooms)))):
        hint += f" It does not see what is marked by another name ({other}): call gettext_lazy by its own."
    return "\n".join(["", *wrong, hint])


def test_every_message_of_the_code_has_an_english_wording(
    in_code: list[Message], catalogue: list[Message]
) -> None:
    known = {message.key: message for message in catalogue}
    missing = [str(message) for message in in_code if message.key not in known]
    one_form = [
        str(message)
        for message in in_code
        if message.key in known and bool(message.plural) != bool(known[message.key].plural)
    ]
    assert not missing, _told(missing)
    assert not one_form, _told(one_form)


def test_no_wording_is_empty_or_a_guess(catalogue: list[Message]) -> None:
    fuzzy = [f"fuzzy: {message}" for message in catalogue if message.fuzzy]
    empty = [
        f"empty: {message}" for message in catalogue if not message.words or not all(message.words.values())
    ]
    plural = [
        f"plural: {message}"
        for message in catalogue
        if message.plural and set(message.words) != {"msgstr[0]", "msgstr[1]"}
    ]
    assert not (fuzzy + empty + plural), _told(fuzzy + empty + plural)


def test_placeholders_and_tags_are_those_of_the_source(catalogue: list[Message]) -> None:
    wrong = [
        f"{message} → {text}"
        for message in catalogue
        for text in message.words.values()
        if Counter(PLACEHOLDER.findall(message.source)) != Counter(PLACEHOLDER.findall(text))
    ]
    assert not wrong, _told(wrong)


def test_no_wording_is_left_in_chinese(catalogue: list[Message]) -> None:
    wrong = [
        f"{message} → {text}"
        for message in catalogue
        for text in message.words.values()
        if CHINESE.search(text) and text not in STAY_CHINESE
    ]
    assert not wrong, _told(wrong)


def test_units_of_time_stand_apart_from_the_number_before_them(catalogue: list[Message]) -> None:
    words = {message.key: message.words for message in catalogue}
    with translation.override("zh-hans"):
        units = {unit: str(unit.label) for unit in TimeUnit}
    for unit, label in units.items():
        assert words["", label]["msgstr"].startswith(" ") == (unit != TimeUnit.IMMEDIATE), label
