"""Between a power and files of other programs: its chart out, a file in as a table not yet saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from powers import charting, mermaid, readable_dot
from powers.bpmn.matching import match
from powers.bpmn.placing import place
from powers.bpmn.reading import read
from powers.bpmn.vocabulary import PostName
from powers.bpmn.writing import write
from powers.chart import Chart
from powers.chart_input import STEP_FIELDS, ExitRow, StepRow
from powers.models import Power
from powers.step_table import StepTable, from_values, parse
from powers.stored import chart_values
from riskreg.phrases import listed


@dataclass(frozen=True)
class Brought:
    """What a file gave: the table as if typed, what the person should know, and the choices of the page."""

    table: StepTable
    notes: tuple[str, ...]
    posts: dict[int, Any]
    codes: dict[int, tuple[str, ...]]
    stored: dict[str, Any]


def bpmn_of(power: Power) -> bytes:
    """Return the stored chart as a BPMN 2.0 file."""
    posts = {
        number: PostName(post.unit.code, post.code, post.title)
        for number, post in charting.posts_of(power).items()
    }
    places = place(_chart(power))
    return write(chart_values(power), places, name=power.name, code=power.code, posts=posts)


def _chart(power: Power) -> Chart:
    prefetch_related_objects([power], "steps__post__unit", "transitions")
    return charting.chart_of(power, internal=False)


def mermaid_of(power: Power) -> bytes:
    """Return the stored chart as Mermaid text."""
    return mermaid.text_of(_chart(power)).encode()


def dot_of(power: Power) -> bytes:
    """Return the stored chart as DOT text."""
    return readable_dot.text_of(_chart(power)).encode()


def bring_in(power: Power, content: bytes) -> Brought:
    """Return the file's chart as a table; steps keep their identity by id or wording. Raises BadFile."""
    found = read(content)
    posts, codes, stored = charting.posts_of(power), charting.risk_codes(power), chart_values(power)
    labels = {step["id"]: step["label"] for step in stored["steps"]}
    rows = match(found.steps, labels.items(), same_chart=found.code == power.code)
    values, notes = _values(rows, found.exits, posts)
    notes += _completed(values["steps"], found.bare, {step["id"]: step for step in stored["steps"]})
    known = {row.id for row in rows}
    notes += [
        _("保存后环节“%(label)s”会删除，上面的风险点 %(codes)s 退回为候选。")
        % {"label": labels[step], "codes": listed(codes[step])}
        for step in labels
        if step in codes and step not in known
    ]
    typed = _fields(from_values(values, codes={}, posts=posts))
    table = parse(typed, posts=posts, known=set(labels))
    for row in table.rows:
        row.risk_codes = codes.get(row.id or 0, ())
    return Brought(table, (*found.warnings, *notes), posts, codes, stored)


def _values(
    rows: Sequence[StepRow], exits: Sequence[ExitRow], posts: Mapping[int, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return the rows as `chart_values` gives them, posts by id, and which posts are unknown here."""
    number = {(post.unit.code, post.code): found for found, post in posts.items()}
    steps: list[dict[str, Any]] = []
    unknown: dict[str, None] = {}
    for row in rows:
        post: PostName | None = row.values["post"]
        here = number.get(post[:2]) if post else None
        if post and here is None:
            unknown[post.title or post.code] = None
        steps.append(
            {"id": row.id, "no": row.no, "label": row.label, "kind": row.kind, **row.values, "post": here}
        )
    notes = []
    if unknown:
        notes.append(_("本单位没有这些岗位，请重新选择：%(posts)s。") % {"posts": listed(unknown)})
    return {"steps": steps, "exits": [[way.source, way.target, way.condition] for way in exits]}, notes


def _completed(steps: list[dict[str, Any]], bare: Collection[int], stored: Mapping[int, Any]) -> list[str]:
    """Fill in what is stored of steps that carry nothing of ours in the file; return what the person should know.

    Modelers that do not know our columns drop them when a person changes what kind a step is.
    """
    names = []
    for step in steps:
        before = stored.get(step["id"])
        if before and step["no"] in bare:
            missing = {name: before[name] for name in STEP_FIELDS if before[name] and not step[name]}
            step |= missing
            names += [step["label"]] if missing else []
    if not names:
        return []
    words = _("文件里没有写这些环节的岗位、时限等，沿用已保存的：%(names)s。")
    return [words % {"names": listed(names)}]


def _fields(table: StepTable) -> dict[str, str]:
    """Return the table as a page would post it, so that it is checked like anything typed."""
    fields: dict[str, str] = {}
    for row in table.rows:
        fields |= {f"step-{row.key}-{name}": text for name, text in row.cells.items()}
        for way in row.ways:
            fields[f"step-{row.key}-exit-{way.key}-to"] = way.to
            fields[f"step-{row.key}-exit-{way.key}-condition"] = way.condition
    return fields
