"""Reads the fixture files: plain values, no database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"
INSTITUTIONS = ("SAMPLE-XZ", "SAMPLE-GS", "SAMPLE-ZC")


def read(path: Path) -> Any:
    """Return the content of one YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def categories() -> list[dict[str, Any]]:
    """Return the rows of the table of categories."""
    return list(read(FIXTURES / "categories.yaml"))


def calendar() -> list[dict[str, Any]]:
    """Return the statutory holidays and make-up working days."""
    return list(read(FIXTURES / "calendar.yaml"))


def institution(code: str) -> dict[str, Any]:
    """Return the institution with units, posts, people and grants."""
    return dict(read(FIXTURES / "samples" / code / "institution.yaml"))


def powers(code: str) -> list[dict[str, Any]]:
    """Return the institution's powers in order of their files."""
    files = sorted((FIXTURES / "samples" / code / "powers").glob("*.yaml"))
    return [dict(read(path)) for path in files]
