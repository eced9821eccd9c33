"""What a step looks like: the signs of GB/T 1526, its words in their lines, its badges, the block above and below."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from powers.chart import Badge, Chart, ChartEdge, ChartStep
from powers.diagrams import flow_dot, flow_pages
from powers.enums import StepKind
from powers.framing import SAMPLE_HIGH
from riskreg.rendering import figures
from tests.golden.positions import boxes_of
from tests.unit.rendering.measuring import lines_of

PROCESS = {"style": "filled"}
SIGNS = {
    "start": {"style": "filled,rounded"},
    "end": {"style": "filled,rounded"},
    "decision": {"style": "filled", "shape": "diamond"},
    "apply": {"style": "filled", "shape": "polygon", "sides": "4"},
    "external": {"style": "filled,dashed"},
}
EXPLAINED = {
    "start": "开始、结束",
    "end": "开始、结束",
    "decision": "判断",
    "apply": "申请、提交",
    "parallel": "并行",
    "subprocess": "既定子流程",
    "external": "外部主体办理",
}


def rows_of(source: str) -> dict[str, str]:
    return dict(re.findall(r'^  "([\w-]+)" (\[label=.*)$', source, re.MULTILINE))


def looks_of(row: str) -> dict[str, str]:
    """Return how the outline is drawn."""
    return {
        name: value
        for name, value in re.findall(r' (style|shape|sides)="(.*?)"', row)
        if value != "plaintext"
    }


def pair(**values: object) -> Chart:
    steps = (ChartStep(1, "受理", **{"kind": "accept", **values}), ChartStep(2, "审核", "review"))
    return Chart(
        "临时救助", "P-0", steps, (ChartEdge(1, 2),), unit="民政所", edition="2026-1", day="2026年3月2日"
    )


@pytest.mark.parametrize("kind", StepKind.values)
def test_every_kind_has_its_sign_and_it_is_explained(kind: str) -> None:
    source = flow_dot(pair(kind=kind)).source
    row = rows_of(source)["step-1"]
    assert looks_of(row) == SIGNS.get(kind, PROCESS)
    sides = re.findall(r'SIDES="(\w+)"', row)
    assert sides == {"subprocess": ["LR"], "parallel": ["TB"]}.get(kind, [])
    told = [lines_of(row)[0].words for name, row in rows_of(source).items() if name.startswith("sign-text-")]
    assert told == ([EXPLAINED[kind]] if kind in EXPLAINED else [])


def test_somebody_outside_is_told_by_the_line_of_any_sign() -> None:
    source = flow_dot(pair(kind="decision", external=True)).source
    assert looks_of(rows_of(source)["step-1"]) == {"style": "filled,dashed", "shape": "diamond"}
    assert "外部主体办理" in source


def test_a_way_to_another_page_ends_in_a_circle_that_is_explained() -> None:
    first, *_more = flow_pages(pair(), 40)
    found = rows_of(first.source)
    assert looks_of(found["step-1000"]) == {"style": "filled", "shape": "circle"}
    assert "转接他页" in first.source


def test_the_time_limit_has_a_line_of_its_own_and_keeps_its_unit() -> None:
    step = ChartStep(1, "组织审核并提出意见", "review", "经办人", "15个工作日")
    said = [line.words for line in figures.step_lines(step, 90, show_actor=True)]
    assert said == ["经办人", "组织审核", "并提出意见", "〔15个工作日〕"]


def test_a_step_measured_before_is_written_in_the_language_of_now() -> None:
    step = ChartStep(1, "审核", "review", "", "5")
    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            said.append(figures.figure(step, width=184, show_actor=True).lines[-1].words)
    assert said == ["〔5〕", "[5]", "〔5〕"]


def test_numbers_in_a_label_keep_their_units_on_every_width() -> None:
    step = ChartStep(1, "自受理之日起20个工作日内提出审核意见并在3日内送达当事人", "review")
    for room in range(80, 200, 4):
        said = [line.words for line in figures.step_lines(step, room, show_actor=False)]
        assert sum("20个工作日内" in line for line in said) == 1
        assert sum("3日内" in line for line in said) == 1


@pytest.mark.parametrize(("grade", "words"), [("A", "▲A R1"), ("B", "■B R1"), ("C", "●C R1"), ("", "○ R1")])
def test_a_badge_has_shape_letter_and_code_and_a_line_of_its_own(grade: str, words: str) -> None:
    row = rows_of(flow_dot(pair(badges=(Badge(grade, "R1", "高压线"),))).source)["step-1-badge-1"]
    assert [line.words.replace("\u2002", " ") for line in lines_of(row)] == [words]
    lines = {one: looks["style"] + looks["penwidth"] for one, looks in figures.BADGE_LOOKS.items()}
    assert len(set(lines.values())) == 4, "told apart without colours"
    assert lines[grade].startswith(looks_of(row)["style"])
    assert 'tooltip="高压线"' in row


@pytest.mark.parametrize(
    ("language", "facts"),
    [
        ("zh-hans", "编码：P-0　承办机构：民政所　版次：2026-1　日期：2026年3月2日"),
        ("en", "Code: P-0"),
    ],
)
def test_the_title_block_names_power_code_unit_edition_and_day(language: str, facts: str) -> None:
    with translation.override(language):
        title, *lines = lines_of(rows_of(flow_dot(pair()).source)["head"])
    assert title.words == "临时救助"
    assert "　".join(line.words for line in lines).startswith(facts)
    assert all(
        word in "".join(line.words for line in lines) for word in ("P-0", "民政所", "2026-1", "2026年3月2日")
    )


def test_the_circle_of_a_connector_is_explained_by_one_as_high_as_the_other_signs() -> None:
    """Graphviz draws a circle as wide as the longer side of what it is given."""
    steps = (ChartStep(1, "审核", "review"), ChartStep(1000, "A", "connector", "转2页"))
    placed = boxes_of(flow_dot(Chart("权力", "X-1", steps, (ChartEdge(1, 1000),))))
    _left, _top, wide, high = placed["sign-1"]
    assert round(wide) == round(high) == SAMPLE_HIGH
