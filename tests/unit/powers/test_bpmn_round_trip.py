"""What goes out as BPMN comes back whole: random charts of 1 to 80 steps, and every sample chart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powers import diagrams
from powers.bpmn.parsing import parse
from powers.bpmn.placing import Places, Rect, place
from powers.bpmn.reading import Imported, read
from powers.bpmn.vocabulary import DC, DD, PostName
from powers.bpmn.writing import write
from powers.chart_input import STEP_DEFAULTS, STEP_FIELDS
from powers.enums import StepFunction, StepKind, TimeUnit
from registers.sample import reading

POSTS = {5: PostName("301", "301-2", "受理员"), 6: PostName("A.b_c", "Z02", "分管领导")}
# XML holds neither other control characters nor halves of pairs; everything else must survive.
words = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("甲乙“”<>&\"'\\{}[]#`;%\n\t\r𡃁\u2028\xa0")
)
labels = words.map(lambda text: text if text.strip() else f"环节{text}")
actors = st.sampled_from(["", "受理员", " 受理员 ", "窗口\n一", "领导 & <班子>", "甲" * 60]) | words


@st.composite
def steps(draw: Any, no: int) -> dict[str, Any]:
    unit = draw(st.sampled_from(["", *TimeUnit.values]))
    counted = unit not in ("", TimeUnit.IMMEDIATE)
    return {
        "id": 100 + no if draw(st.booleans()) else None,
        "no": no,
        "label": draw(labels),
        "kind": draw(st.sampled_from(StepKind.values)),
        "actor": draw(actors),
        "is_external": draw(st.booleans()),
        "post": draw(st.sampled_from([None, 5, 6])),
        "function": draw(st.sampled_from(["", *StepFunction.values])),
        "time_limit_value": draw(st.integers(1, 999)) if counted else None,
        "time_limit_unit": unit,
        **{
            name: draw(words)
            for name in ("handling_system", "duty_requirement", "supervision", "counterpart_rights")
        },
    }


@st.composite
def charts(draw: Any) -> dict[str, Any]:
    count = draw(st.integers(1, 12) | st.sampled_from([40, 80]))
    number = st.integers(1, count)
    pairs = draw(st.lists(st.tuples(number, number), unique=True, max_size=2 * count))
    ways = sorted(((a, b) for a, b in pairs if a != b), key=lambda pair: pair[0])
    return {
        "steps": [draw(steps(no)) for no in range(1, count + 1)],
        "exits": [[a, b, draw(words)] for a, b in ways],
    }


def drawn(chart: dict[str, Any]) -> diagrams.Chart:
    return diagrams.Chart(
        "职权",
        "X-1",
        tuple(diagrams.ChartStep(s["no"], s["label"], s["kind"], s["actor"]) for s in chart["steps"]),
        tuple(diagrams.ChartEdge(*way) for way in chart["exits"]),
    )


def out(chart: dict[str, Any]) -> bytes:
    return write(chart, place(drawn(chart)), name="职权<&>", code="X-1", posts=POSTS)


def values(found: Imported) -> dict[str, Any]:
    """The rows as `chart_values` would give them."""
    numbers = {post: number for number, post in POSTS.items()}
    rows = [
        {"id": row.id, "no": row.no, "label": row.label, "kind": row.kind, **row.values}
        for row in found.steps
    ]
    for row in rows:
        row["post"] = numbers[row["post"]] if row["post"] else None
    return {"steps": rows, "exits": [[way.source, way.target, way.condition] for way in found.exits]}


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(charts())
def test_any_chart_comes_back_whole(chart: dict[str, Any]) -> None:
    content = out(chart)
    assert content == out(chart)
    found = read(content)
    assert values(found) == chart
    assert found.warnings == ()
    assert found.code == "X-1"


def sample_charts() -> list[Any]:
    found = []
    for institution in ("SAMPLE-XZ", "SAMPLE-GS", "SAMPLE-ZC"):
        for power in reading.powers(institution):
            if power.get("steps"):
                found.append(pytest.param(_sample(power), id=power["code"]))
    return found


def _sample(power: dict[str, Any]) -> dict[str, Any]:
    rows = []
    for step in power["steps"]:
        limit = step.get("time_limit") or {}
        rows.append(
            {
                **STEP_DEFAULTS,
                **{name: step[name] for name in STEP_FIELDS if step.get(name)},
                "id": 100 + step["no"],
                "no": step["no"],
                "label": step["label"],
                "kind": step["kind"],
                "is_external": bool(step.get("external")),
                "post": 5 if step.get("post") else None,
                "time_limit_value": limit.get("value"),
                "time_limit_unit": limit.get("unit") or "",
            }
        )
    ways = [[way["from"], way["to"], way["condition"]] for way in power["transitions"]]
    return {"steps": rows, "exits": sorted(ways, key=lambda way: way[0])}


SAMPLES = sample_charts()


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 18


@pytest.mark.parametrize("chart", SAMPLES)
def test_every_sample_chart_comes_back_whole(chart: dict[str, Any]) -> None:
    found = read(out(chart))
    assert values(found) == chart
    assert found.warnings == ()


def _apart(one: Rect, other: Rect) -> bool:
    across = one.x + one.width <= other.x or other.x + other.width <= one.x
    return across or one.y + one.height <= other.y or other.y + other.height <= one.y


def _within(inner: Rect, outer: Rect) -> bool:
    right, bottom = inner.x + inner.width, inner.y + inner.height
    fits = outer.x <= inner.x and right <= outer.x + outer.width
    return fits and outer.y <= inner.y and bottom <= outer.y + outer.height


def _touches(point: tuple[int, int], shape: Rect) -> bool:
    x, y = point
    return shape.x - 2 <= x <= shape.x + shape.width + 2 and shape.y - 2 <= y <= shape.y + shape.height + 2


@pytest.mark.parametrize("chart", SAMPLES)
def test_every_sample_chart_opens_laid_out(chart: dict[str, Any]) -> None:
    places: Places = place(drawn(chart))
    shapes = list(places.steps.items())
    for at, (_no, shape) in enumerate(shapes):
        assert all(_apart(shape, other) for _other, other in shapes[at + 1 :])
    for lane in places.lanes:
        assert places.pool
        assert _within(lane.area, places.pool)
        assert all(_within(places.steps[no], lane.area) for no in lane.steps)
        assert all(_within(places.titles[no], lane.area) for no in lane.steps if no in places.titles)
    assert sum(len(lane.steps) for lane in places.lanes) in (0, len(shapes))
    for (source, target), way in places.ways.items():
        assert len(way.points) > 1
        assert _touches(way.points[0], places.steps[source])
        assert _touches(way.points[-1], places.steps[target])
        straight = zip(way.points, way.points[1:], strict=False)
        assert all(one[0] == other[0] or one[1] == other[1] for one, other in straight)


@pytest.mark.parametrize("chart", SAMPLES)
def test_no_way_ends_in_the_words_beside_an_event(chart: dict[str, Any]) -> None:
    places = place(drawn(chart))
    events = [step["no"] for step in chart["steps"] if step["kind"] in ("start", "end")]
    for no in events:
        words = places.titles[no]
        for (source, target), way in places.ways.items():
            ends = (way.points[:2] if source == no else ()) + (way.points[-2:] if target == no else ())
            for x, y in ends:
                assert not (words.x < x < words.x + words.width and words.y < y < words.y + words.height)
            if ends and ends[0][1] == ends[1][1]:  # level: it must not pass over them
                (left, _), (right, _) = sorted(ends[:2])
                beside = right <= words.x or left >= words.x + words.width
                assert beside or not words.y < ends[0][1] < words.y + words.height


@pytest.mark.parametrize("chart", SAMPLES[:3])
def test_every_element_has_its_shape(chart: dict[str, Any]) -> None:
    root = parse(out(chart))
    nodes = list(root.all())
    ids = [node.id for node in nodes if node.id]
    assert len(set(ids)) == len(ids)
    shown = {node.attributes["bpmnElement"] for node in nodes if "bpmnElement" in node.attributes}
    flow = {node.id for node in nodes if node.id.startswith(("Step_", "Flow_", "Lane_", "Participant_"))}
    assert {name for name in flow if not name.endswith("_di")} <= shown <= set(ids)
    for bounds in (node for node in nodes if (node.space, node.name) == (DC, "Bounds")):
        assert all(int(bounds.attributes[name]) >= 0 for name in ("x", "y", "width", "height"))
    assert all(int(node.attributes["x"]) >= 0 for node in nodes if node.space == DD)


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    step = {**STEP_DEFAULTS, "id": 1, "no": 1, "label": "受\x00理\x1b\ud800\ufffe", "kind": "accept"}
    [row] = read(out({"steps": [step], "exits": []})).steps
    assert row.label == "受理"
