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
STAY_CHINESE = {
    "简体中文",  # the name of a language is written in that language
    "〓: not in the fonts of this machine: %(signs)s",  # the sign that was printed, told as it stands
}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?[a-z][^>]*>")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")

ONE_ARGUMENT = {"gettext", "gettext_lazy", "gettext_noop"}
UNSEEN = "makemessages does not see it: another name than gettext_lazy or _, or inside an f-string"


@dataclass
class Message:
    """One entry of a catalogue."""

    context: str = ""
    source: str = ""
    plural: str = ""
    words: dict[str, str] = field(default_factory=dict)  # "msgstr" or "msgstr[0]", … → text
    fuzzy: bool = False
    unseen: bool = False  # in the code, but not found by makemessages

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


def called(path: Path) -> Iterator[str]:
    """Yield what a module hands to gettext under any name, also inside f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name in ONE_ARGUMENT
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            for word in node.args[:1]:
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    yield word.value


@pytest.fixture(scope="module")
def in_code(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """What `makemessages` finds in a copy of the source (it writes where it reads), and what it overlooks."""
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
        [sys.executable, "manage.py", "makemessages", "-l", "en", "--keep-pot", "--no-location"],
        cwd=copy,
        env={**os.environ, "RISKREG_DATA": str(copy / "var"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = list(read(copy / "locale/django.pot"))
    assert len(found) > 1000
    seen = {message.source for message in found if not message.context}
    words = {word for path in copy.rglob("*.py") for word in called(path)} - seen
    return found + [Message(source=word, unseen=True) for word in sorted(words)]


def _told(wrong: list[str]) -> str:
    return "\n".join(["", *wrong, "Run makemessages -l en, then complete locale/en."])


def test_every_message_of_the_code_has_an_english_wording(
    in_code: list[Message], catalogue: list[Message]
) -> None:
    known = {message.key: message for message in catalogue}
    missing = [
        f"{message} ({UNSEEN})" if message.unseen else str(message)
        for message in in_code
        if message.key not in known
    ]
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
