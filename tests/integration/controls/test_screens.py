"""The measure and responsibility screens."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from controls.models import Measure, Responsibility
from riskpoints.models import RiskPoint
from tests import scenarios
from tests.scenarios import Cast

FORM = {"title": "定期抽查", "kind": "supervision", "phase": "monitoring", "status": "planned", "code": ""}


def as_(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ledger_takes_the_same_queries_at_any_length(
    cast: Cast, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        scenarios.complete(cast, f"职权{number}")
    client = as_(cast.officer)
    with django_assert_num_queries(11):
        page = client.get(reverse("controls:list"))
    assert page.content.decode().count("两人核查") == rows


def test_a_measure_is_added_with_the_next_code_and_edited(cast: Cast) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    client = as_(cast.clerk)
    form = {**FORM, "responsible": cast.staff_post.pk, "due_on": "2026-06-30"}
    client.post(reverse("controls:add", args=[point.pk]), form)
    measure = Measure.objects.get(code="M2")
    assert (measure.title, measure.responsible, str(measure.due_on)) == (
        "定期抽查",
        cast.staff_post,
        "2026-06-30",
    )
    client.post(
        reverse("controls:edit", args=[measure.pk]), {**form, "code": "M2", "status": "in_place", "seen": "x"}
    )
    measure.refresh_from_db()
    assert measure.status == "planned"
    client.post(
        reverse("controls:edit", args=[measure.pk]),
        {**form, "code": "M2", "status": "in_place", "overwrite": "yes"},
    )
    measure.refresh_from_db()
    assert measure.status == "in_place"


def test_a_wrong_date_keeps_what_was_typed(cast: Cast) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    page = as_(cast.clerk).post(reverse("controls:add", args=[point.pk]), {**FORM, "due_on": "六月底"})
    assert page.status_code == 422
    assert "定期抽查" in page.content.decode()
    assert Measure.objects.count() == 1


def test_overdue_measures_are_found_and_said_in_words(cast: Cast) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    as_(cast.clerk).post(reverse("controls:add", args=[point.pk]), {**FORM, "due_on": "2020-01-01"})
    page = as_(cast.clerk).get(reverse("controls:list"), {"due": "overdue"}).content.decode()
    assert "定期抽查" in page and "两人核查" not in page
    assert page.count("已逾期") == 2  # the filter's option and the row


def test_the_chain_is_suggested_but_stored_only_on_save(cast: Cast) -> None:
    power = scenarios.draft(cast)
    url = reverse("controls:chain", args=[power.pk])
    client = as_(cast.clerk)
    assert "按常规岗位填入" in client.get(url).content.decode()
    client.get(url, {"suggest": "1"})
    assert not Responsibility.objects.exists()
    client.post(url, {"first": cast.principal.pk, "direct": cast.head_post.pk, "seen": "stale"})
    assert not Responsibility.objects.exists()
    client.post(url, {"first": cast.principal.pk, "direct": cast.head_post.pk, "overwrite": "yes"})
    assert dict(Responsibility.objects.values_list("level", "post")) == {
        "first": cast.principal.pk,
        "direct": cast.head_post.pk,
    }


def test_a_point_may_override_one_level(cast: Cast) -> None:
    power = scenarios.complete(cast)
    point = RiskPoint.objects.get(power=power)
    url = reverse("controls:override", args=[point.pk])
    as_(cast.clerk).post(url, {"direct": cast.staff_post.pk, "overwrite": "yes"})
    from dossiers.content import content_of

    content = content_of(scenarios.read(power))
    assert content["responsible"]["direct"].startswith("所长")
    assert content["risk_points"][0]["responsible"]["direct"].startswith("办事员")
    assert content["risk_points"][0]["responsible"]["first"] == content["responsible"]["first"]


def test_others_do_not_reach_measures(cast: Cast) -> None:
    measure = Measure.objects.get(risk_point__power=scenarios.complete(cast))
    assert as_(cast.stranger).get(reverse("controls:edit", args=[measure.pk])).status_code == 404
    assert as_(cast.head).post(reverse("controls:remove", args=[measure.pk])).status_code == 403
    assert "两人核查" not in as_(cast.stranger).get(reverse("controls:list")).content.decode()
    assert Measure.objects.filter(pk=measure.pk).exists()
