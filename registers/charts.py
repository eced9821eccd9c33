"""The drawing of a frozen content, public or internal: the same one in ten years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from powers import diagrams
from registers import words
from riskreg.rendering import dot
from riskreg.rendering.svg import clean_svg


def chart_of(content: Mapping[str, Any], *, internal: bool) -> diagrams.Chart:
    """Return the chart of a content; only the internal one carries risk badges."""
    badges: dict[int, list[diagrams.Badge]] = {}
    if internal:
        for point in content["risk_points"]:
            if point["step"] is not None:
                badge = diagrams.Badge(grade=content["grade"], code=point["code"], line=point["line"])
                badges.setdefault(point["step"], []).append(badge)
    steps = tuple(_step(step, tuple(badges.get(step["no"], ()))) for step in content["steps"])
    edges = tuple(
        diagrams.ChartEdge(way["from"], way["to"], way["condition"]) for way in content["transitions"]
    )
    return diagrams.Chart(title=content["name"], code=content["code"], steps=steps, edges=edges)


def svg_of(content: Mapping[str, Any], *, internal: bool, prefix: str = "") -> str:
    """Return the flow drawing as inline SVG, '' without steps. Cached by the hash of its source."""
    if not content["steps"]:
        return ""
    drawing = diagrams.flow_dot(chart_of(content, internal=internal))
    drawn = dot.render_cached(drawing.source, format="svg", engine=drawing.engine)
    return clean_svg(drawn, title=content["name"], description=text_of(content), id_prefix=prefix)


def svgs_of(contents: Sequence[Mapping[str, Any]], *, internal: bool) -> list[str]:
    """Return the drawings of many contents, drawn in a few `dot` processes; '' without steps."""
    wanted = [(index, content) for index, content in enumerate(contents) if content["steps"]]
    sources = [diagrams.flow_dot(chart_of(content, internal=internal)).source for _i, content in wanted]
    found = [""] * len(contents)
    for (index, content), drawn in zip(wanted, dot.render_many(sources), strict=True):
        found[index] = clean_svg(drawn, title=content["name"], id_prefix=f"p{index}-")
    return found


def text_of(content: Mapping[str, Any]) -> str:
    """Return the flow in one sentence per step, for those who cannot see the drawing."""
    return " ".join(
        f"{step['no']}. {step['label']}{'（' + words.limit(step['time_limit']) + '）' if step['time_limit'] else ''}"
        for step in content["steps"]
    )


def _step(step: Mapping[str, Any], badges: tuple[diagrams.Badge, ...]) -> diagrams.ChartStep:
    return diagrams.ChartStep(
        no=step["no"],
        label=step["label"],
        kind=step["kind"],
        actor=step["actor"],
        time_limit_text=words.limit(step["time_limit"]),
        external=step["is_external"],
        badges=badges,
        url=None,
    )


def table_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the steps as table rows in words, with where each one leads: the drawing's equal."""
    label = {step["no"]: step["label"] for step in content["steps"]}
    exits: dict[int, list[str]] = {}
    for way in content["transitions"]:
        target = f"{way['to']}. {label[way['to']]}"
        exits.setdefault(way["from"], []).append(
            f"{way['condition']}：{target}" if way["condition"] else target
        )
    return [
        {
            **step,
            "kind_word": words.word("step_kind", step["kind"]),
            "limit": words.limit(step["time_limit"]),
            "exits": exits.get(step["no"], []),
        }
        for step in content["steps"]
    ]
