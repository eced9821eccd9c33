"""powers/diagrams.py: charts that an office would print, proved by their positions."""

import functools
import itertools
import json
import random
import subprocess

import pytest

from powers.diagrams import (
    Badge,
    Chart,
    ChartEdge,
    ChartStep,
    RiskRow,
    RiskText,
    flow_dot,
    lanes_dot,
    risk_dot,
)
from riskreg.rendering import dot
from riskreg.rendering.svg import clean_svg
from tests.unit.rendering import charts

LAYOUTS = {
    "flow": flow_dot,
    "lanes": lanes_dot,
    "risk": lambda chart: risk_dot(chart, rows(chart)),
}


def rows(chart):
    return [
        RiskRow(
            step.no,
            tuple(
                RiskText(badge.grade, badge.code, "审核把关不严，为不符合条件的人员办理")
                for badge in step.badges
            ),
            ("双人审核", "公开办理结果，接受群众监督"),
            "经办人",
        )
        for step in chart.steps
        if step.badges
    ]


def generated(seed):
    """Return a chart with 2 to 80 steps, branches, joins and ways back."""
    chance = random.Random(seed)
    count = (2, 5, 12, 20, 40, 80)[seed % 6]
    kinds = ["review", "decision", "apply", "subprocess", "parallel", "execute", "external"]
    steps = [
        ChartStep(
            no,
            "审核材料是否齐全并提出意见（1日内）"[: chance.randint(2, 18)] * chance.choice([1, 1, 1, 8]),
            "start" if no == 1 else "end" if no == count else chance.choice(kinds),
            chance.choice(["", "科室", "负责人", "纪委", "经办人", "窗口", "局长", "档案室"]),
            chance.choice(["", "5个工作日"]),
            False,
            tuple(
                Badge(chance.choice("ABC"), f"R-{no}-{at}", "") for at in range(chance.choice([0, 0, 1, 9]))
            ),
        )
        for no in range(1, count + 1)
    ]
    pairs = [(no, no + 1) for no in range(1, count)]
    pairs += [(chance.randint(1, count), chance.randint(1, count)) for _ in range(count // 4)]
    words = ["", "", "同意", "不需处分但应由其他机关处理"]
    edges = [ChartEdge(*pair, chance.choice(words)) for pair in pairs]
    return Chart("权力", "X-1", tuple(steps), tuple(edges))


@functools.cache
def laid_out(drawing):
    """Return node boxes {name: (left, bottom, right, top)} and edge corner lists, as dot sees them."""
    done = subprocess.run(
        ["neato", "-n2", "-Tjson"], input=drawing.source.encode(), capture_output=True, check=True
    )
    data = json.loads(done.stdout)
    boxes = {}
    for node in data["objects"]:
        x, y = map(float, node["pos"].split(","))
        wide, high = float(node["width"]) * 36, float(node["height"]) * 36
        boxes[node["name"]] = (x - wide, y - high, x + wide, y + high)
    names = [node["name"] for node in data["objects"]]
    edges = [(names[e["tail"]], names[e["head"]], e["pos"], e.get("lp")) for e in data.get("edges", [])]
    return boxes, edges, done.stderr.decode()


def overlap(one, other, slack=1.0):
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


def legs(pos):
    """Return the boxes around the pieces of a line."""
    points = [tuple(map(float, part.split(","))) for part in pos.replace("e,", "").split()[1:]]
    for (left, low), (right, high) in itertools.pairwise(points):
        yield (min(left, right), min(low, high), max(left, right) + 0.01, max(low, high) + 0.01)


def diamonds(chart):
    return {f"step-{step.no}" for step in chart.steps if step.kind == "decision"}


def slopes_away(box, area):
    """Tell whether an area lies beside a diamond, although in the rectangle around it."""
    half, tall = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    across, down = max(area[0] - x, x - area[2], 0), max(area[1] - y, y - area[3], 0)
    return across / half + down / tall > 0.97


SAMPLES = [("town", number) for number in charts.STEPS] + [("random", seed) for seed in range(12)]


def sample(kind, number):
    return charts.chart(number, badges=True) if kind == "town" else generated(number)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("kind", "number"), SAMPLES)
def test_no_box_overlaps_and_no_line_runs_through_a_box(layout, kind, number):
    chart = sample(kind, number)
    boxes, edges, warnings = laid_out(LAYOUTS[layout](chart))
    pointed = diamonds(chart)
    solid = {
        name: box
        for name, box in boxes.items()
        if name.startswith(("step-", "risk-", "measure-")) and "badge" not in name
    }
    for (one, first), (other, second) in itertools.combinations(solid.items(), 2):
        assert not overlap(first, second), (one, other)
    for tail, head, pos, _label in edges:
        if tail.startswith("step-"):
            for leg in legs(pos):
                for name, box in solid.items():
                    inner = (box[0] + 9, box[1] + 2, box[2] - 9, box[3] - 2)
                    beside = name == tail and name in pointed and slopes_away(box, leg)
                    assert beside or not overlap(leg, inner, 0), (tail, head, name)
    assert "syntax" not in warnings


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_fit_their_boxes(layout):
    for kind, number in SAMPLES:
        *_positions, warnings = laid_out(LAYOUTS[layout](sample(kind, number)))
        assert "too small" not in warnings, (kind, number, warnings)


def test_badges_stay_inside_their_step():
    boxes, _edges, _warnings = laid_out(flow_dot(charts.chart(3, badges=True)))
    badges = {name: box for name, box in boxes.items() if "badge" in name}
    assert badges
    for name, box in badges.items():
        around = boxes[name.split("-badge")[0]]
        assert around[0] <= box[0]
        assert around[1] <= box[1]
        assert box[2] <= around[2]
        assert box[3] <= around[3]


@pytest.mark.parametrize("layout", [flow_dot, lanes_dot, lambda chart: risk_dot(chart, [])])
def test_without_badges_nothing_about_risk_appears(layout):
    source = layout(charts.chart(3)).source.replace("风险点及等级", "")
    for sign in ("badge", "grade-", "▲", "■", "●", "风险", "XZ03"):
        assert sign not in source


@pytest.mark.parametrize(("kind", "number"), SAMPLES)
def test_lanes_are_equal_in_height_and_width_and_do_not_overlap(kind, number):
    boxes, _edges, _warnings = laid_out(lanes_dot(sample(kind, number)))
    lanes = [box for name, box in boxes.items() if name.startswith("lane-") and "title" not in name]
    assert len({(box[1], box[3]) for box in lanes}) == 1
    assert max(box[2] - box[0] for box in lanes) == pytest.approx(
        min(box[2] - box[0] for box in lanes), abs=0.1
    )
    for one, other in itertools.combinations(lanes, 2):
        assert not overlap(one, other)


def test_more_than_six_actors_share_the_last_lane_and_a_note_says_so():
    steps = tuple(ChartStep(no, "办理", "execute", f"岗位{no}") for no in range(1, 10))
    source = lanes_dot(Chart("图", "", steps, ())).source
    assert '"lane-6"' in source
    assert '"lane-7"' not in source
    assert "其他岗位" in source
    assert "岗位6、岗位7、岗位8、岗位9" in source


@pytest.mark.parametrize(
    "text", [r"\N\G\\", '"]; x -> y; "', "<B>粗</B> & <&>", "</TABLE>>", "𡃁" * 200, "\x00\x07"]
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_hostile_words_stay_words(layout, text):
    badge = Badge("A", text[:40], text)
    steps = (
        ChartStep(1, text, text, text, text, True, (badge,), "javascript:x"),
        ChartStep(2, text, "decision"),
    )
    chart = Chart(text, text, steps, (ChartEdge(1, 2, text), ChartEdge(2, 99)), (text,))
    drawing = LAYOUTS[layout](chart)
    boxes, edges, _warnings = laid_out(drawing)
    assert [edge[:2] for edge in edges if edge[0].startswith("step-")] == [("step-1", "step-2")]
    known = ("paper", "step-", "lane-", "risk-", "measure-", "head", "note-", "sign-")
    assert all(name.startswith(known) for name in boxes)
    assert b"javascript" not in dot.render(drawing.source, format="svg", engine=drawing.engine)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("steps", [0, 1])
def test_almost_empty_charts_are_drawn(layout, steps):
    chart = Chart("空图", "", tuple(ChartStep(no, "", "start") for no in range(steps)), ())
    drawing = LAYOUTS[layout](chart)
    assert dot.render(drawing.source, format="svg", engine=drawing.engine).startswith(b"<?xml")


def test_unconnected_steps_stand_below_each_other():
    steps = tuple(ChartStep(no, "办理", "execute") for no in (1, 2, 3))
    boxes, _edges, _warnings = laid_out(flow_dot(Chart("图", "", steps, ())))
    assert boxes["step-1"][1] > boxes["step-2"][3] > boxes["step-2"][1] > boxes["step-3"][3]


def test_steps_carry_classes_ids_and_links():
    step = ChartStep(4, "审核", "review", "科室", "", True, (Badge("B", "R1"),), "/powers/1/#step-4")
    svg = clean_svg(
        dot.render(flow_dot(Chart("图", "", (step,), ())).source, format="svg", engine="neato"), title=""
    )
    assert 'id="step-4" class="node step kind-review external grade-B"' in svg
    assert 'xlink:href="/powers/1/#step-4"' in svg
