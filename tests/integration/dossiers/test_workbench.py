"""The page after signing in."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dossiers import actions
from powers.models import Power
from riskreg import access
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db


def _names(response: Any, key: str) -> list[str]:
    return [row["power"].name for row in response.context[key]]


def test_a_clerk_sees_returned_dossiers_with_the_reason_then_drafts_with_what_is_missing(
    cast: Any, get: Any
) -> None:
    scenarios.draft(cast, "甲事项")
    scenarios.complete(cast, "乙事项")
    returned = scenarios.submitted(cast, "丙事项")
    actions.send_back(power=returned, by=cast.head, now=NOW, comment="请补充依据")
    response = get(cast.clerk, "workbench")
    assert _names(response, "returned") == ["丙事项"]
    assert sorted(_names(response, "drafts")) == ["乙事项", "甲事项"]
    rows = {row["power"].name: row for row in response.context["drafts"]}
    assert (rows["乙事项"]["errors"], rows["乙事项"]["warnings"]) == (0, 0)
    assert (rows["甲事项"]["errors"], len(rows["甲事项"]["first"])) == (12, 3)
    page = response.content.decode()
    assert "请补充依据" in page
    assert f"/powers/{rows['甲事项']['power'].pk}/edit/#id_leader_in_charge" in page
    assert page.index("退回待改") < page.index("填报中")


def test_a_clerk_sees_whom_a_dossier_waits_for(cast: Any, get: Any) -> None:
    scenarios.submitted(cast)
    page = get(cast.clerk, "workbench").content.decode()
    assert "等待科室负责人审核（head甲）" in page


def test_a_clerk_without_dossiers_is_told_how_to_begin(cast: Any, get: Any) -> None:
    page = get(cast.colleague, "workbench").content.decode()
    assert "还没有职权档案" in page
    assert page.count("/powers/new/") == 2


def test_the_workbench_shows_nothing_of_other_units(cast: Any, get: Any) -> None:
    scenarios.complete(cast, "别人的事项")
    for user in (cast.colleague, cast.stranger):
        assert "别人的事项" not in get(user, "workbench").content.decode()


def test_a_reviewer_sees_the_top_of_the_queue(cast: Any, get: Any) -> None:
    power = scenarios.submitted(cast)
    response = get(cast.head, "workbench")
    assert [wait.power for wait in response.context["reviews"].rows] == [power]
    assert "returned" not in response.context
    assert get(cast.officer, "workbench").context["reviews"].rows == []


def test_who_keeps_the_register_sees_what_it_waits_for(cast: Any, get: Any) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    assert "现在没有正在办理的登记册。" in get(cast.leader, "workbench").content.decode()
    edition = scenarios.edition(cast, "review")
    for user in (cast.officer, cast.leader, cast.registrar):
        (row,) = get(user, "workbench").context["under_way"]
        assert (row["pk"], row["name"], row["state"]) == (edition.pk, "清河镇 2026-2", "review")
        assert "领导小组逐项会审，再由党组审定。" in get(user, "workbench").content.decode()
    for user in (cast.clerk, cast.head, cast.stranger):
        assert "under_way" not in get(user, "workbench").context


def test_an_account_without_a_role_is_told_whom_to_ask(cast: Any, get: Any) -> None:
    access.revoke(user=cast.colleague, role="clerk", unit=cast.other_unit)
    page = get(cast.colleague, "workbench").content.decode()
    assert "您的账号还没有授权" in page
    assert "新增职权" not in page


@pytest.mark.parametrize(
    ("who", "home"),
    [("sysadmin", "organisation:home"), ("secadmin", "organisation:grants"), ("auditor", "audit:list")],
)
def test_administrators_are_sent_to_their_own_pages(cast: Any, get: Any, who: str, home: str) -> None:
    response = get(getattr(cast, who), "workbench")
    assert (response.status_code, response["Location"]) == (302, reverse(home))


def test_each_group_turns_its_own_pages(cast: Any, get: Any) -> None:
    for number in range(21):
        scenarios.draft(cast, f"事项{number}")
    assert len(get(cast.clerk, "workbench").context["drafts"]) == 20
    second = get(cast.clerk, "workbench", todo=2)
    assert len(second.context["drafts"]) == 1
    assert second.context["todo_page"].before == "?todo=1#todo"


def test_the_workbench_takes_the_same_queries_at_one_and_three(
    cast: Any, client: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.clerk)
    client.get("/healthz")  # moves the session on, as it does once a minute
    for names in (("甲",), ("乙", "丙")):
        for name in names:
            scenarios.complete(cast, f"{name}事项")
            scenarios.submitted(cast, f"{name}二事项")
        with django_assert_num_queries(9):
            client.get("/powers/mine/")
    assert Power.objects.count() == 6
