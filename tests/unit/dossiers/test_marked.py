"""dossiers/marked.py: the drawing of two states, and the table of differences beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from dossiers.marked import drawing_of, marked, marked_change
from tests.unit.dossiers.test_chart_diff import chart, step

GOLDEN = Path(__file__).parent / "golden" / "marked.dot"
NAMES = ("2025 登记册", "工作稿")


def content(*steps: dict[str, Any], ways: list[tuple[int, int, str]] | None = None) -> dict[str, Any]:
    return {"name": "临时救助", "code": "MZ-01", **chart(*steps, ways=ways)}


BEFORE = content(
    step(1, "申请", 1, kind="apply", actor="申请人", is_external=True),
    step(2, "受理", 2, kind="accept"),
    step(3, "审核", 3, time_limit={"value": 5, "unit": "working_day"}),
    step(4, "公示", 4, kind="publicise"),
    step(5, "是否符合条件？", 5, kind="decision", actor=""),
    step(6, "发放", 6, kind="deliver"),
    step(7, "通知不予救助", 7, kind="notify"),
    step(8, "结束", 8, kind="end", actor=""),
    ways=[
        *((no, no + 1, "") for no in (1, 2, 3, 4)),
        *((5, 6, "符合"), (5, 7, "不符合"), (6, 8, ""), (7, 8, "")),
    ],
)
AFTER = content(
    step(1, "申请", 1, kind="apply", actor="申请人", is_external=True),
    step(2, "受理", 2, kind="accept"),
    step(3, "入户调查", 9, kind="examine", actor="民政所、村委会"),
    step(4, "审核并提出意见", 3, time_limit={"value": 3, "unit": "working_day"}),
    step(5, "是否符合条件？", 5, kind="decision", actor=""),
    step(6, "发放", 6, kind="deliver"),
    step(7, "公示", 4, kind="publicise"),
    step(8, "结束", 8, kind="end", actor=""),
    ways=[
        *((no, no + 1, "") for no in (1, 2, 3, 4)),
        *((5, 6, "符合救助条件"), (5, 8, "不符合"), (6, 7, ""), (7, 8, "")),
    ],
)


def test_the_drawing_is_the_golden_one() -> None:
    drawn = drawing_of(BEFORE, AFTER, names=NAMES).source
    assert drawn == drawing_of(BEFORE, AFTER, names=NAMES).source
    assert drawn == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("no", "kind", "sign", "look"),
    [
        (3, "added", "＋增", 'penwidth="2.8"'),
        (4, "changed", "≠改", '"step-4-inner"'),
        (8, "moved", "⇅移", "dotted"),
        (7, "removed", "✗删", "dashed"),
    ],
)
def test_every_mark_is_a_line_a_sign_and_a_class(no: int, kind: str, sign: str, look: str) -> None:
    drawn = drawing_of(BEFORE, AFTER, names=NAMES).source
    lines = [line for line in drawn.splitlines() if f'"step-{no}' in line and "->" not in line]
    text = "\n".join(lines)
    assert f"diff-{kind}" in lines[0]
    assert sign in text
    assert look in text
    assert f"{sign[0]}&#160;" in drawn[drawn.index('"sign-1"') :], "explained below the drawing"


def test_ways_say_in_words_what_changed() -> None:
    drawn = drawing_of(BEFORE, AFTER, names=NAMES).source
    edges = {m[1]: m[0] for m in re.finditer(r'.*id="edge-([\d-]+)".*', drawn)}
    changed = next(line for line in edges.values() if "diff-changed" in line)
    words = "".join(re.findall(r"<FONT[^>]*>([^<]*)<", changed)).replace("&#160;", "")
    assert words == "≠符合→符合救助条件"
    assert sum("diff-added" in line and "＋" in line for line in edges.values()) == 6
    assert all("✗" in line and "dashed" in line for line in edges.values() if "diff-removed" in line)


def test_the_table_has_a_row_for_each_difference_and_the_shapes_lead_to_it() -> None:
    found = marked(BEFORE, AFTER, names=NAMES, rows=True)
    rows = {row.thing: row for row in found.rows}
    assert found.differs
    assert [str(label) for label, *_ in rows["4. 审核并提出意见"].details] == ["环节名称", "时限"]
    assert [(str(a), b, c) for a, b, c in rows["7. 公示"].details] == [
        ("序号", "4", "7"),
        ("上一环节", "审核", "发放"),
    ]
    assert ("条件", "符合", "符合救助条件") in rows["是否符合条件？ → 发放"].details
    anchors = {row.anchor for row in found.rows}
    linked = set(re.findall(r'href="#(change-\d+)"', found.svg))
    assert linked
    assert linked <= anchors
    assert "增：3. 入户调查" in found.svg
    assert "原7. 通知不予救助" in rows


def test_the_same_chart_has_a_drawing_without_marks() -> None:
    found = marked(BEFORE, BEFORE, names=NAMES, rows=True)
    assert not found.differs
    assert found.rows == found.counts == ()
    assert "diff-added" not in found.svg
    assert "✗" not in found.svg
    assert marked_change(BEFORE, BEFORE, names=NAMES) is None


def test_nothing_to_draw_is_nothing_drawn() -> None:
    found = marked(content(), content(), names=NAMES, rows=True)
    assert (found.svg, found.problem, found.differs) == ("", "", False)


@pytest.mark.parametrize("kind", ["start", "apply", "decision", "parallel", "subprocess", "external"])
def test_every_shape_can_wear_every_mark(kind: str) -> None:
    one, other = step(1, "甲", 1, kind=kind), step(2, "乙", 2, kind=kind)
    found = marked(content(one), content(step(1, "丙", 1, kind=kind), other), names=NAMES, rows=True)
    assert not found.problem
    assert found.svg.count("diff-changed") >= 3


def test_in_english_the_signs_keep_their_words() -> None:
    with translation.override("en"):
        found = marked(BEFORE, AFTER, names=("2025", "Working copy"), rows=True)
    assert {mark.word for mark, _count in found.counts} == {"new", "gone", "edited", "moved"}
    assert "＋new" in found.svg
