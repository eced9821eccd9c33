"""Consultations and opinions: adding, correcting, and saying what was done (F9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from registers import actions, official
from registers.facts import opinion_numbers
from registers.models import Edition, Opinion
from registers.papers.asking import numbers_words
from registers.stored import disposition_values, record_values
from riskreg.stale import token
from tests import scenarios
from tests.scenarios import NOW

DAY = "2026-03-02"
CONSULTATION = {"method": "questionnaire", "held_on": DAY, "audience": "群众", "sent": "5", "returned": "4"}
OPINION = {"source": "masses", "method": "questionnaire", "received_on": DAY, "power": "", "text": "请公开"}


@pytest.fixture
def edition(cast: Any) -> Edition:
    scenarios.confirmed(cast)
    return scenarios.edition(cast, "ask")


def url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(f"registers:{name}", args=[edition.pk, *more])


def add(cast: Any, edition: Edition, **values: Any) -> Opinion:
    facts = {"source": "masses", "method": "questionnaire", "received_on": NOW.date(), "text": "意见"}
    return actions.record_opinion(edition=edition, by=cast.officer, now=NOW, values={**facts, **values})


def answers(*rows: tuple[Opinion, str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {"opinion": [row.pk for row, _disposition, _reason in rows]}
    for row, disposition, reason in rows:
        values = {"seen": token(disposition_values(row)), "disposition": disposition, "reason": reason}
        data |= {f"o{row.pk}-{name}": value for name, value in values.items()}
    return data


def test_a_consultation_is_added_and_corrected(cast: Any, client_of: Any, edition: Edition) -> None:
    officer = client_of("officer")
    officer.post(url("consultation_add", edition), CONSULTATION)
    row = edition.consultations.get()
    seen = token(record_values(row))
    officer.post(url("consultation_edit", edition, row.pk), {**CONSULTATION, "returned": "5", "seen": seen})
    assert [(r.audience, r.sent, r.returned) for r in edition.consultations.all()] == [("群众", 5, 5)]


def test_more_returned_than_sent_is_refused_and_the_text_stays(client_of: Any, edition: Edition) -> None:
    response = client_of("officer").post(url("consultation_add", edition), {**CONSULTATION, "returned": "6"})
    assert response.status_code == 422
    assert "收回份数不能多于发放份数。" in response.content.decode()
    assert 'value="群众"' in response.content.decode()
    assert not edition.consultations.exists()


@pytest.mark.parametrize("typed", ["S1-JF-001", "临时救助", "救助", "S1-JF-001 临时救助"])
def test_an_opinion_names_its_power_by_code_or_name(client_of: Any, edition: Edition, typed: str) -> None:
    client_of("officer").post(url("opinion_add", edition), {**OPINION, "power": typed})
    assert str(edition.opinions.get().power) == "S1-JF-001 临时救助"


def test_a_power_nobody_knows_or_of_another_institution_is_refused(client_of: Any, edition: Edition) -> None:
    response = client_of("officer").post(url("opinion_add", edition), {**OPINION, "power": "无此职权"})
    assert response.status_code == 422
    assert "没有找到这项职权" in response.content.decode()
    assert "请公开" in response.content.decode()


def test_an_ambiguous_name_asks_for_the_code(cast: Any, client_of: Any, edition: Edition) -> None:
    scenarios.draft(cast, "医疗救助")
    response = client_of("officer").post(url("opinion_add", edition), {**OPINION, "power": "救助"})
    assert "有多项职权符合" in response.content.decode()


def test_correcting_an_opinion_begins_with_what_is_stored(
    cast: Any, client_of: Any, edition: Edition
) -> None:
    power = edition.institution.powers.get()
    row = add(cast, edition, power=power)
    officer = client_of("officer")
    page = officer.get(url("opinion_edit", edition, row.pk))
    assert 'value="S1-JF-001 临时救助"' in page.content.decode()
    mine = {**OPINION, "text": "改过", "seen": page.context["seen"]}
    officer.post(url("opinion_edit", edition, row.pk), mine)
    row.refresh_from_db()
    assert (row.text, row.power) == ("改过", None)


def test_valid_sheets_are_told_apart_and_no_more_than_came_back(client_of: Any, edition: Edition) -> None:
    officer, add_url = client_of("officer"), url("consultation_add", edition)
    refused = officer.post(add_url, {**CONSULTATION, "valid": "5"})
    assert "有效份数不能多于收回份数。" in refused.content.decode()
    for valid in ("3", ""):
        assert officer.post(add_url, {**CONSULTATION, "valid": valid}).status_code == 302
    numbers = opinion_numbers(edition)
    assert (numbers["sent"], numbers["returned"], numbers["valid"]) == (10, 8, 7)
    assert "共发放10份（人），收回8份，有效7份；" in numbers_words(edition)
    page = officer.get(reverse("registers:detail", args=[edition.pk])).content.decode()
    assert [part.split("</td>")[0] for part in page.split('data-label="有效">')[1:]] == ["3", "—"]


def test_what_an_opinion_is_about_stands_in_the_list_and_in_the_form(
    client_of: Any, edition: Edition
) -> None:
    officer = client_of("officer")
    assert officer.post(url("opinion_add", edition), {**OPINION, "topic": "grade"}).status_code == 302
    assert "等级不恰当" in officer.get(url("opinions", edition)).content.decode()
    [row] = edition.opinions.all()
    heads = [str(column.heading) for column in official.F9]
    row.outcome = ""
    assert (
        dict(zip(heads, (column.value(row) for column in official.F9), strict=True))["归纳类别"]
        == "等级不恰当"
    )
    wrong = officer.post(url("opinion_add", edition), {**OPINION, "topic": "x"})
    assert wrong.status_code == 422


def test_several_opinions_can_be_typed_in_one_after_another(client_of: Any, edition: Edition) -> None:
    response = client_of("officer").post(url("opinion_add", edition), {**OPINION, "again": "1"})
    assert response["Location"] == url("opinion_add", edition)


def test_the_page_is_saved_at_once_and_counted(cast: Any, client_of: Any, edition: Edition) -> None:
    first, second, third = (add(cast, edition, text=text) for text in "甲乙丙")
    data = answers((first, "adopted", ""), (second, "rejected", "不合规定"), (third, "pending", ""))
    assert client_of("officer").post(url("dispose", edition), data).status_code == 302
    numbers = opinion_numbers(edition)
    wanted = ("all", "adopted", "partly", "rejected", "pending")
    assert [numbers[key] for key in wanted] == [3, 1, 0, 1, 1]


@pytest.mark.parametrize("disposition", ["partly", "rejected"])
def test_not_adopting_needs_a_reason_and_nothing_typed_is_lost(
    cast: Any, client_of: Any, edition: Edition, disposition: str
) -> None:
    first, second = add(cast, edition), add(cast, edition, text="另一条")
    data = answers((first, disposition, ""), (second, "adopted", "已改"))
    response = client_of("officer").post(url("dispose", edition), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "部分采纳或不采纳时请写明理由。" in page
    assert "已改" in page
    assert opinion_numbers(edition)["pending"] == 2


def test_opinions_can_still_be_answered_in_review_but_not_after(
    cast: Any, client_of: Any, edition: Edition
) -> None:
    row = add(cast, edition)
    facts = {"method": "questionnaire", "held_on": NOW.date(), "audience": "群众", "sent": 1, "returned": 1}
    actions.record_consultation(edition=edition, by=cast.officer, now=NOW, values=facts)
    actions.advance(edition=edition, name="review", by=cast.officer, now=NOW)
    officer = client_of("officer")
    assert officer.post(url("dispose", edition), answers((row, "adopted", ""))).status_code == 302
    assert officer.post(url("opinion_add", edition), OPINION).status_code == 403
    row.refresh_from_db()
    assert row.disposition == "adopted"


def test_opinions_on_powers_one_may_not_read_are_not_shown(
    cast: Any, client_of: Any, edition: Edition
) -> None:
    add(cast, edition, text="泛泛而谈")
    add(cast, edition, text="针对救助", power=edition.institution.powers.get())
    shown = {
        person: [row.text for row, _form in client_of(person).get(url("opinions", edition)).context["rows"]]
        for person in ("officer", "clerk", "colleague")
    }
    assert shown == {
        "officer": ["泛泛而谈", "针对救助"],
        "clerk": ["泛泛而谈", "针对救助"],
        "colleague": ["泛泛而谈"],
    }


def test_the_list_narrows_by_what_was_done(cast: Any, client_of: Any, edition: Edition) -> None:
    add(cast, edition)
    officer = client_of("officer")
    for wanted, count in (("pending", 1), ("adopted", 0), ("nonsense", 1)):
        response = officer.get(url("opinions", edition), {"disposition": wanted})
        assert len(response.context["rows"]) == count
