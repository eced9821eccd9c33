"""The list of editions and the opening of a new one."""

from __future__ import annotations

from typing import Any

import pytest

from registers.models import Edition
from tests import scenarios

URL = "/registers/"
OPEN = "/registers/open/"
VALUES = {"year": "2026", "preparation_note": "说明"}


def labels(response: Any) -> list[tuple[str, int, int]]:
    return [(e.label, e.frozen, e.working) for e in response.context["page"]]


def test_anonymous_visitor_is_sent_to_sign_in(client: Any, cast: Any) -> None:
    assert client.get(URL).status_code == 302
    assert client.post(OPEN, VALUES).status_code == 302


def test_each_sees_the_editions_of_the_own_institution_with_what_they_may_count(
    cast: Any, client_of: Any
) -> None:
    scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    scenarios.draft(cast, "草稿")
    scenarios.edition(cast)
    assert labels(client_of("officer").get(URL)) == [("2026-2", 0, 2), ("2026-1", 1, 2)]
    assert labels(client_of("clerk").get(URL)) == [("2026-2", 0, 2), ("2026-1", 1, 2)]
    assert labels(client_of("colleague").get(URL)) == [("2026-2", 0, 0), ("2026-1", 0, 0)]
    assert labels(client_of("stranger").get(URL)) == []
    assert labels(client_of("sysadmin").get(URL)) == []


def test_only_the_officer_is_offered_to_open_and_only_while_none_is_open(cast: Any, client_of: Any) -> None:
    offered = {name: client_of(name).get(URL).context["may_open"] for name in ("officer", "leader", "clerk")}
    assert offered == {"officer": True, "leader": False, "clerk": False}
    scenarios.edition(cast)
    assert client_of("officer").get(URL).context["may_open"] is False


def test_opening_begins_the_year_at_find(cast: Any, client_of: Any) -> None:
    response = client_of("officer").post(OPEN, {**VALUES, "institution": cast.institution.pk})
    edition = Edition.objects.get()
    assert response["Location"] == f"/registers/{edition.pk}/"
    assert (edition.label, edition.state, edition.preparation_note) == ("2026-1", "find", "说明")


@pytest.mark.parametrize("person", ["clerk", "leader", "registrar", "stranger", "sysadmin"])
def test_nobody_else_opens(cast: Any, client_of: Any, person: str) -> None:
    response = client_of(person).post(OPEN, {**VALUES, "institution": cast.institution.pk})
    assert response.status_code == 422
    assert not Edition.objects.exists()


def test_a_second_click_opens_no_second_edition(cast: Any, client_of: Any) -> None:
    officer = client_of("officer")
    for _click in range(2):
        officer.post(OPEN, {**VALUES, "institution": cast.institution.pk})
    assert Edition.objects.count() == 1


def test_a_wrong_year_keeps_what_was_typed(cast: Any, client_of: Any) -> None:
    values = {"year": "26", "preparation_note": "写了很多", "institution": cast.institution.pk}
    response = client_of("officer").post(OPEN, values)
    assert response.status_code == 422
    assert "写了很多" in response.content.decode()


def test_the_list_costs_the_same_for_one_edition_and_three(cast: Any, client_of: Any, cost_of: Any) -> None:
    scenarios.confirmed(cast)
    officer = client_of("officer")
    costs = []
    for count in (1, 2):
        for _number in range(count):
            scenarios.edition(cast, "published")
        costs.append(cost_of(officer, URL))
    assert costs == [9, 9]
