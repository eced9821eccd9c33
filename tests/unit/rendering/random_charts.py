"""Charts of any shape: 2 to 80 steps, branches that join again, side ways, loops, words of any length."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from powers.chart import Badge, Chart, ChartEdge, ChartStep, Drawing, RiskRow, RiskText
from powers.diagrams import flow_dot, lanes_dot, risk_dot

ACTORS = ("窗口", "经办人", "科长", "分管领导", "局长", "纪委", "档案室", "申请人", "村民代表会议")
WORDS = ("", "", "是", "否", "材料不齐全", "不需要给予处分但应由其他行政机关处理", "同意（3日内）", "AB-12类")
KINDS = (
    "review",
    "approve",
    "decision",
    "decision",
    "apply",
    "subprocess",
    "parallel",
    "execute",
    "external",
)
LABEL = "审核申请材料是否齐全并在5个工作日内提出书面意见"


def chart_of(seed: int, count: int) -> Chart:
    """Return the chart of a seed: always the same one."""
    chance = Random(seed)
    actors = ACTORS[: chance.randint(1, len(ACTORS))]
    steps = tuple(_step(no, count, chance, actors) for no in range(1, count + 1))
    ways = {(no, no + 1) for no in range(1, count) if chance.random() < 0.95}
    for _turn in range(chance.randint(0, count // 4)):
        ways |= _branches(chance, count)
    for _turn in range(chance.randint(0, count // 3)):
        ways.add((chance.randint(1, count), chance.randint(1, count)))
    edges = tuple(ChartEdge(*way, chance.choice(WORDS)) for way in sorted(ways))
    return Chart("权力", "X-1", steps, edges)


def charts() -> st.SearchStrategy[Chart]:
    counts = st.one_of(st.integers(2, 12), st.integers(13, 80))
    return st.builds(chart_of, st.integers(0, 10**9), counts)


def rows(chart: Chart) -> list[RiskRow]:
    """Return what stands beside the steps that bear a badge."""
    return [
        RiskRow(
            step.no,
            tuple(
                RiskText(badge.grade, badge.code, "审核把关不严，为不符合条件的人员办理")
                for badge in step.badges
            ),
            ("双人审核", "公开办理结果，接受群众监督") if step.no % 3 else (),
            "经办人（田望舒）",
        )
        for step in chart.steps
        if step.badges
    ]


def risks(chart: Chart) -> Drawing:
    return risk_dot(chart, rows(chart))


LAYOUTS = {"flow": flow_dot, "lanes": lanes_dot, "risk": risks}


def _step(no: int, count: int, chance: Random, actors: tuple[str, ...]) -> ChartStep:
    kind = "start" if no == 1 else "end" if no == count else chance.choice(KINDS)
    step = ChartStep(no, LABEL[: chance.randint(2, len(LABEL))], kind, chance.choice(actors))
    step = replace(step, time_limit_text=chance.choice(("", "", "5个工作日")), external=chance.random() < 0.1)
    codes = range(1, chance.choice((0, 0, 0, 1, 2, 9)) + 1)
    return replace(step, badges=tuple(Badge(chance.choice("ABC"), f"R{no}-{at}") for at in codes))


def _branches(chance: Random, count: int) -> set[tuple[int, int]]:
    """Return the ways of a fork into several steps that join again."""
    start = chance.randint(1, count)
    inside = [no for no in range(start + 1, start + 1 + chance.randint(2, 4)) if no < count]
    end = min(start + len(inside) + 1, count)
    return {(start, no) for no in inside} | {(no, end) for no in inside}
