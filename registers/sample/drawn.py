"""The sample charts and maps as plain values, straight from the fixture files: no database.

Equal to what is drawn from the loaded samples; golden tests and the gallery in the docs are made from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from powers.chart import Drawing
from powers.overview import Band, Item, Overview, overview_dot
from registers import charts
from registers.sample import reading
from riskreg.phrases import bracketed


@dataclass(frozen=True)
class SampleChart:
    """The chart of one sample power, with everything its three layouts need."""

    content: Mapping[str, Any]

    @property
    def code(self) -> str:
        return str(self.content["code"])

    @property
    def name(self) -> str:
        return str(self.content["name"])

    def drawing(self, layout: str) -> Drawing:
        """Return the internal chart in the layout: with badges, and risks in the risk layout."""
        return charts.drawing_of(self.content, charts.chart_of(self.content, internal=True), layout)


def sample_charts() -> Iterator[SampleChart]:
    """Yield the charts of all sample institutions in order of their files; powers without steps have none."""
    for code in reading.INSTITUTIONS:
        data = reading.institution(code)
        names = _Names(data)
        yield from (SampleChart(_content(names, row)) for row in reading.powers(code) if row.get("steps"))


def sample_map(code: str) -> Overview:
    """Return the working map of a sample institution, of no day in particular."""
    data = reading.institution(code)
    held: dict[str, list[Item]] = {}
    for row in reading.powers(code):
        held.setdefault(row["unit"], []).append(Item(row["code"], row["name"], _grade(row)))
    root = [Band(data["name"], 0, tuple(held["ROOT"]))] if "ROOT" in held else []
    levels: dict[str, int] = {}
    bands = []
    for row in _in_tree_order(data["units"]):
        levels[row["code"]] = levels[row["parent"]] + 1 if row.get("parent") else len(root)
        bands.append(Band(row["name"], levels[row["code"]], tuple(held.get(row["code"], ()))))
    return Overview(data["name"], (*root, *bands), edition=_("工作稿"))


def map_drawing(code: str) -> Drawing:
    """Return the drawing of a sample institution's map."""
    return overview_dot(sample_map(code))


def _in_tree_order(units: list[dict[str, Any]], above: str = "") -> Iterator[dict[str, Any]]:
    for row in units:
        if (row.get("parent") or "") == above:
            yield row
            yield from _in_tree_order(units, row["code"])


class _Names:
    """What the codes of an institution's fixture stand for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        people = {row["username"]: row["name"] for row in data["people"]}
        self.units = {row["code"]: row["name"] for row in data["units"]} | {"ROOT": data["name"]}
        self.posts = {row["code"]: row for row in data["posts"]}
        self.holders = {row["code"]: people.get(row.get("holder"), "") for row in data["posts"]}

    def title(self, post: str | None) -> str:
        return self.posts[post]["title"] if post else ""

    def post(self, post: str | None) -> str:
        """Return a post with its holder."""
        return self.title(post) + bracketed(self.holders[post]) if post else ""

    def unit_of(self, post: str | None) -> str:
        return self.units[self.posts[post]["unit"]] if post else ""


def _content(names: _Names, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `registers.charts` reads of a content."""
    responsible = {"direct": names.post((row.get("chain") or {}).get("direct"))}
    return {
        "code": row["code"],
        "name": row["name"],
        "unit": names.units[row["unit"]],
        "grade": _grade(row),
        "steps": [_step(names, step) for step in row["steps"]],
        "transitions": sorted(row["transitions"], key=lambda way: way["from"]),
        "risk_points": [
            {**point, "step": point.get("step"), "responsible": responsible}
            for point in row.get("risk_points") or ()
        ],
    }


def _step(names: _Names, step: Mapping[str, Any]) -> dict[str, Any]:
    post, limit = step.get("post"), step.get("time_limit")
    return {
        "no": step["no"],
        "label": step["label"],
        "kind": step["kind"],
        "actor": step.get("actor") or names.title(post),
        "post_unit": names.unit_of(post),
        "is_external": bool(step.get("external")),
        "time_limit": {"value": limit.get("value"), "unit": limit["unit"]} if limit else None,
    }


def _grade(row: Mapping[str, Any]) -> str:
    return str((row.get("grading") or {}).get("grade", ""))
