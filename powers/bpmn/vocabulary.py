"""What both directions agree on: namespaces, which kind is which element, the attributes of ours.

BPMN has no word for most of what a step holds. That stands in one `step` element of our own namespace
inside `extensionElements`, every column an attribute, so that a modeler that does not know it keeps it.
"""

from __future__ import annotations

from typing import NamedTuple

from powers.enums import StepKind

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:x-riskreg:chart:1"

ELEMENT_OF: dict[str, str] = {
    StepKind.START: "startEvent",
    StepKind.APPLY: "receiveTask",
    StepKind.ACCEPT: "userTask",
    StepKind.EXAMINE: "manualTask",
    StepKind.REVIEW: "userTask",
    StepKind.APPROVE: "userTask",
    StepKind.DECIDE: "userTask",
    StepKind.NOTIFY: "sendTask",
    StepKind.DELIVER: "manualTask",
    StepKind.PUBLICISE: "sendTask",
    StepKind.EXECUTE: "manualTask",
    StepKind.INSPECT: "manualTask",
    StepKind.ARCHIVE: "manualTask",
    StepKind.END: "endEvent",
    StepKind.DECISION: "exclusiveGateway",
    StepKind.PARALLEL: "parallelGateway",
    StepKind.SUBPROCESS: "callActivity",
    StepKind.EXTERNAL: "task",
}
"""The element each kind is written as. Several kinds share one; the extension tells them apart."""

TEXTS = (
    "actor",
    "function",
    "time_limit_unit",
    "handling_system",
    "duty_requirement",
    "supervision",
    "counterpart_rights",
)
"""Columns written as they are; "" is not written."""


class PostName(NamedTuple):
    """A post as other installations may know it: codes of unit and post; the title is for readers."""

    unit: str
    code: str
    title: str = ""
