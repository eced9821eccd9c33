"""One power of the book as its template wants it: everything in words, drawings included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from registers import sheets, words
from riskreg.phrases import parted
from riskreg.rendering.letter import MOST_LINES
from riskreg.rendering.text import height

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
WIDE, NARROW = 84, 15
"""Half characters in a line: of the catalogue, and about of a column of steps or risk points."""


def chapter(
    content: Mapping[str, Any], svgs: Sequence[str], *, internal: bool, number: int = 1
) -> dict[str, Any]:
    """Return the chapter of a content; `number` tells it from others of the same document."""
    return {
        "is_bare": not (content["steps"] or content["bases"] or any(content[name] for name in CATALOGUE)),
        "anchor": anchor(number),
        "content": content,
        "rows": list(_rows(content, internal=internal)),
        "steps": _steps(content),
        "svgs": svgs,
        "risks": _risks(content) if internal else [],
        "measures": content.get("measures") or [],
    }


def anchor(number: int) -> str:
    """Return the name under which the chapter is found in its document."""
    return f"power-{number}"


def _rows(content: Mapping[str, Any], *, internal: bool) -> Iterator[dict[str, Any]]:
    """Yield the catalogue of the power; what only the internal book says is left out where there is nothing to say."""
    bases = "\n".join(words.basis(row) for row in content["bases"])
    yield _row(_("行使依据"), bases)
    yield _row(_("主管领导"), content["leader_in_charge"])
    yield _row(_("人员职责分工"), content["duty_division"])
    yield _row(_("行使职责"), content["duties"])
    yield _row(_("办理条件"), content["conditions"])
    yield _row(_("办理时限"), words.limit(content["time_limit"]))
    yield _row(_("服务承诺"), content["service_commitment"])
    yield _row(_("工作纪律"), content["work_discipline"])
    yield _row(_("责任追究"), content["accountability"])
    if not internal:
        return
    hidden = content.get("nonpublic") or {}
    for label, text in (
        (_("定级理由"), words.grade_reason(content)),
        (_("不公开理由"), parted((hidden["basis"], hidden["reason"])) if hidden else ""),
        (_("责任链"), words.chain(content)),
    ):
        if text:
            yield _row(label, text)


def _row(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "text": text, "long": height(text, WIDE) > MOST_LINES}


def _is_long(row: Mapping[str, Any], keys: Sequence[str]) -> bool:
    return any(height(row[key], NARROW) > MOST_LINES for key in keys)


def _steps(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    exits: dict[int, list[str]] = {}
    for way in content["transitions"]:
        target = f"→\u00a0{way['to']}"
        exits.setdefault(way["from"], []).append(f"{way['condition']} {target}".strip())
    rows = [
        {
            **step,
            "limit": words.limit(step["time_limit"]),
            "kind_word": words.word("step_kind", step["kind"]),
            "exits": "\n".join(exits.get(step["no"], [])),
        }
        for step in content["steps"]
    ]
    texts = ("label", "actor", "supervision", "counterpart_rights", "exits")
    return [{**row, "long": _is_long(row, texts)} for row in rows]


def _risks(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {column.key: column.value(row) for column in sheets.F1} for row in sheets.register_rows([content])
    ]
    texts = ("title", "step", "manifestation", "measures", "owner")
    return [{**row, "long": _is_long(row, texts)} for row in rows]
