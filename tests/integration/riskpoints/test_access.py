"""Who reaches which page of the riskpoints room, and how often pages ask the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from dossiers import actions as dossiers
from riskpoints import actions
from riskpoints.models import RiskPoint
from riskpoints.people import chain
from riskreg import access
from tests import scenarios
from tests.scenarios import NOW

READING, WRITING = ("detail",), ("create", "edit", "remove", "place", "grade")
OF_THE_POINT = ("detail", "edit", "remove")


def address(name: str, power: Any) -> str:
    point = RiskPoint.objects.get(power=power)
    return reverse(f"riskpoints:{name}", args=[point.pk if name in OF_THE_POINT else power.pk])


@pytest.mark.parametrize(
    ("person", "reads", "writes"),
    [
        ("clerk", 200, 200),
        ("head", 200, 403),
        ("officer", 200, 403),
        ("leader", 200, 403),
        ("registrar", 200, 403),
        ("colleague", 404, 404),
        ("stranger", 404, 404),
        ("sysadmin", 404, 404),
        ("secadmin", 404, 404),
        ("auditor", 404, 404),
    ],
)
def test_pages_by_person(cast: Any, client_of: Any, person: str, reads: int, writes: int) -> None:
    power = scenarios.complete(cast)
    client = client_of(person)
    found = {name: client.get(address(name, power)).status_code for name in (*READING, *WRITING)}
    assert found == {**dict.fromkeys(READING, reads), **dict.fromkeys(WRITING, writes)}
    assert client.post(reverse("riskpoints:suggestion", args=[power.pk]), {}).status_code == reads
    if writes != 200:
        assert {name: client.post(address(name, power), {}).status_code for name in WRITING} == dict.fromkeys(
            WRITING, writes
        )
    assert RiskPoint.objects.filter(power=power).count() == 1


def test_anonymous_visitor_is_sent_to_sign_in(client: Any, cast: Any) -> None:
    power = scenarios.complete(cast)
    for name in (*READING, *WRITING):
        assert client.get(address(name, power)).status_code == 302


def test_what_is_not_theirs_is_on_no_list(cast: Any, client_of: Any) -> None:
    scenarios.complete(cast, "别人的职权", **scenarios.HIDDEN)
    url, csv = reverse("riskpoints:list"), reverse("riskpoints:export", args=["csv"])
    for person, sees in (("officer", True), ("stranger", False), ("colleague", False)):
        client = client_of(person)
        assert ("优亲厚友" in client.get(url).content.decode()) is sees
        assert ("优亲厚友" in b"".join(client.get(csv).streaming_content).decode()) is sees


def test_risk_points_and_measures_of_a_removed_power_leave_the_lists(cast: Any, client_of: Any) -> None:
    power = dossiers.propose_removal(
        power=scenarios.confirmed(cast), by=cast.clerk, now=NOW, reason="法律修改"
    )
    officer = client_of("officer")
    lists = [reverse(name) for name in ("riskpoints:list", "controls:list")]
    assert [officer.get(url).context["total"] for url in lists] == [1, 1]
    access.grant(user=cast.leader, role="discipline_officer", unit=cast.root)
    dossiers.agree(power=power, by=cast.leader, now=NOW)
    assert [officer.get(url).context["total"] for url in lists] == [0, 0]
    assert officer.get(address("detail", power)).status_code == 200


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, {"优亲厚友", "候选"}),
        ({"grade": "B"}, {"优亲厚友"}),
        ({"grade": "none"}, {"候选"}),
        ({"line": "high_voltage"}, {"优亲厚友"}),
        ({"line": "none"}, {"候选"}),
        ({"kind": "regulatory"}, {"候选"}),
        ({"cause": "system"}, {"候选"}),
        ({"status": "confirmed"}, set()),
        ({"gap": "unplaced"}, {"候选"}),
        ({"gap": "unmeasured"}, {"候选"}),
        ({"q": "放宽条件"}, {"优亲厚友"}),
        ({"grade": "Z", "unit": "x", "page": "99"}, {"优亲厚友", "候选"}),
    ],
)
def test_filters_in_the_url_narrow_list_and_export(
    cast: Any, client_of: Any, query: Any, titles: set[str]
) -> None:
    scenarios.complete(cast)
    values = {"title": "候选", "kind": "regulatory", "cause": "system"}
    actions.add(power=scenarios.draft(cast, "未定级"), by=cast.clerk, now=NOW, values=values)
    client = client_of("officer")
    points = client.get(reverse("riskpoints:list"), query).context["points"]
    assert {point.title for point in points} == titles
    lines = b"".join(client.get(reverse("riskpoints:export", args=["csv"]), query).streaming_content).decode()
    assert {title for title in ("优亲厚友", "候选") if title in lines} == titles


@pytest.mark.parametrize("measures", [1, 3])
def test_detail_takes_the_same_queries_at_any_length(
    cast: Any, client_of: Any, django_assert_num_queries: Any, measures: int
) -> None:
    from controls import actions as controls

    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    for number in range(measures - 1):
        values = {"title": f"措施{number}", "responsible": cast.head_post}
        controls.add_measure(point=point, by=cast.clerk, now=NOW, values=values)
    client = client_of("clerk")
    with django_assert_num_queries(15):
        assert client.get(reverse("riskpoints:detail", args=[point.pk])).status_code == 200


def test_parts_of_the_dossier_page_ask_the_database_nothing(
    cast: Any, django_assert_num_queries: Any
) -> None:
    power = scenarios.complete(cast)
    with django_assert_num_queries(0):
        table = render_to_string(
            "riskpoints/_table.html", {"points": power.risk_points.all(), "can_edit": True}
        )
        grade = render_to_string("riskpoints/_grade.html", {"assessment": power.assessment})
        links = render_to_string("controls/_chain.html", {"links": chain(power)})
    assert "优亲厚友" in table
    assert "两人核查" in table
    assert reverse("riskpoints:edit", args=[power.risk_points.all()[0].pk]) in table
    assert "副职领导分管" in grade
    assert "所长（head甲）" in links
    reader = render_to_string(
        "riskpoints/_table.html", {"points": power.risk_points.all(), "can_edit": False}
    )
    assert "/edit/" not in reader


def test_a_locked_dossier_says_why_to_those_who_fill_it_in(cast: Any, client_of: Any) -> None:
    power = scenarios.submitted(cast)
    url = address("detail", power)
    assert "内容已锁定" in client_of("clerk").get(url).content.decode()
    assert "内容已锁定" not in client_of("officer").get(url).content.decode()
    assert client_of("clerk").get(address("edit", power)).status_code == 403
