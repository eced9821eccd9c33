"""Sheets and slides explain every sign of the chart that hangs there, and of no other."""

from __future__ import annotations

from django.utils import translation

from portal.sheets import signs_of
from powers.chart import Chart, ChartEdge, ChartStep

KINDS = ("start", "apply", "decision", "parallel", "subprocess", "external", "review", "end")


def chart(*kinds: str) -> Chart:
    steps = tuple(ChartStep(no, f"第{no}步", kind) for no, kind in enumerate(kinds, 1))
    return Chart("权力", "X-1", steps, tuple(ChartEdge(no, no + 1) for no in range(1, len(steps))))


def test_every_sign_is_explained() -> None:
    with translation.override("zh-hans"):
        assert signs_of(chart(*KINDS), columns=2) == [
            ("terminal", "开始、结束"),
            ("decision", "判断"),
            ("apply", "申请、提交"),
            ("parallel", "并行"),
            ("subprocess", "既定子流程"),
            ("external", "外部主体办理"),
            ("connector", "转接他栏"),
        ]


def test_none_is_explained_that_is_not_there() -> None:
    with translation.override("zh-hans"):
        assert signs_of(chart("review", "end"), columns=1) == [("terminal", "开始、结束")]
