"""The dossier on one page, and the clerk's steps."""

from __future__ import annotations

from typing import Any

import pytest

from dossiers import actions
from powers import actions as powers
from riskpoints import actions as riskpoints
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db


def _form(power: Any, **values: Any) -> dict[str, Any]:
    power.refresh_from_db()
    return {"round": power.round, "revision": power.revision, **values}


def test_the_page_shows_every_part(cast: Any, get: Any) -> None:
    page = get(cast.leader, "detail", scenarios.complete(cast).pk).content.decode()
    for words in (
        "户籍在本镇",
        "示例法",
        "<svg",
        "优亲厚友",
        "两人核查",
        "镇长（leader甲）",
        "副职领导分管，且",
    ):
        assert words in page, words
    assert page.count("<h1") == 1


def test_a_stranger_and_a_colleague_find_nothing(cast: Any, get: Any, post: Any) -> None:
    power = scenarios.complete(cast)
    for user in (cast.stranger, cast.colleague, cast.sysadmin, cast.secadmin, cast.auditor):
        assert get(user, "detail", power.pk).status_code == 404
        for name in ("submit", "reopen", "propose_removal"):
            assert post(user, name, power.pk, reason="甲").status_code == 404


OFFERS: dict[str, dict[str, set[str]]] = {
    "draft": {"clerk": {"edit", "submit", "remove"}},
    "submitted": {"head": {"review"}},
    "reviewed": {"officer": {"review"}},
    "confirmed": {"clerk": {"reopen", "remove"}},
}
BRING: dict[str, Any] = {
    "draft": scenarios.complete,
    "submitted": scenarios.submitted,
    "reviewed": scenarios.reviewed,
    "confirmed": scenarios.confirmed,
}


@pytest.mark.parametrize("state", OFFERS)
def test_only_permitted_steps_are_offered(cast: Any, get: Any, state: str) -> None:
    power = BRING[state](cast)
    for who in ("clerk", "head", "officer", "leader", "registrar"):
        offers = get(getattr(cast, who), "detail", power.pk).context["offers"]
        assert {name for name, offered in offers.items() if offered} == OFFERS[state].get(who, set()), who


def test_readers_see_what_is_missing_without_links(cast: Any, get: Any) -> None:
    power = scenarios.draft(cast)
    assert all(row.url for row in get(cast.clerk, "detail", power.pk).context["findings"])
    findings = get(cast.leader, "detail", power.pk).context["findings"]
    assert findings
    assert not any(row.url for row in findings)


def test_an_incomplete_dossier_says_how_much_is_missing_instead_of_a_button(cast: Any, get: Any) -> None:
    page = get(cast.clerk, "detail", scenarios.draft(cast).pk).content.decode()
    assert "还有 12 项必须补齐" in page
    assert 'data-open="submit"' not in page


def test_submitting_takes_the_declaration(cast: Any, post: Any) -> None:
    power = scenarios.complete(cast)
    refused = post(cast.clerk, "submit", power.pk, **_form(power))
    assert (refused.status_code, "提交前请先作出承诺" in refused.content.decode()) == (422, True)
    done = post(cast.clerk, "submit", power.pk, **_form(power, declared="on"))
    power.refresh_from_db()
    assert (done.status_code, power.state) == (302, "submitted")


def test_submitting_what_changed_meanwhile_is_a_conflict(cast: Any, post: Any) -> None:
    power = scenarios.complete(cast)
    form = _form(power, declared="on")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"conditions": "另写"})
    assert post(cast.clerk, "submit", power.pk, **form).status_code == 409
    power.refresh_from_db()
    assert power.state == "draft"


def test_steps_are_taken_by_post_only(cast: Any, get: Any) -> None:
    power = scenarios.complete(cast)
    for name in ("submit", "reopen", "propose_removal", "agree", "send_back"):
        assert get(cast.clerk, name, power.pk).status_code == 405


def test_reopening_needs_a_reason_and_keeps_what_was_typed(cast: Any, post: Any) -> None:
    power = scenarios.confirmed(cast)
    assert post(cast.clerk, "reopen", power.pk, reason="").status_code == 422
    assert post(cast.clerk, "reopen", power.pk, reason="法规修订").status_code == 302
    again = post(cast.clerk, "reopen", power.pk, reason="第二次点击")
    assert again.status_code == 403
    assert "第二次点击" in again.content.decode()


def test_a_proposed_removal_goes_to_the_discipline_review(cast: Any, post: Any, get: Any) -> None:
    power = scenarios.confirmed(cast)
    assert post(cast.clerk, "propose_removal", power.pk, reason="职能划转").status_code == 302
    page = get(cast.officer, "review", power.pk).content.decode()
    assert "职能划转" in page
    assert "不同意取消" in page


def test_a_removed_power_asks_for_nothing(cast: Any, get: Any) -> None:
    power = scenarios.draft(cast)
    actions.propose_removal(power=power, by=cast.clerk, now=NOW, reason="重复")
    actions.agree(power=scenarios.read(power), by=cast.officer, now=NOW)
    response = get(cast.clerk, "detail", power.pk)
    assert "还缺什么" not in response.content.decode()
    assert not any(response.context["offers"].values())


def test_the_page_takes_the_same_queries_at_one_and_three_points(
    cast: Any, client: Any, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.clerk)
    client.get("/healthz")  # moves the session on, as it does once a minute
    power = scenarios.complete(cast)
    for titles in ((), ("甲", "乙")):
        for title in titles:
            values = {"title": title, "step": power.steps.get(no=2), "manifestation": "丙"}
            riskpoints.add(power=power, by=cast.clerk, now=NOW, values=values)
        with django_assert_num_queries(QUERIES):
            client.get(f"/powers/{power.pk}/")


QUERIES = 15
