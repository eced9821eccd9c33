"""One edition from *find* to publication through its pages, with the mistakes people make."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from audit.models import AuditEvent
from registers.models import Edition
from tests import scenarios

DAY = "2026-03-02"
DISPLAY = {"place": "公告栏", "starts_on": DAY, "ends_on": DAY, "contact": "纪委"}
MEETING = {"held_on": DAY, "chair": "甲", "attendees": "乙\r\n丙", "minutes": ""}
APPROVAL = {"meeting": "党委会", "document_no": "1号", "approved_on": DAY}
FILING = {"recipient": "县纪委", "sent_on": DAY, "receipt_no": "回1", "received_on": DAY}
PUBLICATION = {
    "scope": "society",
    "time_rule": "long_term",
    "carriers": ["wall", "web"],
    "secrecy_reviewer": "办公室",
    "secrecy_reviewed_on": DAY,
    "secrecy_cleared": "on",
}
MOVES = ("show", "ask", "review")
POSTS = {
    "find": ("move", ["show"], {}),
    "show": ("display", [], DISPLAY),
    "ask": ("consultation_add", [], {"method": "questionnaire", "held_on": DAY}),
    "review": ("meeting", [], MEETING),
    "approved": ("file", [], FILING),
    "filed": ("publish", [], PUBLICATION),
}


def url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(f"registers:{name}", args=[edition.pk, *more])


def state(edition: Edition) -> str:
    return str(Edition.objects.get(pk=edition.pk).state)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("at", scenarios.STAGES)
def test_every_stage_can_be_read_by_all_who_may_see_the_edition(cast: Any, client_of: Any, at: str) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, at)
    for person in ("officer", "leader", "registrar", "clerk", "colleague"):
        assert client_of(person).get(url("detail", edition)).status_code == 200, person
    for person in ("stranger", "sysadmin", "auditor"):
        for name in ("detail", "compare", "notice", "opinions", "approve", "resolutions"):
            assert client_of(person).get(url(name, edition)).status_code == 404, (person, name)


@pytest.mark.parametrize("at", POSTS)
def test_nobody_but_the_officer_writes_in_a_stage(cast: Any, client_of: Any, at: str) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, at)
    name, more, values = POSTS[at]
    events = AuditEvent.objects.count()
    people = {"clerk": 403, "colleague": 403, "leader": 403, "registrar": 403, "stranger": 404}
    if at == "filed":
        del people["registrar"]  # the registrar may publish
    found = {who: client_of(who).post(url(name, edition, *more), values).status_code for who in people}
    assert found == people
    assert (state(edition), AuditEvent.objects.count()) == (at, events)


def test_the_way_from_find_to_publication(cast: Any, client_of: Any) -> None:
    power = scenarios.confirmed(cast)
    edition = scenarios.edition(cast)
    officer = client_of("officer")
    officer.post(url("move", edition, "show"))
    officer.post(url("display", edition), DISPLAY)
    officer.post(url("move", edition, "ask"))
    values = {"method": "questionnaire", "held_on": DAY, "audience": "群众", "sent": 5, "returned": 4}
    officer.post(url("consultation_add", edition), values)
    officer.post(url("move", edition, "review"))
    officer.post(url("meeting", edition), MEETING)
    prefix = f"p{power.pk}"
    officer.post(url("resolutions", edition), {f"{prefix}-outcome": "include", f"{prefix}-note": ""})
    client_of("leader").post(url("approve", edition), APPROVAL)
    officer.post(url("file", edition), FILING)
    client_of("registrar").post(url("publish", edition), PUBLICATION)
    edition.refresh_from_db()
    assert edition.state == "published"
    assert edition.meeting.attendees == "乙\n丙"
    assert edition.publication.carriers == ["wall", "web"]
    assert [entry.name for entry in edition.entries.all()] == ["临时救助"]


@pytest.mark.parametrize("name", MOVES)
def test_a_second_click_on_a_move_changes_nothing_and_says_so(cast: Any, client_of: Any, name: str) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, name)  # the first click was made
    events = AuditEvent.objects.count()
    response = client_of("officer").post(url("move", edition, name))
    assert response.status_code == 302
    assert ["已经办理过了" in text for text in said(response)] == [True]
    assert (state(edition), AuditEvent.objects.count()) == (name, events)


@pytest.mark.parametrize(
    ("at", "name", "values"),
    [("approved", "approve", APPROVAL), ("filed", "file", FILING), ("published", "publish", PUBLICATION)],
)
def test_a_second_click_on_a_final_form_changes_nothing_and_says_so(
    cast: Any, client_of: Any, at: str, name: str, values: Any
) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, at)
    events = AuditEvent.objects.count()
    response = client_of("officer").post(url(name, edition), values)
    assert response.status_code == 302
    assert ["已经办理过了" in text for text in said(response)] == [True]
    assert (state(edition), AuditEvent.objects.count()) == (at, events)


def test_a_move_that_is_not_ready_says_what_to_do(cast: Any, client_of: Any) -> None:
    edition = scenarios.edition(cast)
    page = client_of("officer").get(url("detail", edition)).content.decode()
    assert "还没有经纪检确认的职权档案。请先在“待审核”里办理。" in page
    response = client_of("officer").post(url("move", edition, "show"))
    assert response.status_code == 403
    assert "还没有经纪检确认的职权档案" in response.content.decode()


@pytest.mark.parametrize("name", ["approve", "file", "publish", "supersede", "nonsense"])
def test_moves_with_a_form_of_their_own_have_no_bare_button(cast: Any, client_of: Any, name: str) -> None:
    edition = scenarios.edition(cast)
    assert client_of("officer").post(url("move", edition, name)).status_code == 404


def test_pages_that_write_refuse_get(cast: Any, client_of: Any) -> None:
    edition = scenarios.edition(cast)
    officer = client_of("officer")
    for name in ("display", "meeting", "file", "publish", "dispose"):
        assert officer.get(url(name, edition)).status_code == 405
    assert officer.get(url("move", edition, "show")).status_code == 405


@pytest.mark.parametrize(
    ("at", "name", "values", "words"),
    [
        ("show", "display", {**DISPLAY, "ends_on": "2026-03-01"}, "截止日期不能早于起始日期。"),
        ("show", "display", {**DISPLAY, "place": "长" * 201}, "长" * 201),
        ("show", "display", {**DISPLAY, "starts_on": "0206-03-01"}, "应在1900年至2199年之间"),
        ("approved", "file", {**FILING, "received_on": "2026-03-01"}, "回执日期不能早于报送日期。"),
        ("filed", "publish", {**PUBLICATION, "secrecy_cleared": ""}, "保密审查没有通过，不能公开。"),
        ("filed", "publish", {**PUBLICATION, "carriers": []}, "这个字段是必填项"),
    ],
)
def test_what_was_typed_stays_when_a_form_is_refused(
    cast: Any, client_of: Any, at: str, name: str, values: Any, words: str
) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, at)
    response = client_of("officer").post(url(name, edition), values)
    page = response.content.decode()
    assert response.status_code in (403, 422)
    assert words in page
    assert values.get("place", values.get("recipient", values.get("secrecy_reviewer"))) in page
    assert state(edition) == at


def test_approval_shows_what_will_be_frozen(cast: Any, client_of: Any) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    added = scenarios.confirmed(cast, "征地补偿", **scenarios.HIDDEN)
    edition = scenarios.edition(cast, "review")
    prefix = f"p{added.pk}"
    client_of("officer").post(url("resolutions", edition), _all(edition, {f"{prefix}-outcome": "include"}))
    context = client_of("leader").get(url("approve", edition)).context
    assert context["grades"] == [("A", 0), ("B", 2), ("C", 0)]
    assert (context["total"], context["inside"]) == (2, 1)
    assert context["kinds"] == {"added": 1, "modified": 0, "removed": 0}
    assert client_of("clerk").get(url("approve", edition)).status_code == 403


def _all(edition: Edition, values: dict[str, str]) -> dict[str, str]:
    """Every power of the page included, as the page would send it."""
    found = {f"p{power.pk}-outcome": "include" for power in edition.institution.powers.all()}
    return {**found, **values}


@pytest.mark.parametrize(("at", "cost"), [("find", 10), ("ask", 9), ("published", 15)])
def test_the_page_costs_the_same_for_one_power_and_three(
    cast: Any, client_of: Any, cost_of: Any, at: str, cost: int
) -> None:
    officer = client_of("officer")
    costs = []
    for count in (1, 2):
        for number in range(count):
            scenarios.confirmed(cast, f"职权{count}{number}", entry_reason="新职能")
        if at == "published" or count == 1:
            edition = scenarios.edition(cast, at)
        costs.append(cost_of(officer, url("detail", edition)))
    assert costs == [cost, cost]
