"""What a register would do to an institution, before anything is written."""

from __future__ import annotations

import pytest

from imports.planning import plan
from imports.plans.entries import Answers, Entry, Outcome
from imports.plans.plan import Plan
from imports.rows import ReadTable, Rejected
from imports.snapshot import snapshot
from powers.models import Power
from tests import scenarios
from tests.scenarios import Cast
from tests.unit.imports.tables import other_category, ours, row, table

pytestmark = pytest.mark.django_db


def planned(cast: Cast, read: ReadTable, answers: Answers | None = None) -> Plan:
    return plan([read], snapshot(ours(cast), {read.kind}), answers)


def outcomes(found: Plan) -> list[str]:
    return [row.outcome.value for row in found.rows]


def written(found: Plan) -> list[Entry]:
    return [entry for group in found.groups() for entry in group]


def made(found: Plan) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for entry in written(found):
        if entry.new:
            names.setdefault(entry.label.split(".")[1], []).append(entry.words)
    return names


def test_a_row_becomes_a_power_with_a_candidate_its_measures_and_those_who_answer(cast: Cast) -> None:
    other_category()
    found = planned(cast, table(row()))
    assert outcomes(found) == ["new"]
    assert made(found) == {
        "user": ["王建国", "李爱民"],
        "post": ["负责人", "分管领导"],
        "postassignment": ["王建国", "李爱民"],
        "power": ["低保审核"],
        "riskpoint": ["优亲厚友"],
        "measure": ["两人核查", "张榜公布"],
        "responsibility": ["主管责任人：分管领导", "直接责任人：负责人"],
    }
    power = next(entry for entry in written(found) if entry.label == "powers.power")
    assert power.values["code"] == "S1-QT-001"
    assert power.values["imported_grade"] == "A"
    assert "本单位没有人员“王建国”，将登记为不能登录的人员；需要账号的请系统管理员开通。" in [
        warned.message for warned in found.warnings
    ]


def test_planning_writes_nothing_and_asks_the_same_queries_for_many_rows(
    cast: Cast, django_assert_num_queries
) -> None:
    """Powers of the file that are stored cost some queries more, for a few hundred rows together."""
    other_category()
    institution = ours(cast)
    for rows in (1, 40):
        read = table(*(row(power=f"职权{n}", unit=f"科室{n}") for n in range(rows)))
        with django_assert_num_queries(6):
            plan([read], snapshot(institution, {read.kind}))
    assert Power.objects.count() == 0
    scenarios.complete(cast)
    for points in (1, 40):
        read = table(*(row(power="临时救助", point=f"风险{n}") for n in range(points)))
        with django_assert_num_queries(12):
            plan([read], snapshot(institution, {read.kind}))


def test_a_known_dossier_is_compared_value_by_value(cast: Cast) -> None:
    scenarios.complete(cast)
    read = table(
        row(
            power="临时救助", point="优亲厚友", manifestation="为亲属放宽条件、虚报人数", measures=("两人核查",),
            grade="", unit_head="", leader="",
        )
    )  # fmt: skip
    found = planned(cast, read)
    (line,) = found.rows
    assert line.outcome == Outcome.CHANGED
    assert [(d.what, d.label, d.old, d.new) for d in line.differences] == [
        ("优亲厚友", "表现形式", "为亲属放宽条件", "为亲属放宽条件、虚报人数")
    ]
    assert made(found) == {}


def test_what_is_stored_as_the_file_says_is_unchanged_even_in_a_locked_dossier(cast: Cast) -> None:
    scenarios.submitted(cast)
    same = {
        "power": "临时救助",
        "measures": ("两人 核查",),
        "unit_head": "所长",
        "leader": "副镇长",
        "grade": "B",
    }
    found = planned(cast, table(row(**same), row(**same | {"point": "拖延不办", "manifestation": "超期"})))
    assert outcomes(found) == ["unchanged", "rejected"]
    (refused,) = found.rejected
    assert (refused.row, refused.column, refused.value) == (5, "职权名称", "临时救助")
    assert refused.message.startswith("档案目前“待科室负责人审核”，内容已锁定。")
    assert written(found) == []


def test_a_refused_row_leaves_no_unit_or_person_behind(cast: Cast) -> None:
    other_category()
    read = table(
        row(unit="信访办", unit_head="赵志远", point=""),
        row(power="", unit="档案室", unit_head="钱文"),
        row(power="名" * 121, unit="老干局"),
    )
    found = planned(cast, read)
    assert outcomes(found) == ["new", "rejected", "rejected"]
    assert [(cell.row, cell.column) for cell in found.rejected] == [(5, "职权名称"), (6, "职权名称")]
    assert made(found)["unit"] == ["信访办"]
    assert made(found)["user"] == ["赵志远", "李爱民"]


def test_rows_the_reader_refused_are_not_planned(cast: Cast) -> None:
    other_category()
    bad = Rejected(4, "风险等级", "特级", "等级只能是A、B、C。")
    found = planned(cast, table(row(), row(point="收受财物", power="临时救助"), rejected=(bad,)))
    assert outcomes(found) == ["rejected", "new"]
    assert found.rejected == (bad,)
    assert made(found)["power"] == ["临时救助"]


def test_the_highest_grade_of_its_rows_becomes_the_powers_with_a_warning(cast: Cast) -> None:
    other_category()
    read = table(row(grade="B"), row(point="收受财物", grade="A"), row(point="超期", grade=""))
    found = planned(cast, read)
    power = next(entry for entry in written(found) if entry.label == "powers.power")
    assert power.values["imported_grade"] == "A"
    told = [warned.message for warned in found.warnings if warned.column == "风险等级"]
    assert told == ["同一职权第4行为B级，本行为A级；职权取较高的一级。"]


def test_a_grade_that_people_decided_stays(cast: Cast) -> None:
    scenarios.complete(cast)
    found = planned(cast, table(row(power="临时救助", grade="A", measures=(), unit_head="", leader="")))
    assert [warned.message for warned in found.warnings] == [
        "已按五项因素拟定为B级，表中写A级；等级没有改动。"
    ]
    assert outcomes(found) == ["unchanged"]


def test_near_names_are_asked_about_and_an_answer_is_taken(cast: Cast) -> None:
    other_category()
    scenarios.complete(cast)
    read = table(row(unit="民政办公所", power="临时救助金"))
    asked, power = planned(cast, read).questions, Power.objects.get()
    assert [(question.kind, question.text, question.row, question.candidates) for question in asked] == [
        ("units", "民政办公所", 4, ((cast.unit.pk, "民政所"),)),
        ("powers", "临时救助金", 4, ((power.pk, f"{power.code} 临时救助"),)),
    ]
    answered = planned(
        cast, read, Answers(powers={"临时救助金": power.pk}, units={"民政办公所": cast.unit.pk})
    )
    assert "power" not in made(answered)
    assert answered.questions == ()


def test_the_same_name_in_two_units_is_two_powers(cast: Cast) -> None:
    other_category()
    found = planned(cast, table(row(unit="民政所", power="印章管理"), row(unit="财政所", power="印章管理")))
    assert [entry.values["code"] for entry in written(found) if entry.label == "powers.power"] == [
        "S1-QT-001",
        "S2-QT-001",
    ]


def test_a_register_without_powers_is_taken_by_post_or_unit(cast: Cast) -> None:
    other_category()
    lines = [
        {key: value for key, value in row(**more).items() if key != "power"}
        for more in ({"post": "出纳"}, {"post": ""})
    ]
    found = planned(cast, table(*lines))
    assert made(found)["power"] == ["出纳岗位职责", "民政所履行职责"]
    assert found.warnings[0].message.startswith("表中没有职权一栏")


def test_text_that_is_too_long_moves_and_is_told(cast: Cast) -> None:
    other_category()
    long_point, long_measure = "审批把关不严。" + "甲" * 90, "制度上墙；" * 60
    found = planned(cast, table(row(point=long_point, measures=(long_measure,))))
    point = next(entry for entry in written(found) if entry.label.endswith("riskpoint"))
    assert point.values["title"] == "审批把关不严"
    assert point.values["manifestation"] == f"{long_point}\n为亲属放宽条件"
    measures = [entry.words for entry in written(found) if entry.label.endswith("measure")]
    assert "".join(measures) == long_measure and [len(text) for text in measures] == [200, 100]


def test_near_posts_and_people_are_asked_about_and_an_answer_is_taken(cast: Cast) -> None:
    other_category()
    read = table(
        row(unit_head="所 长", leader="", post="办事人员"), row(unit_head="", leader="", post="", grade="")
    )
    (asked,) = planned(cast, read).questions
    assert (asked.kind, asked.text, asked.candidates) == (
        "posts", "办事人员", ((cast.staff_post.pk, "办事员（clerk甲）"),),
    )  # fmt: skip
    answered = planned(cast, read, Answers(posts={"办事人员": cast.staff_post.pk}))
    assert "post" not in made(answered) and answered.questions == ()


def test_a_new_row_shows_everything_it_says(cast: Cast) -> None:
    other_category()
    first = row(line="warning", grade_reason="群众关注", unit="财政所", leader="")
    found = planned(cast, table(first, row(point="拖延不办", grade="", unit="财政所", leader="")))
    assert [line.facts for line in found.rows] == [
        (
            ("承办机构", "财政所"),
            ("职权类别", "其他行政权力"),
            ("导入的等级", "A"),
            ("表现形式", "为亲属放宽条件"),
            ("三线", "警戒线"),
            ("定级理由", "群众关注"),
        ),
        (("表现形式", "为亲属放宽条件"),),
    ]


def test_a_measure_that_is_worded_anew_is_added_and_the_old_one_is_said_to_stay(cast: Cast) -> None:
    scenarios.complete(cast)
    same = {
        "power": "临时救助",
        "manifestation": "为亲属放宽条件",
        "grade": "",
        "unit_head": "",
        "leader": "",
    }
    found = planned(cast, table(row(**same, measures=("三人核查", "张榜公布"))))
    assert made(found) == {"measure": ["三人核查", "张榜公布"]}
    assert [(one.row, one.column, one.message) for one in found.warnings] == [
        (
            4,
            "防控措施",
            "风险点“优亲厚友”原有的措施表中没有写，仍然保留：两人核查。不再采用的，请在职权页面上删除。",
        )
    ]
    unchanged = planned(cast, table(row(**same, measures=("两人核查", "张榜公布"))))
    assert unchanged.warnings == () and made(unchanged) == {"measure": ["张榜公布"]}


def test_a_step_that_has_no_place_yet_is_shown_once(cast: Cast) -> None:
    """It is kept twice: to be found again, and as the file words it."""
    other_category()
    (line,) = planned(cast, table(row(step="入户调查"))).rows
    assert [label for label, text in line.facts if text == "入户调查"] == ["表中写的环节"]
