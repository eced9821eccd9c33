"""Pasting: what people really copy, laid out as Excel, Word and letters lay it out."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powers.enums import StepKind, TimeUnit
from powers.pasting import steps_in
from powers.step_table import CELLS, parse
from powers.wording import without_limit

UNITS = {"working_day": "个工作日", "calendar_day": "日", "immediate": "即时", "month": "个月", "week": "周"}


def told(text: str) -> list[str]:
    """Each step in one line: kind, wording, actor (! = external), limit, further cells."""
    found = []
    for cells in steps_in(text):
        actor = cells.get("actor", "") + ("!" if cells.get("is_external") else "")
        unit = cells.get("time_limit_unit", "")
        limit = cells.get("time_limit_value", "") + UNITS.get(unit, unit)
        more = [
            f"{name}={cells[name]}"
            for name in sorted(cells)
            if name.startswith(("duty", "handl", "super", "count"))
        ]
        found.append(" | ".join(filter(None, (cells["kind"], cells["label"], actor, limit, *more))))
    return found


SAMPLES: dict[str, tuple[str, list[str]]] = {
    "numbered lines of a letter": (
        "1. 受理\n2、审核（3个工作日）\n（3）审批\n④送达\n第五步：归档\n",
        ["accept | 受理", "review | 审核 | 3个工作日", "approve | 审批", "deliver | 送达", "archive | 归档"],
    ),
    "chinese numbers, actors before a colon": (
        "一、申请人提出申请\n二、民政所：受理，当场\n三、是否符合条件？\n四、镇政府：自受理之日起15日内作出决定\n五、结束",
        [
            "apply | 提出申请 | 申请人!",
            "accept | 受理 | 民政所 | 即时",
            "decision | 是否符合条件？",
            "decide | 作出决定 | 镇政府 | 15日",
            "end | 结束",
        ],
    ),
    "Excel with a heading": (
        "序号\t环节名称\t承办岗位\t办理时限\r\n1\t受理\t窗口工作人员\t即时\r\n2\t审核\t民政所经办人\t3个工作日\r\n3\t审批\t分管领导\t当日\r\n",
        [
            "accept | 受理 | 窗口工作人员 | 即时",
            "review | 审核 | 民政所经办人 | 3个工作日",
            "approve | 审批 | 分管领导 | 1日",
        ],
    ),
    "the unit in the heading": (
        "环节\t责任主体\t时限（工作日）\n收件\t服务窗口\t1\n审查\t业务科\t５\n",
        ["accept | 收件 | 服务窗口 | 1个工作日", "review | 审查 | 业务科 | 5个工作日"],
    ),
    "no heading, the actor first": (
        "民政所\t受理申请\t当日\n民政所\t入户调查\t10个工作日\n镇政府\t审批\t5个工作日\n",
        [
            "accept | 受理申请 | 民政所 | 1日",
            "examine | 入户调查 | 民政所 | 10个工作日",
            "approve | 审批 | 镇政府 | 5个工作日",
        ],
    ),
    "no heading, the actor last": (
        "受理申请\t民政所\n入户调查\t村委会\n",
        ["accept | 受理申请 | 民政所", "examine | 入户调查 | 村委会"],
    ),
    "a title above the heading": (
        "低保办理流程\t\t\n步骤\t承办\t时限\n1.申请\t申请人\t\n2.受理\t民政所\t即时\n",
        ["apply | 申请 | 申请人!", "accept | 受理 | 民政所 | 即时"],
    ),
    "a Word list: number, tab, text": (
        "（一）\t申请人提交材料\n（二）\t受理\n（三）\t公示7日\n",
        ["apply | 提交材料 | 申请人!", "accept | 受理", "publicise | 公示 | 7日"],
    ),
    "a Word list with dots": (
        "•\t受理\n•\t审核，5个工作日内办结\n",
        ["accept | 受理", "review | 审核 | 5个工作日"],
    ),
    "cells of several lines in quotes": (
        '"受理\n（窗口）"\t民政所\t3日\n"说""明"""\t民政所\t/\n',
        ["accept | 受理 （窗口） | 民政所 | 3日", 'execute | 说"明" | 民政所'],
    ),
    "what only looks like an actor or a limit": (
        "受理：窗口人员审查材料\n审批科：审核材料（20日内）\n6月15日前报送\n法定20个工作日，承诺5个工作日\n2024年3月开始实施\n第3日公布",
        [
            "accept | 受理：窗口人员审查材料",
            "review | 审核材料 | 审批科 | 20日",
            "execute | 6月15日前报送",
            "execute | 法定20个工作日，承诺5个工作日",
            "execute | 2024年3月开始实施",
            "publicise | 第3日公布",
        ],
    ),
    "numbers written out, actors in brackets": (
        "流程开始\n入户调查（村委会）\n在十五个工作日内完成审核\n评议，一个月内\n两周内送达决定书\n",
        [
            "start | 流程开始",
            "examine | 入户调查 | 村委会",
            "review | 完成审核 | 15个工作日",
            "examine | 评议 | 1个月",
            "deliver | 送达决定书 | 2周",
        ],
    ),
    "all columns of the office's table": (
        "环节\t类型\t承办机构\t办理依据\t职责要求\t监督制约\t相对人权利\t备注\n审核\t审核\t民政所\t办法第三条\t逐项核对\t纪检抽查\t陈述申辩\t当面\n",
        [
            "review | 审核 | 民政所 | counterpart_rights=陈述申辩 | duty_requirement=逐项核对；当面"
            " | handling_system=办法第三条 | supervision=纪检抽查"
        ],
    ),
    "columns that nobody names": (
        "受理\t民政所\t5\t材料齐全\n审核\t民政所\t3\t复核无误\n",
        [
            "accept | 受理 | 民政所 | duty_requirement=5；材料齐全",
            "review | 审核 | 民政所 | duty_requirement=3；复核无误",
        ],
    ),
    "a limit with more to it": (
        "环节\t承办\t时限\n公示\t民政所\t7日（不含异议处理）\n审核\t民政所\t法定20日，承诺10日\n",
        [
            "publicise | 公示 | 民政所 | 7日 | duty_requirement=7日（不含异议处理）",
            "review | 审核 | 民政所 | duty_requirement=法定20日，承诺10日",
        ],
    ),
    "one column with its heading, empty lines, numbers of sections": (
        "\n办理环节\n\n1.1 受理\n1.2 审核\n\n2. 送达\n",
        ["accept | 受理", "review | 审核", "deliver | 送达"],
    ),
    "one row": ("受理\t民政所\t3个工作日", ["accept | 受理 | 民政所 | 3个工作日"]),
    "merged cells leave gaps": (
        "步骤\t责任单位\n受理\t民政所\n审核\t\n\t镇政府\n",
        ["accept | 受理 | 民政所", "review | 审核", "execute | 镇政府"],
    ),
    "others act": (
        "当事人陈述申辩\n申请人员名单公示\n利害关系人：反映情况\n举报人：补充",
        [
            "external | 陈述申辩 | 当事人!",
            "publicise | 申请人员名单公示",
            "external | 反映情况 | 利害关系人!",
            "external | 补充 | 举报人!",
        ],
    ),
    "nothing": (" \n\t\n", []),
    "actors in brackets before, behind dashes and blanks": (
        "【民政所】受理，即时\n（村委会）入户调查，10日内\n[纪委] 立案\n民政所——登记\n民政所 - 归档\n审核（3日） 民政所\n审批【乡政府】",
        [
            "accept | 受理 | 民政所 | 即时",
            "examine | 入户调查 | 村委会 | 10日",
            "accept | 立案 | 纪委",
            "accept | 登记 | 民政所",
            "archive | 归档 | 民政所",
            "review | 审核 | 民政所 | 3日",
            "approve | 审批 | 乡政府",
        ],
    ),
    "offices as subjects of sentences": (
        "民政所受理并当场出具通知书\n由民政所负责审核申请材料\n乡政府分管领导审批\n党委会研究决定\n"
        "上会研究\n入村调查\n面向社会公示\n经乡政府领导批准后发放\n2名以上执法人员检查\n通知 当事人",
        [
            "accept | 受理并当场出具通知书 | 民政所",
            "review | 审核申请材料 | 民政所",
            "approve | 审批 | 乡政府分管领导",
            "decide | 研究决定 | 党委会",
            "decide | 上会研究",
            "examine | 入村调查",
            "publicise | 面向社会公示",
            "approve | 经乡政府领导批准后发放",
            "inspect | 2名以上执法人员检查",
            "notify | 通知 当事人",
        ],
    ),
    "numbers that stand alone under the heading of the steps": (
        "步骤\t工作内容\t承办人\n一\t提交材料\t申请人\n二\t审核\t民政所\n",
        ["apply | 提交材料 | 申请人!", "review | 审核 | 民政所"],
    ),
    "a table on two pages with a total": (
        "环节\t承办\t时限\n受理\t民政所\t即时\n环节\t承办\t时限\n审核\t民政所\t3日\n合计\t\t15日\n",
        ["accept | 受理 | 民政所 | 即时", "review | 审核 | 民政所 | 3日"],
    ),
    "two limits, and a column of units": (
        "环节\t承办\t法定时限\t承诺时限\n审核\t民政所\t20日\t10日\n",
        ["review | 审核 | 民政所 | 20日 | duty_requirement=承诺时限：10日"],
    ),
    "values and units in columns of their own": (
        "环节\t主体\t时限\t单位\n审核\t民政所\t3\t工作日\n公示\t民政所\t7\t天\n受理\t民政所\t\t\n",
        ["review | 审核 | 民政所 | 3个工作日", "publicise | 公示 | 民政所 | 7日", "accept | 受理 | 民政所"],
    ),
    "a table in English": (
        "No.\tStep\tActor\tTime limit\n1\tApply\tApplicant\t\n2\tAccept\tCivil Affairs Office\tImmediate\n"
        "3\tReview\tReviewer\t3 working days\n",
        [
            "apply | Apply | Applicant!",
            "accept | Accept | Civil Affairs Office | 即时",
            "review | Review | Reviewer | 3个工作日",
        ],
    ),
    "more ways to number": (
        "1.1受理\nA、审核\nb) 审批\n→送达\n√归档\n1.5个月内办结",
        [
            "accept | 受理",
            "review | 审核",
            "approve | 审批",
            "deliver | 送达",
            "archive | 归档",
            "execute | 1.5个月内办结",
        ],
    ),
}


@pytest.mark.parametrize("kind", StepKind)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_name_of_a_kind_is_that_kind(kind: StepKind, language: str) -> None:
    with translation.override(language):
        assert steps_in(f"环节\t类型\n甲\t{kind.label}")[0]["kind"] == kind


def test_the_offices_and_posts_here_may_begin_a_sentence() -> None:
    text = "低保专干录入系统\n低保专干审核"
    assert [cells.get("actor", "") for cells in steps_in(text)] == ["", ""]
    assert [(cells.get("actor", ""), cells["label"]) for cells in steps_in(text, ["低保专干"])] == [
        ("", "低保专干录入系统"),
        ("低保专干", "审核"),
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_people_copy(name: str) -> None:
    text, expected = SAMPLES[name]
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "unit", "rest"),
    [
        ("3个工作日", "3", "working_day", ""),
        ("3 个 工作日内", "3", "working_day", ""),
        ("１５日内", "15", "calendar_day", ""),
        ("二十个工作日", "20", "working_day", ""),
        ("一百二十日", "120", "calendar_day", ""),
        ("1个月内", "1", "month", ""),
        ("一个季度", "1", "quarter", ""),
        ("当日", "1", "calendar_day", ""),
        ("即时办结", "", "immediate", ""),
        ("审核（时限：即时）", "", "immediate", "审核"),
        ("不超过10天审完", "10", "calendar_day", "审完"),
        ("公示期满15日后归档", None, None, "公示期满15日后归档"),
        ("0日", None, None, "0日"),
        ("二三日", None, None, "二三日"),
        ("当场作出处罚决定", None, None, "当场作出处罚决定"),
        ("24小时内报告", None, None, "24小时内报告"),
        ("审核（限3日）", "3", "calendar_day", "审核"),
        ("于受理之日起20个工作日内审核", "20", "working_day", "审核"),
        ("审核3-5个工作日", None, None, "审核3-5个工作日"),
        ("公示不少于7日", None, None, "公示不少于7日"),
        ("公示，至少7天", None, None, "公示，至少7天"),
        ("5 working days", "5", "working_day", ""),
        ("Review within 10 days", "10", "calendar_day", "Review"),
        ("Check (2 weeks)", "2", "week", "Check"),
        ("on the spot", "", "immediate", ""),
        ("at least 7 days", None, None, "at least 7 days"),
    ],
)
def test_time_limits(text: str, value: str | None, unit: str | None, rest: str) -> None:
    limit, left = without_limit(text)
    assert (limit and limit.value, limit and limit.unit, left) == (value, unit, rest)


quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
PARTS = [
    "受理",
    "审核",
    "3个工作日",
    "民政所",
    "：",
    "（",
    "）",
    "\t",
    "\n",
    '"',
    "1.",
    "①",
    "环节",
    "时限",
    "当日",
    "、",
]


@quick
@given(
    st.lists(st.sampled_from(PARTS) | st.text("甲5 \x00\ud800\u2028？/-", max_size=4), max_size=30).map(
        "".join
    )
)
def test_any_text_gives_rows_that_the_table_takes(text: str) -> None:
    steps = steps_in(text)
    post: dict[str, str] = {}
    for key, cells in enumerate(steps):
        assert set(cells) <= set(CELLS)
        assert cells["label"].strip() and all(cells.values())
        assert cells["kind"] in StepKind.values
        assert cells.get("time_limit_unit", "") in ("", *TimeUnit.values)
        post |= {f"step-{key}-{name}": words for name, words in cells.items()}
    table = parse(post, posts={}, known=())
    assert len(table.rows) == len(steps)
    assert not any(set(row.errors) & {"kind", "post"} for row in table.rows)


words = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=6)


@quick
@given(st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=5))
def test_no_word_is_lost(lines: Any) -> None:
    steps = steps_in("\n".join("\t".join(line) for line in lines))
    kept = "".join(text for cells in steps for text in cells.values())
    assert len(steps) == len(lines)
    assert all(word in kept for line in lines for word in line)


@quick
@given(
    words,
    st.sampled_from(["1.", "2、", "（3）", "④", "第五步：", "六、", "(7)", "•", "1.2 "]),
    st.integers(1, 999),
)
def test_number_and_limit_leave_the_wording(label: str, number: str, days: int) -> None:
    (cells,) = steps_in(f"{number}{label}（{days}个工作日内）")
    assert (cells["label"], cells["time_limit_value"], cells["time_limit_unit"]) == (
        label,
        str(days),
        "working_day",
    )


@quick
@given(
    st.permutations(["number", "label", "actor", "limit", "rights", "notes"]),
    st.lists(
        st.tuples(words, st.integers(1, 999), st.sampled_from(["个工作日", "日", "个月"])),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_named_columns_are_understood_in_any_order(order: Any, rows: Any, quoted: bool, end: str) -> None:
    headings = {"number": "序号", "label": "环节名称", "actor": "承办岗位", "limit": "办理时限"}
    headings |= {"rights": "相对人权利", "notes": "备注"}
    lines = [[headings[name] for name in order]]
    for no, (word, days, unit) in enumerate(rows, 1):
        limit = f'"{days}\n{unit}"' if quoted else f"{days}{unit}"
        cells = {"number": str(no), "label": word, "actor": "经办人", "limit": limit, "rights": f"权{word}"}
        cells["notes"] = f"注{word}"
        lines.append([cells[name] for name in order])
    found = steps_in(end.join("\t".join(line) for line in lines))
    units = {"个工作日": "working_day", "日": "calendar_day", "个月": "month"}
    names = (
        "label",
        "actor",
        "time_limit_value",
        "time_limit_unit",
        "counterpart_rights",
        "duty_requirement",
    )
    assert [tuple(cells[name] for name in names) for cells in found] == [
        (word, "经办人", str(days), units[unit], f"权{word}", f"注{word}") for word, days, unit in rows
    ]


def test_a_hostile_text_takes_no_time() -> None:
    assert len(steps_in('"a""\n' * 20_000)) == 20_000
    steps_in("自" * 50_000 + "（" * 50_000)
    steps_in("1." * 50_000)
    steps_in("\t" * 100_000 + "甲")
