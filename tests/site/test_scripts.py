"""Every script says what it does when asked, and refuses what it does not know before it does anything."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS: Path = settings.BASE_DIR / "script"
NAMES = sorted(path.name for path in SCRIPTS.iterdir() if path.is_file())


def _run(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(SCRIPTS / name), *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def _head(name: str) -> str:
    lines = (SCRIPTS / name).read_text(encoding="utf-8").splitlines()[1:]
    return "".join(line[2:] + "\n" for line in lines[: lines.index(next(x for x in lines if x[:1] != "#"))])


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", NAMES)
def test_help_is_the_head_of_the_script(name: str, flag: str) -> None:
    done = _run(name, flag)
    assert (done.returncode, done.stdout, done.stderr) == (0, _head(name), "")


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        *((name, "--nonsense") for name in NAMES if name != "test"),  # what it takes is pytest's to judge
        ("bench", "many"),
        ("bench", "3"),
        ("bench", "1000x"),
        ("lock", "--upgrade-package="),
        ("server", "8001"),
    ],
)
def test_an_unknown_argument_is_named_and_answered_with_the_help(name: str, argument: str) -> None:
    done = _run(name, argument)
    refused = f"script/{name} does not take “{argument}”.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", refused + _head(name))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_gets_a_sentence(port: str) -> None:
    done = _run("server", PORT=port)
    said = "PORT is a number from 1 to 65535, for example:  PORT=8001 script/server\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
