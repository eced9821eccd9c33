"""Nothing grows past the size one can read at a sitting; the exceptions only shrink."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

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
MODULE, FUNCTION, VIEW, TEMPLATE, TEST_FILE = 400, 40, 25, 150, 400

# What is over its budget today, with its size. Take away, make smaller; never add.
ALLOWED: dict[str, int] = {
    "audit/recording.py:record": 41,
    "riskreg/styleguide.py:_samples": 54,
    "tests/scenarios.py:complete": 42,
    "tests/unit/fixtures/test_fixture_files.py": 519,
    "tests/unit/fixtures/test_fixture_files.py:test_references_and_values": 49,
    "tests/unit/fixtures/test_fixture_files.py:test_chart_is_well_formed": 50,
}


def _modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{_name(path)}:{node.name}", node.end_lineno - node.lineno + 1


def _is_view(path: Path) -> bool:
    return path.stem == "views" or path.parent.name == "views"


def _sizes() -> Iterator[tuple[str, int, int]]:
    """Yield (name, size, budget) of everything that has a budget."""
    for path in _modules(*ROOMS):
        yield _name(path), _lines(path), MODULE
        for name, size in _functions(path):
            yield name, size, VIEW if _is_view(path) else FUNCTION
    for path in _modules("tests"):
        yield _name(path), _lines(path), TEST_FILE
        for name, size in _functions(path):
            yield name, size, FUNCTION
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield _name(path), _lines(path), TEMPLATE


def test_everything_keeps_its_budget() -> None:
    over = {
        name: f"{size} lines, budget {budget}"
        for name, size, budget in _sizes()
        if size > max(budget, ALLOWED.get(name, 0))
    }
    assert over == {}


@pytest.mark.parametrize("name", ALLOWED)
def test_the_exceptions_are_still_needed(name: str) -> None:
    budgets = [(size, budget) for found, size, budget in _sizes() if found == name]
    assert any(size > budget for size, budget in budgets), f"{name} fits its budget: take it off the list"
