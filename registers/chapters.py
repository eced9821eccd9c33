"""One power of the book as its template wants it: everything in words, drawings included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registers import sheets, words
from riskreg.phrases import parted

CATALOGUE = (
    "leader_in_charge",
    "duty_division",
    "duties",
    "conditions",
    "time_limit",
    "service_commitment",
    "work_discipline",
    "accountability",
)
"""Columns of the catalogue; a power that has none of them is listed by its name only."""


def chapter(
    content: Mapping[str, Any], svgs: Sequence[str], *, internal: bool, number: int = 1
) -> dict[str, Any]:
    """Return the chapter of a content; `number` tells it from others of the same document."""
    return {
        "is_bare": not (content["steps"] or content["bases"] or any(content[name] for name in CATALOGUE)),
        "anchor": anchor(number),
        "content": content,
        "bases": [words.basis(row) for row in content["bases"]],
        "limit": words.limit(content["time_limit"]),
        "reason": words.grade_reason(content) if internal else "",
        "steps": _steps(content),
        "svgs": svgs,
        "risks": _risks(content) if internal else [],
        "measures": content.get("measures") or [],
        "chain": words.chain(content) if internal else "",
    }


def anchor(number: int) -> str:
    """Return the name under which the chapter is found in its document."""
    return f"power-{number}"


def _steps(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    exits: dict[int, list[str]] = {}
    for way in content["transitions"]:
        target = f"{way['condition']} → {way['to']}" if way["condition"] else f"→ {way['to']}"
        exits.setdefault(way["from"], []).append(target)
    return [
        {
            **step,
            "limit": words.limit(step["time_limit"]),
            "kind_word": words.word("step_kind", step["kind"]),
            "exits": parted(exits.get(step["no"], [])),
        }
        for step in content["steps"]
    ]


def _risks(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {column.key: column.value(row) for column in sheets.F1} for row in sheets.register_rows([content])
    ]
