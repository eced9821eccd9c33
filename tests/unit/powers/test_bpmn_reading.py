"""Files of other modelers: what becomes a step, what becomes a way, and what is said about the rest."""

from __future__ import annotations

import pytest
from django.utils import translation

from powers.bpmn.matching import match
from powers.bpmn.reading import Imported, read
from powers.chart_input import StepRow

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="http://example.org">'
)


def process(body: str, around: str = "") -> bytes:
    return f'{HEAD}<process id="p">{body}</process>{around}</definitions>'.encode()


def node(tag: str, name: str = "", id: str = "", inner: str = "", **more: str) -> str:
    extra = "".join(f' {key}="{value}"' for key, value in more.items())
    return f'<{tag} id="{id or name}" name="{name}"{extra}>{inner}</{tag}>'


def flow(source: str, target: str, name: str = "", inner: str = "") -> str:
    named = f' name="{name}"' if name else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"{named}>{inner}</sequenceFlow>'


def rows(found: Imported) -> list[tuple[str, str]]:
    return [(row.label, str(row.kind)) for row in found.steps]


def ways(found: Imported) -> list[tuple[str, str, str]]:
    label = {row.no: row.label for row in found.steps}
    return [(label[way.source], label[way.target], way.condition) for way in found.exits]


def test_a_plain_file_becomes_rows_from_top_to_bottom() -> None:
    found = read(
        process(
            node("endEvent", "", "e")
            + node("userTask", "审核材料")
            + node("task", "收件")
            + node("startEvent", "", "s")
            + flow("s", "收件")
            + flow("收件", "审核材料")
            + flow("审核材料", "e")
        )
    )
    assert rows(found) == [("开始", "start"), ("收件", "execute"), ("审核材料", "review"), ("结束", "end")]
    assert [(way.source, way.target) for way in found.exits] == [(1, 2), (2, 3), (3, 4)]
    assert found.warnings == ()
    assert all(row.id is None for row in found.steps)


def test_lanes_become_actors_the_innermost_named_one() -> None:
    lanes = (
        '<laneSet id="ls"><lane id="l1" name="窗口"><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>'
        '<childLaneSet id="cs"><lane id="l2" name="二号窗口"><flowNodeRef>b</flowNodeRef></lane></childLaneSet>'
        "</lane></laneSet>"
    )
    found = read(process(lanes + node("task", "甲", "a") + node("task", "乙", "b") + flow("a", "b")))
    assert [row.values["actor"] for row in found.steps] == ["窗口", "二号窗口"]


def test_a_nameless_choice_after_one_step_is_that_steps_choice() -> None:
    found = read(
        process(
            node("task", "核对")
            + node("exclusiveGateway", "", "g", default="g-退回")
            + node("task", "办理")
            + node("task", "退回")
            + flow("核对", "g")
            + flow("g", "办理", "齐全")
            + flow("g", "退回")
        )
    )
    assert [row.label for row in found.steps] == ["核对", "办理", "退回"]
    assert ways(found) == [("核对", "办理", "齐全"), ("核对", "退回", "其他情形")]


def test_a_named_choice_is_a_decision_and_a_meeting_point_is_none() -> None:
    found = read(
        process(
            node("exclusiveGateway", "是否齐全？", "g")
            + node("task", "甲")
            + node("task", "乙")
            + node("exclusiveGateway", "", "m")
            + node("task", "丙")
            + flow("g", "甲", "是")
            + flow("g", "乙", "否")
            + flow("甲", "m")
            + flow("乙", "m")
            + flow("m", "丙")
        )
    )
    assert rows(found)[0] == ("是否齐全？", "decision")
    assert len(found.steps) == 4
    assert ("甲", "丙", "") in ways(found) and ("乙", "丙", "") in ways(found)


def test_a_nameless_choice_at_which_ways_meet_becomes_a_decision_to_name() -> None:
    body = "".join(node("task", name) for name in "甲乙丙丁") + node("inclusiveGateway", "", "g")
    found = read(process(body + flow("甲", "g") + flow("乙", "g") + flow("g", "丙") + flow("g", "丁")))
    assert ("判断", "decision") in rows(found)
    assert "不是单选" in " ".join(found.warnings)


def test_parallel_gateways_stay_even_without_name() -> None:
    body = "".join(node("task", name) for name in "甲乙") + node("parallelGateway", "", "g")
    found = read(process(body + flow("g", "甲") + flow("g", "乙")))
    assert rows(found)[0] == ("并行", "parallel")


def test_subprocesses_are_opened() -> None:
    inner = (
        node("startEvent", "", "is")
        + node("task", "初审")
        + node("task", "复审")
        + node("endEvent", "", "ie")
        + flow("is", "初审")
        + flow("初审", "复审")
        + flow("复审", "ie")
    )
    found = read(
        process(
            node("task", "收件")
            + node("subProcess", "审查", inner=inner)
            + node("task", "发证")
            + flow("收件", "审查")
            + flow("审查", "发证")
        )
    )
    assert [row.label for row in found.steps] == ["收件", "初审", "复审", "发证"]
    assert ways(found) == [("收件", "初审", ""), ("初审", "复审", ""), ("复审", "发证", "")]
    assert "“审查”已展开" in found.warnings[0]


def test_an_empty_subprocess_is_one_step() -> None:
    assert rows(read(process(node("subProcess", "会审")))) == [("会审", "subprocess")]


def test_several_beginnings_become_one() -> None:
    found = read(
        process(
            node("startEvent", "群众来访", "a")
            + node("startEvent", "来信", "b")
            + node("task", "登记")
            + node("task", "拆信")
            + flow("a", "登记")
            + flow("b", "拆信")
            + flow("拆信", "登记")
        )
    )
    assert [row.label for row in found.steps if row.kind == "start"] == ["群众来访"]
    assert ("群众来访", "拆信", "来信") in ways(found)
    assert "2个开始" in found.warnings[0]


def test_what_hangs_on_a_border_is_a_way_out_of_the_step() -> None:
    late = node("boundaryEvent", "", "b", "<timerEventDefinition/>", attachedToRef="补正")
    body = node("task", "补正") + late + node("task", "受理") + node("task", "退件")
    found = read(process(body + flow("补正", "受理") + flow("b", "退件")))
    assert set(ways(found)) == {("补正", "受理", ""), ("补正", "退件", "到期")}
    assert "边上的事件" in found.warnings[0]


def test_pools_and_messages_become_actors_and_ways() -> None:
    around = (
        f'<process id="q">{node("task", "提交", "x")}</process><collaboration id="c">'
        '<participant id="pp" name="窗口" processRef="p"/><participant id="pq" name="申请人" processRef="q"/>'
        '<participant id="pr" name="法院"/>'
        '<messageFlow id="m" name="材料" sourceRef="x" targetRef="收件"/>'
        '<messageFlow id="n" name="抄送" sourceRef="收件" targetRef="pr"/></collaboration>'
    )
    found = read(process(node("task", "收件"), around))
    assert ways(found) == [("提交", "收件", "材料")]
    assert [row.values["actor"] for row in found.steps] == ["申请人", "窗口"]
    assert "抄送" in " ".join(found.warnings) and "法院" in " ".join(found.warnings)


def test_what_has_no_place_is_named_never_dropped_in_silence() -> None:
    body = (
        node("task", "甲", "a", "<extensionElements><camunda:formData/></extensionElements>")
        + '<task id="b" name="乙" camunda:assignee="zhang"><multiInstanceLoopCharacteristics/></task>'
        + '<textAnnotation id="t"><text>注意保密</text></textAnnotation><dataObject id="o" name="表单"/>'
        + flow("a", "b", "同意", "<conditionExpression>${ok}</conditionExpression>")
        + flow("a", "a")
    )
    found = read(process(body, '<message id="m1" name="来函"/>'))
    said = " ".join(found.warnings)
    for word in ("formData", "assignee", "多实例", "注意保密", "表单", "${ok}", "接回自己", "来函"):
        assert word in said
    assert ways(found) == [("甲", "乙", "同意")]


def test_notes_become_the_duty_requirement() -> None:
    [row] = read(process(node("task", "甲", inner="<documentation>当日\n办结</documentation>"))).steps
    assert row.values["duty_requirement"] == "当日 办结"


def test_a_renamed_lane_and_a_changed_element_count_more_than_what_we_noted() -> None:
    ours = '<extensionElements><r:step xmlns:r="urn:x-riskreg:chart:1" kind="review" actor="窗口" id="7"/></extensionElements>'
    lanes = '<laneSet id="ls"><lane id="l" name="新窗口"><flowNodeRef>甲</flowNodeRef></lane></laneSet>'
    [kept] = read(process(node("userTask", "甲", inner=ours))).steps
    assert (kept.kind, kept.values["actor"], kept.id) == ("review", "窗口", 7)
    [changed] = read(process(lanes + node("sendTask", "甲", inner=ours))).steps
    assert (changed.kind, changed.values["actor"], changed.id) == ("notify", "新窗口", 7)


def test_strange_values_of_our_own_are_said_and_left_out() -> None:
    ours = (
        '<extensionElements><r:step xmlns:r="urn:x-riskreg:chart:1" kind="x" id="-3" function="rule" '
        'time_limit_value="9e9" position="²"/></extensionElements>'
    )
    found = read(process(node("task", "甲", inner=ours)))
    [row] = found.steps
    assert (row.kind, row.id, row.values["function"], row.values["time_limit_value"]) == (
        "execute",
        None,
        "",
        None,
    )
    assert "没有导入，请补填" in found.warnings[0]


def test_a_step_added_elsewhere_stands_after_the_one_that_leads_to_it() -> None:
    def ours(position: int) -> str:
        return f'<extensionElements><r:step xmlns:r="urn:x-riskreg:chart:1" kind="accept" position="{position}"/></extensionElements>'

    body = (
        node("userTask", "二", inner=ours(2))
        + node("userTask", "一", inner=ours(1))
        + node("task", "新")
        + flow("一", "新")
        + flow("新", "二")
    )
    assert [row.label for row in read(process(body)).steps] == ["一", "新", "二"]


def test_contradicting_nodes_are_said() -> None:
    wrong = "<incoming>甲-乙</incoming>"
    found = read(process(node("task", "甲", inner=wrong) + node("task", "乙") + flow("甲", "乙")))
    assert "以连线为准：甲" in found.warnings[0]


@pytest.mark.parametrize(("same_chart", "expected"), [(True, [2, None, 1]), (False, [1, 2, None])])
def test_steps_are_matched_by_id_of_the_same_chart_else_by_wording(
    same_chart: bool, expected: list[int | None]
) -> None:
    file = [
        StepRow(1, "受理", "accept", 2),
        StepRow(2, "审核 ", "review", 2),
        StepRow(3, "发证", "deliver", 1),
    ]
    found = match(file, [(1, "受理"), (2, "审核")], same_chart=same_chart)
    assert [row.id for row in found] == expected


def test_english_readers_get_english_sentences() -> None:
    with translation.override("en"):
        found = read(process('<group id="g"/>' + node("task", "甲")))
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in found.warnings[0])
