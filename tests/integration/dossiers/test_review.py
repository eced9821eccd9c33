"""The review queue and the review page."""

from __future__ import annotations

from typing import Any

import pytest

from dossiers import actions
from powers import actions as powers
from powers.models import Power
from riskreg import access
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db


def _form(power: Any, **values: Any) -> dict[str, Any]:
    power.refresh_from_db()
    return {"round": power.round, "revision": power.revision, **values}


def test_the_queue_holds_what_waits_for_this_account_longest_first(cast: Any, get: Any) -> None:
    for name, day in (("后交", 5), ("先交", 3)):
        power = scenarios.submitted(cast, name)
        Power._base_manager.filter(pk=power.pk).update(state_at=NOW.replace(day=day))
    scenarios.reviewed(cast, "已到纪检")
    rows = get(cast.head, "queue").context["waiting"].rows
    assert [row.power.name for row in rows] == ["先交", "后交"]
    assert [row.power.name for row in get(cast.officer, "queue").context["waiting"].rows] == ["已到纪检"]
    for user in (cast.clerk, cast.leader, cast.stranger, cast.auditor):
        assert get(user, "queue").context["waiting"].rows == []


def test_an_empty_queue_says_so(cast: Any, get: Any) -> None:
    assert "没有等待您审核的档案" in get(cast.head, "queue").content.decode()


def test_a_stranger_finds_no_review(cast: Any, get: Any, post: Any) -> None:
    power = scenarios.submitted(cast)
    for user in (cast.stranger, cast.colleague, cast.secadmin):
        assert get(user, "review", power.pk).status_code == 404
        assert post(user, "agree", power.pk, **_form(power)).status_code == 404
        assert post(user, "send_back", power.pk, **_form(power, comment="甲")).status_code == 404


def test_a_first_submission_has_nothing_to_compare_with(cast: Any, get: Any) -> None:
    page = get(cast.head, "review", scenarios.submitted(cast).pk).content.decode()
    assert "首次提交" in page


def test_the_page_shows_what_changed_since_the_last_confirmation(cast: Any, get: Any) -> None:
    power = actions.reopen(power=scenarios.confirmed(cast), by=cast.clerk, now=NOW, reason="修订")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"conditions": "户籍在本镇满一年"})
    actions.submit(power=power, by=cast.clerk, now=NOW)
    page = get(cast.head, "review", power.pk).content.decode()
    assert "户籍在本镇<ins>满一年</ins>" in page


def test_who_may_not_decide_reads_why(cast: Any, get: Any) -> None:
    power = scenarios.submitted(cast)
    response = get(cast.officer, "review", power.pk)
    assert (response.context["may"], "您没有在" in str(response.context["denied"])) == (False, True)
    access.grant(user=cast.clerk, role="unit_head", unit=cast.unit)
    page = get(cast.clerk, "review", power.pk).content.decode()
    assert "须由不同的人办理" in page
    assert 'id="agree"' not in page


def test_the_head_agrees_after_verifying_the_chart(cast: Any, post: Any) -> None:
    power = scenarios.submitted(cast)
    refused = post(cast.head, "agree", power.pk, **_form(power, comment="写了意见"))
    assert refused.status_code == 422
    assert "写了意见" in refused.content.decode()
    done = post(cast.head, "agree", power.pk, **_form(power, chart_verified="on", comment="写了意见"))
    power.refresh_from_db()
    assert (done.status_code, power.state) == (302, "reviewed")
    assert power.decisions.get(stage="head").comment == "写了意见"


def test_the_officer_confirms_without_the_tick(cast: Any, post: Any) -> None:
    power = scenarios.reviewed(cast)
    assert post(cast.officer, "agree", power.pk, **_form(power)).status_code == 302
    power.refresh_from_db()
    assert power.state == "confirmed"


@pytest.mark.parametrize("comment", ["", "  "])
def test_a_return_needs_a_reason(cast: Any, post: Any, comment: str) -> None:
    power = scenarios.submitted(cast)
    response = post(cast.head, "send_back", power.pk, **_form(power, comment=comment))
    assert (response.status_code, "退回时请写明理由" in response.content.decode()) == (422, True)


def test_a_return_reaches_the_clerk(cast: Any, post: Any) -> None:
    power = scenarios.submitted(cast)
    assert post(cast.head, "send_back", power.pk, **_form(power, comment="补充依据")).status_code == 302
    power.refresh_from_db()
    assert (power.state, power.round) == ("returned", 2)


def test_a_second_click_shows_who_did_what_and_keeps_the_text(cast: Any, post: Any) -> None:
    power = scenarios.submitted(cast)
    form = _form(power, comment="我的理由很长")
    assert post(cast.head, "send_back", power.pk, **form).status_code == 302
    again = post(cast.head, "send_back", power.pk, **form)
    page = again.content.decode()
    assert again.status_code == 409
    assert "head甲 已办理“退回”" in page
    assert "我的理由很长" in page
    assert power.decisions.filter(outcome="returned").count() == 1


def test_agreeing_by_the_wrong_person_is_refused(cast: Any, post: Any) -> None:
    power = scenarios.submitted(cast)
    for user in (cast.clerk, cast.officer, cast.leader):
        response = post(user, "agree", power.pk, **_form(power, chart_verified="on"))
        assert response.status_code == 403
    power.refresh_from_db()
    assert power.state == "submitted"


def test_the_queue_takes_the_same_queries_at_one_and_three(
    cast: Any, client: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.head)
    client.get("/healthz")  # moves the session on, as it does once a minute
    for names in (("甲事项",), ("乙事项", "丙事项")):
        for name in names:
            scenarios.submitted(cast, name)
        with django_assert_num_queries(QUEUE):
            client.get("/powers/review/")


def test_the_review_page_takes_a_fixed_number_of_queries(
    cast: Any, client: Any, django_assert_num_queries: Any
) -> None:
    power = actions.reopen(power=scenarios.confirmed(cast), by=cast.clerk, now=NOW, reason="修订")
    actions.submit(power=power, by=cast.clerk, now=NOW)
    client.force_login(cast.head)
    with django_assert_num_queries(REVIEW):
        client.get(f"/powers/{power.pk}/review/")


QUEUE = 6
REVIEW = 18  # 3 of them move the session on, once a minute
