"""What the administrators' actions write, refuse and record."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from audit.models import AuditEvent
from organisation import actions
from organisation.models import CalendarDay, Institution, Post, PostAssignment, Unit, User
from organisation.stored import INSTITUTION_FIELDS
from riskreg import access
from riskreg.decisions import Refused
from riskreg.stale import Stale, token, values_of
from tests import scenarios
from tests.scenarios import NOW, Cast

VALUES = {"code": "NEW", "name": "新单位", "short_name": "新"}


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-seq")[0]


def told(event: AuditEvent) -> tuple[str, str, str, dict]:
    return event.event, event.subject_label, event.institution_code, event.details


def test_an_institution_comes_with_the_root_of_its_tree(cast: Cast) -> None:
    institution = actions.create_institution(by=cast.sysadmin, now=NOW, values=VALUES)
    root = Unit.objects.get(institution=institution)
    assert (root.code, root.name, root.kind, root.depth) == ("ROOT", "新单位", "institution", 1)
    assert told(last()) == ("institution.created", "新单位", "NEW", {})
    assert (last().actor_name, last().at) == (str(cast.sysadmin), NOW)


def test_a_code_is_used_once(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        actions.create_institution(by=cast.sysadmin, now=NOW, values={**VALUES, "code": "OURS"})
    assert list(error.value.message_dict) == ["code"]
    assert Institution.objects.count() == 2


def test_an_edit_records_old_and_new_and_writes_history(cast: Cast) -> None:
    actions.edit_institution(
        institution=cast.institution, by=cast.sysadmin, now=NOW, values={"short_name": "清河"}
    )
    assert told(last()) == (
        "institution.edited",
        "清河镇人民政府",
        "OURS",
        {"short_name": ["清河镇", "清河"]},
    )
    past = cast.institution.history.first()
    assert (past.short_name, past.event_id, past.history_user) == ("清河", last().id, cast.sysadmin)


def test_saving_the_same_records_nothing(cast: Cast) -> None:
    events = AuditEvent.objects.count()
    actions.edit_institution(
        institution=cast.institution, by=cast.sysadmin, now=NOW, values={"short_name": "清河镇"}
    )
    assert AuditEvent.objects.count() == events


def test_the_second_of_two_savers_is_told(cast: Cast) -> None:
    seen = token(values_of(cast.institution, INSTITUTION_FIELDS))
    values = {"short_name": "清河"}
    actions.edit_institution(institution=cast.institution, by=cast.sysadmin, now=NOW, values=values)
    with pytest.raises(Stale) as stale:
        actions.edit_institution(
            institution=cast.institution, by=cast.sysadmin, now=NOW, values={"short_name": "河"}, seen=seen
        )
    assert stale.value.theirs["short_name"] == "清河"
    cast.institution.refresh_from_db()
    assert cast.institution.short_name == "清河"


def test_a_renamed_institution_renames_its_root(cast: Cast) -> None:
    actions.edit_institution(
        institution=cast.institution, by=cast.sysadmin, now=NOW, values={"name": "清河镇政府"}
    )
    cast.root.refresh_from_db()
    assert cast.root.name == "清河镇政府"


def test_a_unit_is_added_below_another(cast: Cast) -> None:
    unit = actions.add_unit(
        parent=cast.unit, by=cast.sysadmin, now=NOW, values={"code": "S3", "name": "低保组"}
    )
    assert (Unit.objects.get_parent(unit), unit.institution) == (cast.unit, cast.institution)
    assert told(last()) == ("unit.added", "低保组", "OURS", {})


def test_a_unit_moves_with_all_below_it(cast: Cast) -> None:
    below = actions.add_unit(parent=cast.unit, by=None, now=NOW, values={"code": "S3", "name": "低保组"})
    assert not access.has(cast.colleague, "edit_dossier", below)
    actions.move_unit(unit=cast.unit, parent=cast.other_unit, by=cast.sysadmin, now=NOW)
    below.refresh_from_db()
    assert [unit.name for unit in Unit.objects.get_ancestors(below)] == ["清河镇人民政府", "财政所", "民政所"]
    assert Unit.objects.get(pk=cast.root.pk).numchild == 1
    assert told(last()) == ("unit.moved", "民政所", "OURS", {"parent": ["清河镇人民政府", "财政所"]})
    cast.fresh()
    cast.unit.refresh_from_db()
    assert access.has(cast.colleague, "edit_dossier", below)
    assert access.has(cast.clerk, "edit_dossier", below)
    assert not access.has(cast.clerk, "edit_dossier", cast.other_unit)


def test_a_unit_moved_where_it_is_stays_without_a_word(cast: Cast) -> None:
    events = AuditEvent.objects.count()
    actions.move_unit(unit=cast.unit, parent=cast.root, by=cast.sysadmin, now=NOW)
    assert AuditEvent.objects.count() == events


def test_a_unit_does_not_move_below_itself_nor_out_of_its_institution(cast: Cast) -> None:
    below = actions.add_unit(parent=cast.unit, by=None, now=NOW, values={"code": "S3", "name": "低保组"})
    theirs = Unit.objects.get(institution__code="THEIRS")
    for unit, parent, reason in (
        (cast.unit, below, "不能把“民政所”移到它自己或它的下级科室下面。"),
        (cast.unit, cast.unit, "不能把“民政所”移到它自己或它的下级科室下面。"),
        (cast.unit, theirs, "科室只能在本单位内移动。"),
        (cast.root, theirs, "单位本身不能移动。"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.move_unit(unit=unit, parent=parent, by=cast.sysadmin, now=NOW)
        assert str(refusal.value) == reason


def test_a_unit_with_powers_in_force_is_not_abolished(cast: Cast) -> None:
    scenarios.draft(cast)
    with pytest.raises(Refused) as refusal:
        actions.abolish_unit(unit=cast.unit, by=cast.sysadmin, now=NOW, on=NOW.date())
    assert str(refusal.value) == "“民政所”还有未取消的职权，请先移交或取消。"
    actions.abolish_unit(unit=cast.other_unit, by=cast.sysadmin, now=NOW, on=NOW.date())
    cast.other_unit.refresh_from_db()
    assert cast.other_unit.abolished_on == NOW.date()
    assert told(last()) == ("unit.abolished", "财政所", "OURS", {})


def test_a_unit_with_posts_in_force_is_not_abolished(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        actions.abolish_unit(unit=cast.unit, by=cast.sysadmin, now=NOW, on=NOW.date())
    assert str(refusal.value) == "“民政所”还有在用的岗位，请先撤销这些岗位。"
    for post in cast.unit.posts.all():
        actions.abolish_post(post=post, by=cast.sysadmin, now=NOW, on=NOW.date())
    actions.abolish_unit(unit=cast.unit, by=cast.sysadmin, now=NOW, on=NOW.date())
    assert last().event == "unit.abolished"


def test_a_second_click_does_not_abolish_again(cast: Cast) -> None:
    actions.abolish_unit(unit=cast.other_unit, by=cast.sysadmin, now=NOW, on=NOW.date())
    told_before = last().seq
    with pytest.raises(Refused) as refusal:
        actions.abolish_unit(unit=cast.other_unit, by=cast.sysadmin, now=NOW, on=date(2026, 5, 1))
    assert str(refusal.value) == "“财政所”已经撤销过了。"
    cast.other_unit.refresh_from_db()
    assert (cast.other_unit.abolished_on, last().seq) == (NOW.date(), told_before)


def test_nothing_is_added_to_an_abolished_unit_nor_moved_there(cast: Cast) -> None:
    actions.abolish_unit(unit=cast.other_unit, by=None, now=NOW, on=NOW.date())
    closed = Unit.objects.get(pk=cast.other_unit.pk)
    with pytest.raises(Refused):
        actions.add_unit(parent=closed, by=None, now=NOW, values={"code": "S3", "name": "低保组"})
    with pytest.raises(Refused):
        actions.add_post(unit=closed, by=None, now=NOW, values={"code": "P9", "title": "会计"})
    with pytest.raises(Refused):
        actions.move_unit(unit=cast.unit, parent=closed, by=None, now=NOW)


def test_a_unit_with_units_in_force_below_and_the_root_are_not_abolished(cast: Cast) -> None:
    actions.add_unit(parent=cast.other_unit, by=None, now=NOW, values={"code": "S3", "name": "会计组"})
    for unit, reason in (
        (cast.other_unit, "“财政所”还有下级科室，请先撤销下级科室。"),
        (cast.root, "单位本身不能撤销。"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.abolish_unit(unit=unit, by=cast.sysadmin, now=NOW, on=NOW.date())
        assert str(refusal.value) == reason


def test_a_new_holder_ends_the_assignment_of_the_one_before(cast: Cast) -> None:
    post = cast.head_post
    actions.assign_post(
        post=post, person=cast.officer, by=cast.sysadmin, now=NOW, started_on=date(2026, 5, 1)
    )
    rows = PostAssignment.objects.filter(post=post).order_by("started_on")
    assert [(row.person, row.started_on, row.ended_on) for row in rows] == [
        (cast.head, NOW.date(), date(2026, 5, 1)),
        (cast.officer, date(2026, 5, 1), None),
    ]
    assert last().details == {"holder": ["head甲", "officer甲"]}


def test_an_abolished_post_is_vacant(cast: Cast) -> None:
    actions.abolish_post(post=cast.head_post, by=cast.sysadmin, now=NOW, on=date(2026, 6, 1))
    post = Post.objects.get(pk=cast.head_post.pk)
    assert (post.abolished_on, post.holder_name()) == (date(2026, 6, 1), "")
    with pytest.raises(Refused):
        actions.assign_post(
            post=post, person=cast.head, by=cast.sysadmin, now=NOW, started_on=date(2026, 6, 2)
        )


def test_a_person_of_another_institution_holds_no_post_here(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        actions.assign_post(
            post=cast.head_post, person=cast.stranger, by=cast.sysadmin, now=NOW, started_on=NOW.date()
        )
    assert list(error.value.message_dict) == ["person"]


def test_calendar_days_are_set_changed_and_taken_back(cast: Cast) -> None:
    day = date(2026, 10, 1)
    actions.set_calendar_days(by=cast.sysadmin, now=NOW, days=[{"day": day, "is_workday": True}])
    actions.set_calendar_days(
        by=cast.sysadmin, now=NOW, days=[{"day": day, "is_workday": False, "name": "国庆节"}]
    )
    row = CalendarDay.objects.get()
    assert (row.day, row.is_workday, row.name) == (day, False, "国庆节")
    actions.remove_calendar_day(day=row, by=cast.sysadmin, now=NOW)
    assert not CalendarDay.objects.exists()
    assert AuditEvent.objects.filter(event="calendar.changed").count() == 3


def test_a_calendar_day_that_is_already_so_is_not_recorded(cast: Cast) -> None:
    days = [{"day": date(2026, 10, 1), "is_workday": False, "name": "国庆节"}]
    actions.set_calendar_days(by=cast.sysadmin, now=NOW, days=days)
    events = AuditEvent.objects.count()
    actions.set_calendar_days(by=cast.sysadmin, now=NOW, days=days)
    assert AuditEvent.objects.count() == events


def test_nobody_but_the_system_administrator_keeps_the_tree(cast: Cast) -> None:
    before = (Institution.objects.count(), Unit.objects.count(), AuditEvent.objects.count())
    for name, user in cast.people().items():
        if name == "sysadmin":
            continue
        with pytest.raises(Refused):
            actions.create_institution(by=user, now=NOW, values=VALUES)
        with pytest.raises(Refused):
            actions.add_unit(parent=cast.root, by=user, now=NOW, values={"code": "X", "name": "X"})
        with pytest.raises(Refused):
            actions.move_unit(unit=cast.unit, parent=cast.other_unit, by=user, now=NOW)
        with pytest.raises(Refused):
            actions.set_calendar_days(by=user, now=NOW, days=[])
    assert (Institution.objects.count(), Unit.objects.count(), AuditEvent.objects.count()) == before
    assert User.objects.count() == 10
