"""English is complete: every sentence is marked, translated, and keeps its placeholders."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile("[\u3400-\u9fff]+")
NOT_SOURCE = shutil.ignore_patterns(".*", "var", "tests", "docs", "fixtures", "locale", "__pycache__")
TAGS = re.compile(
    r"{% blocktrans.*?endblocktrans\w* %}|{% comment .*?{% endcomment %}|{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->",
    re.DOTALL,
)
# The mark in the brand, and a language's own name for itself.
UNTRANSLATED = {
    "templates/_components/brand.html": {"廉"},
    "templates/_components/language.html": {"简体中文"},
}


def _run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "LC_ALL": "C.UTF-8",
        "RISKREG_DATA": str(folder / "var"),
        "SECRET_KEY": "tests-only",
    }
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def source_messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messages of the source as it is now, gathered in a copy of the project."""
    copy = tmp_path_factory.mktemp("messages") / "project"
    shutil.copytree(ROOT, copy, ignore=NOT_SOURCE)
    (copy / "locale").mkdir()
    made = _run(sys.executable, "manage.py", "makemessages", "-l", "en", "--no-wrap", folder=copy)
    assert made.returncode == 0, made.stderr
    return copy / "locale" / "en" / "LC_MESSAGES" / "django.po"


def test_english_has_every_message_of_the_source_and_no_other(source_messages: Path) -> None:
    compared = _run("msgcmp", str(CATALOGUE), str(source_messages), folder=ROOT)
    assert (compared.stderr, compared.returncode) == ("", 0)


def test_english_keeps_every_placeholder(tmp_path: Path) -> None:
    checked = _run("msgfmt", "--check-format", "-o", str(tmp_path / "django.mo"), str(CATALOGUE), folder=ROOT)
    assert (checked.stderr, checked.returncode) == ("", 0)


def test_english_has_no_doubtful_message() -> None:
    doubtful = _run("msgattrib", "--only-fuzzy", "--no-obsolete", str(CATALOGUE), folder=ROOT)
    assert (doubtful.stdout, doubtful.stderr) == ("", "")


def test_templates_mark_their_text_for_translation() -> None:
    bare = {}
    for path in (ROOT / "templates").rglob("*.html"):
        name = path.relative_to(ROOT).as_posix()
        found = set(CHINESE.findall(TAGS.sub("", path.read_text(encoding="utf-8"))))
        if found - UNTRANSLATED.get(name, set()):
            bare[name] = found
    assert bare == {}
