"""Two states of a chart in one marked drawing, with the table of differences beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dossiers.chart_diff import ChartDiff, StepDiff, WayDiff, diff
from dossiers.compare import STEP, Label
from powers.diagrams import Chart, ChartEdge, ChartStep, Drawing, flow_dot
from riskreg.phrases import labelled, listed, parted
from riskreg.rendering import dot
from riskreg.rendering.marks import SIGNS, word
from riskreg.rendering.responses import inline_svg
from riskreg.rendering.svg import clean_svg


@dataclass(frozen=True)
class Mark:
    """A kind of difference with its sign and its word."""

    kind: str
    sign: str
    word: str


@dataclass(frozen=True)
class Row:
    """A step or way that differs: `details` are (what, before, now)."""

    anchor: str
    marks: tuple[Mark, ...]
    thing: str
    details: tuple[tuple[Label, str, str], ...]


@dataclass(frozen=True)
class Marked:
    """What a page shows of two states; `problem` says why there is no drawing."""

    differs: bool
    svg: SafeString
    problem: str
    rows: tuple[Row, ...]
    counts: tuple[tuple[Mark, int], ...]


def marked(old: Mapping[str, Any], new: Mapping[str, Any], *, names: tuple[str, str], rows: bool) -> Marked:
    """Compare two contents (`name`, `code`, `steps`, `transitions`) called `names`.

    `rows`: the page has the table of differences, and the shapes lead to its rows.
    """
    found = diff(old, new)
    table = tuple(_rows(found))
    chart = chart_of(found, new, names=names, linked=rows)
    svg, problem = _drawn(chart, found, table)
    kinds = [mark.kind for row in table for mark in row.marks]
    counts = tuple((_mark(kind), kinds.count(kind)) for kind in SIGNS if kind in kinds)
    return Marked(found.differs, svg, problem, table, counts)


def marked_change(old: Mapping[str, Any], new: Mapping[str, Any], *, names: tuple[str, str]) -> Marked | None:
    """Return the marked drawing for a page that lists the changes itself, None if the chart is the same."""
    return marked(old, new, names=names, rows=False) if diff(old, new).differs else None


def drawing_of(old: Mapping[str, Any], new: Mapping[str, Any], *, names: tuple[str, str]) -> Drawing:
    """Return the merged drawing alone."""
    return flow_dot(chart_of(diff(old, new), new, names=names, linked=False))


def chart_of(found: ChartDiff, content: Mapping[str, Any], *, names: tuple[str, str], linked: bool) -> Chart:
    """Return the merged chart, every step and way with its marks."""
    limit = STEP["time_limit"][1] or str
    steps = tuple(
        ChartStep(
            no=one.no,
            label=one.step["label"],
            kind=one.step["kind"],
            actor=one.step.get("actor") or "",
            time_limit_text=limit(one.step.get("time_limit")),
            external=bool(one.step.get("is_external")),
            url=f"#{_anchor(one)}" if linked and one.marks else None,
            marks=one.marks,
        )
        for one in found.steps
    )
    then, now = names
    return Chart(
        title=content["name"],
        code=content["code"],
        steps=steps,
        edges=tuple(_edges(found)),
        part=_("比较：%(then)s → %(now)s") % {"then": then, "now": now},
    )


def _edges(found: ChartDiff) -> Iterator[ChartEdge]:
    """Yield one line for all ways between two steps; what is marked says so in its words too."""
    pairs: dict[tuple[int, int], list[WayDiff]] = {}
    for way in found.ways:
        pairs.setdefault((way.source, way.target), []).append(way)
    for pair, ways in pairs.items():
        kinds = {way.kind for way in ways}
        kind = kinds.pop() if len(kinds) == 1 else "changed"
        words = parted(map(_condition, ways))
        yield ChartEdge(*pair, words, "" if kind == "same" else kind)


def _condition(way: WayDiff) -> str:
    if way.kind == "same":
        return way.new
    words = {"added": way.new, "removed": way.old}.get(way.kind, f"{_or_none(way.old)} → {_or_none(way.new)}")
    return f"{SIGNS[way.kind]} {words}".strip()


def _or_none(words: str) -> str:
    return words or _("（无条件）")


def _drawn(chart: Chart, found: ChartDiff, rows: tuple[Row, ...]) -> tuple[SafeString, str]:
    if not chart.steps:
        return SafeString(""), ""
    try:
        drawn = dot.render_cached(flow_dot(chart).source, format="svg", engine="neato")
    except dot.DotError as error:
        return SafeString(""), str(error)
    said = [labelled(listed(mark.word for mark in row.marks), row.thing) for row in rows]
    titles = {f"step-{one.no}": _title(one) for one in found.steps}
    words = parted(said) or _("流程图没有差别。")
    svg = clean_svg(drawn, title=chart.title, description=words, id_prefix="diff-", titles=titles)
    return inline_svg(svg), ""


def _title(one: StepDiff) -> str:
    words = listed(map(word, one.marks))
    return labelled(words, _thing(one)) if words else _thing(one)


def _rows(found: ChartDiff) -> Iterator[Row]:
    """Yield what differs: steps in the order of the chart, then ways."""
    by_number = {one.no: one for one in found.steps}
    for one in found.steps:
        if one.marks:
            details = [(change.field, change.old, change.new) for change in one.fields]
            details += _places(found, one) if one.moved else []
            yield Row(_anchor(one), tuple(map(_mark, one.marks)), _thing(one), tuple(details))
    for at, way in enumerate(found.ways, 1):
        if way.kind != "same":
            ends = [by_number[no].step["label"] for no in (way.source, way.target)]
            details = [(_("条件"), way.old, way.new)] if way.old or way.new else []
            yield Row(f"change-way-{at}", (_mark(way.kind),), " → ".join(ends), tuple(details))


def _mark(kind: str) -> Mark:
    return Mark(kind, SIGNS[kind], word(kind))


def _anchor(one: StepDiff) -> str:
    return f"change-{one.no}"


def _thing(one: StepDiff) -> str:
    number = one.step["no"] if one.new is not None else _("原%(no)s") % {"no": one.step["no"]}
    return f"{number}. {one.step['label']}"


def _places(found: ChartDiff, one: StepDiff) -> list[tuple[Label, str, str]]:
    """Return where a moved step stood and stands: its number, and what leads to it."""
    old, new = one.old or {}, one.new or {}
    steps = {other.no: other for other in found.steps}
    into = [way for way in found.ways if way.target == one.no]
    before = [steps[way.source].old or {} for way in into if way.kind != "added"]
    after = [steps[way.source].new or {} for way in into if way.kind != "removed"]
    there, here = (listed(dict.fromkeys(step["label"] for step in side)) for side in (before, after))
    places = [(STEP["no"][0], str(old["no"]), str(new["no"])), (_("上一环节"), there, here)]
    return [place for place in places if place[1] != place[2]]
