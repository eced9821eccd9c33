"""Reading: frozen entries, the notice, the change statement and the coverage matrix, by who may see what."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from dossiers import actions as dossiers
from dossiers.templatetags.dossiers import change_text
from powers import actions as powers
from registers.models import Edition
from tests import scenarios
from tests.scenarios import NOW


def url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(f"registers:{name}", args=[edition.pk, *more])


def test_entries_are_listed_and_opened_only_within_what_one_may_read(cast: Any, client_of: Any) -> None:
    scenarios.confirmed(cast, "密查", **scenarios.HIDDEN)
    edition = scenarios.edition(cast, "approved")
    entry = edition.entries.get()
    status = {"officer": 200, "clerk": 200, "leader": 200, "colleague": 404, "stranger": 404}
    opened = {who: client_of(who).get(url("entry", edition, entry.pk)).status_code for who in status}
    assert opened == status
    page = client_of("colleague").get(url("detail", edition)).content.decode()
    assert "密查" not in page
    assert "密查" in client_of("clerk").get(url("detail", edition)).content.decode()


def test_an_entry_reads_as_it_was_approved(cast: Any, client_of: Any) -> None:
    power = scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="复核")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": "新写的职责"})
    response = client_of("clerk").get(url("entry", edition, edition.entries.get().pk))
    page = response.content.decode()
    assert "依法审核并按时答复" in page
    assert "新写的职责" not in page
    assert "优亲厚友" in page
    assert "两人核查" in page
    assert response.context["intact"] is True


def test_an_entry_of_another_edition_is_not_found(cast: Any, client_of: Any) -> None:
    scenarios.confirmed(cast)
    first = scenarios.edition(cast, "published")
    second = scenarios.edition(cast, "approved")
    response = client_of("officer").get(url("entry", second, first.entries.get().pk))
    assert response.status_code == 404


@pytest.mark.parametrize(("text", "count"), [("救助", 1), ("民政所", 2), ("S1-JF-002", 1), ("无", 0)])
def test_the_edition_is_searched(cast: Any, client_of: Any, text: str, count: int) -> None:
    scenarios.confirmed(cast)
    scenarios.confirmed(cast, "征地补偿")
    edition = scenarios.edition(cast, "approved")
    response = client_of("clerk").get(url("detail", edition), {"q": text})
    assert len(response.context["page"]) == count


def test_the_notice_marks_non_public_powers_and_shows_only_what_one_may_read(
    cast: Any, client_of: Any
) -> None:
    scenarios.confirmed(cast, "密查", **scenarios.HIDDEN)
    edition = scenarios.edition(cast, "ask")
    page = client_of("officer").get(url("notice", edition))
    assert "（不公开）" in page.content.decode()
    assert "在公告栏公示" in page.content.decode()
    assert "2026年3月2日" in page.content.decode()
    assert page.context["partial"] is False
    colleague = client_of("colleague").get(url("notice", edition))
    assert "密查" not in colleague.content.decode()
    assert colleague.context["partial"] is True


def test_the_notice_of_a_frozen_edition_keeps_to_what_was_frozen(cast: Any, client_of: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    scenarios.draft(cast, "后来登记的")
    page = client_of("officer").get(url("notice", edition)).content.decode()
    assert "优亲厚友" in page
    assert "后来登记的" not in page


def test_the_change_statement_reads_in_words(cast: Any, client_of: Any) -> None:
    power = scenarios.confirmed(cast)
    scenarios.edition(cast, "published")
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="年度复核")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": "依法审核并及时答复"})
    page = client_of("officer").get(url("compare", scenarios.edition(cast))).content.decode()
    assert "2026-2 与 2026-1 相比：增加 0 项，修改 1 项，不再列入 0 项。" in page
    assert str(change_text("依法审核并按时答复", "依法审核并及时答复")) in page
    assert "年度复核" in page


def coverage(cast: Any, name: str = "coverage", *more: str) -> str:
    return reverse(f"registers:{name}", args=[cast.institution.pk, *more])


def test_coverage_is_for_those_who_read_dossiers_and_shows_theirs(cast: Any, client_of: Any) -> None:
    scenarios.draft(cast)
    seen = {}
    for person in ("officer", "clerk", "colleague", "stranger", "sysadmin"):
        response = client_of(person).get(coverage(cast))
        seen[person] = len(response.context["rows"]) if response.status_code == 200 else response.status_code
    assert seen == {"officer": 1, "clerk": 1, "colleague": 0, "stranger": 404, "sysadmin": 404}


def test_gaps_lead_the_clerk_to_the_form_and_others_to_the_dossier(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    links = {}
    for person in ("clerk", "officer"):
        [line] = client_of(person).get(coverage(cast)).context["rows"]
        links[person] = {
            item["cell"].finding.rule: item["url"] for item in line["cells"] if item["cell"].finding
        }
    assert links["clerk"]["R04"] == f"/powers/{power.pk}/edit/#bases"
    assert set(links["officer"].values()) == {f"/powers/{power.pk}/"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["临时救助", "草稿"]),
        ({"gaps": "on"}, ["草稿"]),
        ({"gaps": "E"}, ["草稿"]),
        ({"gaps": "W"}, []),
        ({"gaps": "ok"}, ["临时救助"]),
        ({"rule": "R04"}, ["草稿"]),
        ({"rule": "R51"}, []),
        ({"rule": "R99", "gaps": "x"}, ["临时救助", "草稿"]),
        ({"state": "confirmed"}, ["临时救助"]),
        ({"q": "草"}, ["草稿"]),
        ({"unit": "999", "state": "x"}, ["临时救助", "草稿"]),
    ],
)
def test_filters_narrow_screen_and_csv_alike(cast: Any, client_of: Any, query: Any, names: Any) -> None:
    scenarios.confirmed(cast)
    scenarios.draft(cast, "草稿")
    clerk = client_of("clerk")
    shown = [line["row"].power.name for line in clerk.get(coverage(cast), query).context["rows"]]
    file = b"".join(clerk.get(coverage(cast, "coverage_file", "csv"), query).streaming_content).decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(file)))
    assert shown == [row["职权名称"] for row in rows] == names
    assert {row["行使依据"] for row in rows} <= {"✓", "✗ 没有行使依据。"}


def test_coverage_costs_the_same_for_one_power_and_three(cast: Any, client_of: Any, cost_of: Any) -> None:
    officer = client_of("officer")
    costs = []
    for count in (1, 2):
        for number in range(count):
            scenarios.complete(cast, f"职权{count}{number}")
        costs.append(cost_of(officer, coverage(cast)))
    assert costs == [9, 9]


def test_each_rule_is_counted_and_leads_to_the_powers_that_miss_it(cast: Any, client_of: Any) -> None:
    scenarios.confirmed(cast)
    scenarios.draft(cast, "草稿")
    officer = client_of("officer")
    page = officer.get(coverage(cast, "coverage_rules"))
    lines = {line.rule: (line.errors, line.warnings, line.powers) for line in page.context["lines"]}
    assert lines["R03"] == (8, 0, 1)
    assert lines["R40"] == (0, 4, 1)
    assert lines["R51"] == (0, 0, 0)
    assert f'href="{coverage(cast)}?rule=R03">1<span' in page.content.decode()
    colleague = client_of("colleague").get(coverage(cast, "coverage_rules"))
    assert {line.powers for line in colleague.context["lines"]} == {0}
    assert client_of("stranger").get(coverage(cast, "coverage_rules")).status_code == 404


def test_counting_rules_costs_the_same_for_one_power_and_three(
    cast: Any, client_of: Any, cost_of: Any
) -> None:
    officer = client_of("officer")
    costs = []
    for count in (1, 2):
        for number in range(count):
            scenarios.complete(cast, f"职权{count}{number}")
        costs.append(cost_of(officer, coverage(cast, "coverage_rules")))
    assert costs == [5, 5]
