"""The meeting's resolutions: prefilled, saved by the page, nothing typed lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from registers.models import Edition
from registers.views import reviewing
from tests import scenarios


@pytest.fixture
def edition(cast: Any) -> Edition:
    scenarios.confirmed(cast)
    scenarios.draft(cast, "草稿一项")
    return scenarios.edition(cast, "review")


def url(edition: Edition) -> str:
    return reverse("registers:resolutions", args=[edition.pk])


def lines(response: Any) -> list[tuple[str, str]]:
    return [(line.power.name, line.form["outcome"].value()) for line in response.context["lines"]]


def typed(response: Any) -> dict[str, str]:
    """Everything the page would send."""
    found = {}
    for line in response.context["lines"]:
        for name in ("outcome", "note"):
            found[line.form[name].html_name] = line.form[name].value()
    return found


def test_confirmed_powers_are_included_others_left_out_with_a_note(client_of: Any, edition: Edition) -> None:
    response = client_of("officer").get(url(edition))
    assert lines(response) == [("临时救助", "include"), ("草稿一项", "exclude")]
    note = response.context["lines"][1].form["note"].value()
    assert note.startswith("档案填报中，尚未确认。还缺")
    assert not edition.resolutions.exists()


def test_one_save_stores_the_page(client_of: Any, edition: Edition) -> None:
    officer = client_of("officer")
    response = officer.post(url(edition), typed(officer.get(url(edition))))
    assert response["Location"] == reverse("registers:detail", args=[edition.pk])
    stored = [(row.power.name, row.outcome) for row in edition.resolutions.all()]
    assert stored == [("临时救助", "include"), ("草稿一项", "exclude")]


def test_leaving_out_without_a_note_keeps_everything_typed(client_of: Any, edition: Edition) -> None:
    officer = client_of("officer")
    first, second = (line.form for line in officer.get(url(edition)).context["lines"])
    data = {
        first["outcome"].html_name: "exclude",
        first["note"].html_name: "",
        second["outcome"].html_name: "exclude",
        second["note"].html_name: "我写的说明",
    }
    response = officer.post(url(edition), data)
    assert response.status_code == 422
    assert "暂不列入时请写明说明。" in response.content.decode()
    assert "我写的说明" in response.content.decode()
    assert not edition.resolutions.exists()


def test_no_outcome_means_not_reviewed_yet(client_of: Any, edition: Edition) -> None:
    officer = client_of("officer")
    data = dict.fromkeys(typed(officer.get(url(edition))), "")
    officer.post(url(edition), data)
    assert not edition.resolutions.exists()


def test_large_institutions_turn_pages_by_unit_and_save_on_the_way(
    cast: Any, client_of: Any, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing, "SHEET", 1)
    officer = client_of("officer")
    page = officer.get(url(edition))
    assert page.context["sheets"] == ["民政所（1）", "民政所（2）"]
    response = officer.post(url(edition) + "?sheet=0", {**typed(page), "go": "1"})
    assert response["Location"] == url(edition) + "?sheet=1"
    assert [row.power.name for row in edition.resolutions.all()] == ["临时救助"]
    assert lines(officer.get(url(edition), {"sheet": "1"})) == [("草稿一项", "exclude")]
    assert lines(officer.get(url(edition), {"sheet": "99"})) == [("草稿一项", "exclude")]


@pytest.mark.parametrize("person", ["clerk", "leader", "registrar"])
def test_only_the_officer_fills_the_table_in(client_of: Any, edition: Edition, person: str) -> None:
    assert client_of(person).get(url(edition)).status_code == 403
    assert client_of(person).post(url(edition), {}).status_code == 403


def test_the_table_costs_the_same_for_one_power_and_three(cast: Any, client_of: Any, cost_of: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "review")
    officer = client_of("officer")
    costs = []
    for names in ((), ("甲", "乙")):
        for name in names:
            scenarios.draft(cast, name)
        costs.append(cost_of(officer, url(edition)))
    assert costs == [9, 9]
