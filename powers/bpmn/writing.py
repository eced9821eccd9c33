"""A chart as a BPMN 2.0 file with diagram interchange. The same values always give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from powers.bpmn.placing import Places, Rect
from powers.bpmn.vocabulary import DC, DD, DI, ELEMENT_OF, MODEL, OURS, TEXTS, PostName
from powers.enums import StepKind

_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 file can hold."""

PROCESS, COLLABORATION, POOL = "Process_1", "Collaboration_1", "Participant_1"


def write(
    chart: Mapping[str, Any], places: Places, *, name: str, code: str, posts: Mapping[int, PostName]
) -> bytes:
    """Return the file.

    In: `powers.stored.chart_values`, where everything lies, name and code of the power, posts by id.
    Lanes are written if `places` has any. Characters that XML cannot hold are left out.
    """
    root = Element(
        "bpmn:definitions",
        {
            "xmlns:bpmn": MODEL,
            "xmlns:bpmndi": DI,
            "xmlns:dc": DC,
            "xmlns:di": DD,
            "xmlns:riskreg": OURS,
            "id": "Definitions_1",
            "targetNamespace": "urn:x-riskreg:charts",
            "exporter": "riskreg",
        },
    )
    if places.lanes:
        pool = SubElement(root, "bpmn:collaboration", {"id": COLLABORATION})
        SubElement(pool, "bpmn:participant", {"id": POOL, "name": _clean(name), "processRef": PROCESS})
    _process(root, chart, places, name, code, posts)
    _diagram(root, chart, places)
    indent(root, "  ")
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _clean(text: Any) -> str:
    return _IMPOSSIBLE.sub("", str(text))


def _ids(chart: Mapping[str, Any]) -> dict[int, str]:
    """Return the element id of each step: the stored id where there is one, so that it survives moving."""
    return {
        step["no"]: f"Step_{step['id']}" if step["id"] is not None else f"Row_{step['no']}"
        for step in chart["steps"]
    }


def _flow_id(ids: Mapping[int, str], source: int, target: int) -> str:
    return f"Flow_{ids[source]}_{ids[target]}"


def _process(
    root: Element,
    chart: Mapping[str, Any],
    places: Places,
    name: str,
    code: str,
    posts: Mapping[int, PostName],
) -> None:
    attributes = {"id": PROCESS, "name": _clean(name), "isExecutable": "false"}
    process = SubElement(root, "bpmn:process", attributes)
    SubElement(SubElement(process, "bpmn:extensionElements"), "riskreg:chart", {"code": _clean(code)})
    ids = _ids(chart)
    if places.lanes:
        lanes = SubElement(process, "bpmn:laneSet", {"id": "LaneSet_1"})
        for number, lane in enumerate(places.lanes, 1):
            row = SubElement(lanes, "bpmn:lane", {"id": f"Lane_{number}", "name": _clean(lane.name)})
            for no in lane.steps:
                SubElement(row, "bpmn:flowNodeRef").text = ids[no]
    lane_of = {no: lane.name for lane in places.lanes for no in lane.steps}
    for step in chart["steps"]:
        node = SubElement(
            process,
            f"bpmn:{ELEMENT_OF[step['kind']]}",
            {"id": ids[step["no"]], "name": _clean(step["label"])},
        )
        ours = _ours(step, lane_of.get(step["no"], ""), posts)
        SubElement(SubElement(node, "bpmn:extensionElements"), "riskreg:step", ours)
        for tag, end in (("incoming", 1), ("outgoing", 0)):
            for way in chart["exits"]:
                if way[end] == step["no"]:
                    SubElement(node, f"bpmn:{tag}").text = _flow_id(ids, way[0], way[1])
    for position, (source, target, condition) in enumerate(chart["exits"], 1):
        attributes = {"id": _flow_id(ids, source, target)}
        if condition:
            attributes["name"] = _clean(condition)
        attributes |= {"sourceRef": ids[source], "targetRef": ids[target]}
        flow = SubElement(process, "bpmn:sequenceFlow", attributes)
        extension = SubElement(flow, "bpmn:extensionElements")
        SubElement(extension, "riskreg:way", {"position": str(position)})


def _ours(step: Mapping[str, Any], lane: str, posts: Mapping[int, PostName]) -> dict[str, str]:
    """Return what BPMN has no word for; blank columns are left out.

    `lane` is noted where the step stands in a lane that is not its actor's: a step without actor is
    drawn in its neighbour's lane.
    """
    found = {"position": str(step["no"]), "kind": str(step["kind"])}
    if step["id"] is not None:
        found["id"] = str(step["id"])
    found |= {name: _clean(step[name]) for name in TEXTS if step[name]}
    if lane != step["actor"]:
        found["lane"] = _clean(lane)
    if step["is_external"]:
        found["is_external"] = "true"
    if step["time_limit_value"] is not None:
        found["time_limit_value"] = str(step["time_limit_value"])
    post = posts.get(step["post"]) if step["post"] is not None else None
    if post:
        found |= {"post_unit": post.unit, "post_code": post.code, "post_title": _clean(post.title)}
    return found


def _diagram(root: Element, chart: Mapping[str, Any], places: Places) -> None:
    diagram = SubElement(root, "bpmndi:BPMNDiagram", {"id": "Diagram_1"})
    shown = COLLABORATION if places.lanes else PROCESS
    plane = SubElement(diagram, "bpmndi:BPMNPlane", {"id": "Plane_1", "bpmnElement": shown})
    if places.pool:
        _shape(plane, POOL, places.pool, {"isHorizontal": "false"})
    for number, lane in enumerate(places.lanes, 1):
        _shape(plane, f"Lane_{number}", lane.area, {"isHorizontal": "false"})
    ids = _ids(chart)
    for step in chart["steps"]:
        no = step["no"]
        looks = {"isMarkerVisible": "false"} if step["kind"] == StepKind.DECISION else {}
        _shape(plane, ids[no], places.steps[no], looks, places.titles.get(no))
    for source, target, _condition in chart["exits"]:
        way = places.ways[source, target]
        flow = _flow_id(ids, source, target)
        edge = SubElement(plane, "bpmndi:BPMNEdge", {"id": f"{flow}_di", "bpmnElement": flow})
        for x, y in way.points:
            SubElement(edge, "di:waypoint", {"x": str(x), "y": str(y)})
        if way.title:
            _bounds(SubElement(edge, "bpmndi:BPMNLabel"), way.title)


def _shape(
    plane: Element, element: str, area: Rect, looks: Mapping[str, str], title: Rect | None = None
) -> None:
    shape = SubElement(plane, "bpmndi:BPMNShape", {"id": f"{element}_di", "bpmnElement": element, **looks})
    _bounds(shape, area)
    if title:
        _bounds(SubElement(shape, "bpmndi:BPMNLabel"), title)


def _bounds(parent: Element, area: Rect) -> None:
    SubElement(parent, "dc:Bounds", {name: str(value) for name, value in area._asdict().items()})
