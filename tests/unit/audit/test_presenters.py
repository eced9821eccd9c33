"""Every event of the code is presented, every presented event is emitted, and details read as words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from audit import presenters
from audit.models import AuditEvent
from organisation import actions as organisation
from registers import actions as registers
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW, Cast

ROOMS = (
    "audit",
    "organisation",
    "powers",
    "riskpoints",
    "controls",
    "dossiers",
    "registers",
    "imports",
    "portal",
    "riskreg",
)
RECORDERS = {"record", "_record", "_record_account", "_record_role", "_correct"}


def _modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted(Path(settings.BASE_DIR, room).rglob("*.py"))


def _recording_functions(path: Path) -> Iterator[ast.AST]:
    """Yield the functions that record an event themselves, or through a helper of their module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in RECORDERS
            for call in ast.walk(node)
        ):
            yield node


def emitted() -> set[str]:
    """The `noun.past_participle` strings in functions that record events."""
    return {
        node.value
        for path in _modules()
        for function in _recording_functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.count(".") == 1
        and node.value.replace(".", "").replace("_", "").isalpha()
        and node.value.islower()
        and " " not in node.value
    }


def test_every_recorded_event_has_a_presenter_and_every_presenter_an_emitter() -> None:
    assert emitted() == set(presenters.EVENTS)


def test_details_of_parts_name_models_that_exist() -> None:
    assert set(presenters.PARTS) <= set(presenters.EVENTS)
    for model in presenters.PARTS.values():
        assert apps.get_model(model)


def test_an_event_of_an_older_version_is_shown_by_its_name() -> None:
    assert presenters.words("office.painted") == "office.painted"


def shown(event: str) -> list[tuple[str, str | None, str]]:
    """The details of the newest such event: label, old, new."""
    row = AuditEvent.objects.filter(event=event)[0]
    return [(detail.label, detail.old, detail.new) for detail in presenters.details(row)]


def test_a_granted_role_is_told_by_its_name(cast: Cast) -> None:
    organisation.grant_role(
        user=cast.clerk, role="leader", unit=cast.unit, by=cast.secadmin, now=NOW, reason="分管"
    )
    assert shown("role.granted") == [("角色", None, "领导"), ("科室", None, "民政所")]


def test_old_and_new_values_are_told_with_labels_and_choices(cast: Cast) -> None:
    values = {"title": "所长（兼）", "level": "deputy", "is_key": True}
    organisation.edit_post(post=cast.head_post, by=cast.sysadmin, now=NOW, values=values)
    assert shown("post.edited") == [
        ("重要岗位", "否", "是"),
        ("层级", "科室负责人", "副职领导"),
        ("岗位名称", "所长", "所长（兼）"),
    ]


def test_an_administrators_role_is_told_by_its_name(cast: Cast) -> None:
    account = organisation.create_account(by=cast.sysadmin, now=NOW, username="new", name="新人")
    organisation.set_system_role(account=account, role="auditor", by=cast.secadmin, now=NOW, reason="任命")
    assert shown("account.system_role_set") == [("管理员角色", "—", "审计管理员")]


def test_parts_of_dossiers_and_editions_are_told_with_their_own_labels(cast: Cast) -> None:
    power = scenarios.complete(cast)
    scenarios.grade(cast, power, grade="A", reason="群众反映集中")
    assert shown("power.graded") == [("拟定等级", "B级", "A级"), ("定级理由", "—", "群众反映集中")]
    assert shown("responsibility.set") == [
        ("直接责任人", "—", "所长"),
        ("第一责任人", "—", "镇长"),
        ("主管责任人", "—", "副镇长"),
        ("一般工作人员", "—", "办事员"),
    ]
    scenarios.confirmed(cast, "另一项")
    edition = scenarios.edition(cast, "show")
    values = {"place": "公告栏", "starts_on": NOW.date(), "ends_on": NOW.date(), "contact": "纪委"}
    registers.record_display(edition=edition, by=cast.officer, now=NOW, values=values)
    values["ends_on"] = date(2026, 3, 9)
    registers.record_display(edition=edition, by=cast.officer, now=NOW, values=values)
    assert shown("edition.display_recorded") == [("截止日期", "2026-03-02", "2026-03-09")]


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"bases": [None, ""]}, [("行使依据", None, "已修改")]),
        ({"error": ""}, []),
        ({"no_such_field": "x"}, [("no_such_field", None, "x")]),
        ({"entries": 3}, [("职权数", None, "3")]),
    ],
)
def test_odd_details_are_told_too(details: dict, told: list) -> None:
    event = AuditEvent(event="power.edited", subject_type="powers.power", details=details)
    assert [(detail.label, detail.old, detail.new) for detail in presenters.details(event)] == told


def test_an_event_about_a_model_that_is_gone_is_still_told() -> None:
    event = AuditEvent(
        event="office.painted", subject_type="offices.office", details={"colour": ["red", "blue"]}
    )
    assert [str(detail) for detail in presenters.details(event)] == ["red → blue"]


def test_one_operation_of_several_events_shares_no_id(cast: Cast) -> None:
    with acting(by=cast.sysadmin, now=NOW):
        organisation.add_post(unit=cast.unit, by=cast.sysadmin, now=NOW, values={"code": "P8", "title": "甲"})
        organisation.add_post(unit=cast.unit, by=cast.sysadmin, now=NOW, values={"code": "P9", "title": "乙"})
    first, second = AuditEvent.objects.order_by("seq")[:2]
    assert first.id != second.id
    assert cast.unit.posts.get(code="P8").history.get().event_id == first.id
