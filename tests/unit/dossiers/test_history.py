"""The history of a dossier in words, and its state on a past day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.chain import canonical
from audit.models import AuditEvent
from controls import actions as controls
from dossiers import actions as dossiers
from dossiers import history
from dossiers.content import content_of
from dossiers.past import began_on, power_as_of, states_of
from organisation.models import PostAssignment
from powers import actions as powers
from powers.chart_input import ExitRow, StepRow
from powers.models import Power, Transition
from riskpoints import actions as riskpoints
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _operations(power: Power) -> list[history.Operation]:
    return history.operations(history.read(power))


def _said(operation: history.Operation) -> list[tuple[str, str, str, str, str, str]]:
    return [(str(c.section), c.thing, c.field, c.old, c.new, c.kind) for c in operation.changes]


def test_an_edit_says_who_changed_which_field_from_what_to_what(cast: Any) -> None:
    power = scenarios.complete(cast)
    values = {"conditions": "另写", "time_limit_value": None, "time_limit_unit": "immediate"}
    powers.edit(
        power=power, by=cast.clerk, now=NOW + DAY, values={**values, "leader_in_charge": cast.principal}
    )
    last = _operations(power)[0]
    assert (last.words, last.who, last.at) == ("修改职权资料", "clerk甲", NOW + DAY)
    assert _said(last) == [
        ("职权资料", "", "办理时限", "20个工作日", "即时", "changed"),
        ("职权资料", "", "主管领导", "副镇长", "镇长", "changed"),
        ("职权资料", "", "办理条件", "户籍在本镇", "另写", "changed"),
    ]


def test_the_acts_come_newest_first_one_operation_each(cast: Any) -> None:
    power = scenarios.confirmed(cast)
    assert [str(operation.words) for operation in _operations(power)] == [
        "纪检确认", "审核同意", "提交审核", "指定责任链", "拟定风险等级", "添加防控措施", "添加风险点", "保存流程图", "新增职权",
    ]  # fmt: skip


def test_a_review_carries_its_decision_and_reason(cast: Any) -> None:
    power = scenarios.submitted(cast)
    dossiers.send_back(power=power, by=cast.head, now=NOW + DAY, comment="补充依据")
    last = _operations(power)[0]
    assert (last.words, last.who, last.said) == ("退回修改", "head甲", "补充依据")
    assert [row.outcome for row in last.decisions] == ["returned"]
    assert _said(last) == [("职权资料", "", "状态", "待科室负责人审核", "已退回", "changed")]


def test_a_risk_point_and_a_measure_that_went_are_still_told(cast: Any) -> None:
    power = scenarios.complete(cast)
    riskpoints.remove(point=power.risk_points.get(), by=cast.clerk, now=NOW + DAY)
    said = _said(_operations(power)[0])
    assert [(section, thing, kind) for section, thing, _f, _o, _n, kind in said] == [
        ("风险点", "R1 优亲厚友", "removed"),
        ("防控措施", "R1 优亲厚友 · M1 两人核查", "removed"),
    ]


def test_the_first_grading_is_recorded(cast: Any) -> None:
    power = scenarios.draft(cast)
    scenarios.grade(cast, power)
    assert AuditEvent.objects.filter(event="power.graded", subject_id=str(power.pk)).count() == 1
    assert ("风险定级", "", "拟定等级", "", "B级", "added") in _said(_operations(power)[0])


def test_what_a_cascade_removed_is_stamped_like_the_act(cast: Any) -> None:
    power = scenarios.complete(cast)
    steps = [StepRow(1, "受理", "accept"), StepRow(2, "结束", "end")]
    powers.save_chart(power=power, by=cast.clerk, now=NOW + DAY, steps=steps, exits=[ExitRow(1, 2)])
    gone = Transition.history.filter(power_id=power.pk, history_type="-")
    stamps = set(gone.values_list("history_date", "history_user_id"))
    assert (gone.count(), stamps) == (6, {(NOW + DAY, cast.clerk.pk)})


def test_the_history_of_another_dossier_does_not_leak_in(cast: Any) -> None:
    power, other = scenarios.complete(cast), scenarios.complete(cast, "别的事项")
    before = _operations(power)
    powers.edit(power=other, by=cast.clerk, now=NOW + DAY, values={"conditions": "机密"})
    assert _operations(power) == before


def test_history_is_chosen_by_part_and_person(cast: Any) -> None:
    found = _operations(scenarios.confirmed(cast))
    assert [str(o.words) for o in history.chosen(found, part="measures")] == ["添加防控措施"]
    assert [str(o.words) for o in history.chosen(found, person=cast.head.pk)] == ["审核同意"]
    assert len(history.chosen(found, part="decisions")) == 3
    assert history.people_in(found) == [
        (cast.clerk.pk, "clerk甲"), (cast.head.pk, "head甲"), (cast.officer.pk, "officer甲"),
    ]  # fmt: skip


def _changed_dossier(cast: Any) -> tuple[Power, dict[str, Any]]:
    """A dossier whose every part changed the day after; and its content before."""
    power = scenarios.complete(cast)
    before = content_of(power)
    later = {"by": cast.clerk, "now": NOW + DAY}
    basis = {**scenarios.BASIS, "title": "另一部法"}
    powers.edit(power=power, values={"conditions": "另写"}, bases=[basis], **later)
    steps = [StepRow(1, "受理", "accept"), StepRow(2, "结束", "end")]
    powers.save_chart(power=power, steps=steps, exits=[ExitRow(1, 2)], **later)
    point = power.risk_points.get()
    riskpoints.edit(point=point, values={"title": "另一风险"}, **later)
    controls.remove_measure(measure=point.measures.get(), **later)
    controls.set_chain(power=power, posts={"first": None}, **later)
    riskpoints.grade(power=power, values={**_factors(), "grade": "A", "reason": "从严"}, **later)
    with acting(by=cast.clerk, now=NOW + DAY):
        held = PostAssignment.objects.get(post=cast.head_post)
        held.ended_on = (NOW + DAY).date()
        held.save()
    return power, before


def _factors() -> dict[str, str]:
    return {
        "discretion": "some",
        "public_concern": "moderate",
        "handled_by": "deputy",
        "exercise_frequency": "regular",
        "importance": "medium",
    }


def test_the_state_of_a_past_day_is_the_content_of_that_day(cast: Any) -> None:
    power, before = _changed_dossier(cast)
    then = power_as_of(power, NOW.date())
    assert then is not None
    assert content_of(then) == before
    assert content_of(scenarios.read(power)) != before


def test_the_state_of_today_is_the_present_content(cast: Any) -> None:
    power, _before = _changed_dossier(cast)
    now = power_as_of(power, (NOW + 2 * DAY).date())
    assert now is not None
    assert content_of(now) == content_of(scenarios.read(power))


def test_the_states_of_two_days_are_the_live_contents_of_those_days_to_the_byte(cast: Any) -> None:
    """Names of unit, category, post and holder change in between, and so does a column."""
    power = scenarios.complete(cast)
    before = canonical(content_of(power))
    assert canonical(content_of(power_as_of(power, NOW.date()))) == before  # type: ignore[arg-type]
    with acting(by=cast.clerk, now=NOW + DAY):
        for row, column in ((cast.unit, "name"), (cast.category, "name"), (cast.staff_post, "title")):
            setattr(row, column, f"新{getattr(row, column)}")
            row.save()
        PostAssignment(post=cast.deputy, person=cast.officer, started_on=(NOW + DAY).date()).save()
    powers.edit(power=power, by=cast.clerk, now=NOW + DAY, values={"conditions": "另写"})
    states = states_of(power, [NOW.date(), (NOW + DAY).date()])
    after = canonical(content_of(scenarios.read(power)))
    assert [canonical(content_of(state)) for state in states if state] == [before, after]
    assert before != after


def test_the_day_ends_at_midnight_in_the_institution(cast: Any) -> None:
    """17:00 UTC is one o'clock of the next day in Shanghai."""
    power = scenarios.complete(cast)
    late = NOW.replace(hour=17)
    powers.edit(power=power, by=cast.clerk, now=late, values={"conditions": "次日"})
    then, next_day = power_as_of(power, date(2026, 3, 2)), power_as_of(power, date(2026, 3, 3))
    assert then is not None and next_day is not None
    assert (then.conditions, next_day.conditions) == ("户籍在本镇", "次日")


def test_before_it_was_created_there_is_nothing(cast: Any) -> None:
    power = scenarios.draft(cast)
    assert power_as_of(power, NOW.date() - DAY) is None
    assert began_on(power) == date(2026, 3, 2)


def test_reading_the_past_takes_the_same_queries_for_one_and_three(
    cast: Any, django_assert_num_queries: Any
) -> None:
    one, three = scenarios.complete(cast, "甲事项"), scenarios.complete(cast, "乙事项")
    for title in ("二", "三"):
        values = {"title": title, "step": three.steps.get(no=2), "manifestation": "甲"}
        riskpoints.add(power=three, by=cast.clerk, now=NOW, values=values)
    for power in (one, three):
        with django_assert_num_queries(11):
            history.operations(history.read(power))
        with django_assert_num_queries(11):
            content_of(power_as_of(power, NOW.date()))  # type: ignore[arg-type]
