"""The risk point screens, as the clerk, a reviewer and a stranger meet them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from powers.models import Power
from riskpoints.models import GradeAssessment, RiskPoint
from riskreg.stale import token
from tests import scenarios
from tests.scenarios import Cast


def as_(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def point_of(power: Power) -> RiskPoint:
    return RiskPoint.objects.get(power=power)


FORM = {"title": "收受好处", "kind": "integrity", "line": "", "cause": "", "step": "", "code": ""}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_at_any_length(
    cast: Cast, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        scenarios.complete(cast, f"职权{number}")
    client = as_(cast.officer)
    with django_assert_num_queries(10):
        page = client.get(reverse("riskpoints:list"))
    assert page.content.count(b'data-href="/risk-points/') == rows


def test_the_list_finds_by_gap_and_text(cast: Cast) -> None:
    power = scenarios.complete(cast)
    from riskpoints import actions

    actions.add(power=power, by=cast.clerk, now=scenarios.NOW, values={"title": "待落位的候选"})
    client = as_(cast.clerk)
    unplaced = client.get(reverse("riskpoints:list"), {"gap": "unplaced"}).content.decode()
    assert "待落位的候选" in unplaced and "优亲厚友" not in unplaced
    assert "没有符合条件" in client.get(reverse("riskpoints:list"), {"q": "没有这样的词"}).content.decode()


def test_csv_never_starts_a_formula(cast: Cast) -> None:
    power = scenarios.complete(cast)
    from riskpoints import actions

    actions.edit(
        point=point_of(power), by=cast.clerk, now=scenarios.NOW, values={"manifestation": "=HYPERLINK(1)"}
    )
    body = b"".join(
        as_(cast.clerk).get(reverse("riskpoints:export", args=["csv"])).streaming_content
    ).decode()
    assert "'=HYPERLINK(1)" in body


def test_a_clerk_adds_a_candidate_and_is_offered_the_next(cast: Cast) -> None:
    power = scenarios.draft(cast)
    url = reverse("riskpoints:create", args=[power.pk])
    client = as_(cast.clerk)
    assert client.post(url, {**FORM, "another": "yes"}).headers["Location"] == url
    point = point_of(power)
    assert (point.code, point.status, point.step) == ("R1", "candidate", None)
    assert AuditEvent.objects.filter(event="risk_point.added", subject_id=str(point.pk)).count() == 1


def test_over_long_text_stays_and_says_why(cast: Cast) -> None:
    power = scenarios.draft(cast)
    title = "长" * 200
    page = as_(cast.clerk).post(reverse("riskpoints:create", args=[power.pk]), {**FORM, "title": title})
    assert page.status_code == 422
    assert title in page.content.decode()
    assert not RiskPoint.objects.exists()


def test_a_step_of_another_power_is_refused(cast: Cast) -> None:
    other = scenarios.complete(cast, "另一项")
    power = scenarios.draft(cast)
    form = {**FORM, "step": other.steps.first().pk}
    assert as_(cast.clerk).post(reverse("riskpoints:create", args=[power.pk]), form).status_code == 422
    assert not RiskPoint.objects.filter(power=power).exists()


def test_the_second_saver_sees_both_versions(cast: Cast) -> None:
    from riskpoints import actions
    from riskpoints.stored import risk_values

    point = point_of(scenarios.complete(cast))
    seen = token(risk_values(point))
    actions.edit(point=point, by=cast.clerk, now=scenarios.NOW, values={"manifestation": "对方的写法"})
    url = reverse("riskpoints:edit", args=[point.pk])
    form = {**FORM, "title": point.title, "code": point.code, "step": point.step_id, "seen": seen}
    mine = {**form, "manifestation": "我的写法"}
    client = as_(cast.clerk)
    page = client.post(url, mine)
    assert page.status_code == 409
    assert "对方" in page.content.decode() and "我" in page.content.decode()
    assert point_of(point.power).manifestation == "对方的写法"
    assert client.post(url, {**mine, "overwrite": "yes"}).status_code == 302
    assert point_of(point.power).manifestation == "我的写法"


def test_candidates_are_placed_with_one_save(cast: Cast) -> None:
    from riskpoints import actions

    power = scenarios.complete(cast)
    point = actions.add(power=power, by=cast.clerk, now=scenarios.NOW, values={"title": "候选"})
    step = power.steps.get(no=5)
    url = reverse("riskpoints:place", args=[power.pk])
    assert "候选" in as_(cast.clerk).get(url).content.decode()
    as_(cast.clerk).post(url, {f"point-{point.pk}": step.pk})
    point.refresh_from_db()
    assert point.step == step


def test_taking_a_point_off_its_step_makes_it_a_candidate(cast: Cast) -> None:
    from dossiers import actions as dossiers
    from riskpoints import actions

    power = scenarios.confirmed(cast)
    dossiers.reopen(power=power, by=cast.clerk, now=scenarios.NOW, reason="复核")
    point = point_of(power)
    assert point.status == "confirmed"
    actions.edit(point=point, by=cast.clerk, now=scenarios.NOW, values={"step": None})
    assert point_of(power).status == "candidate"


GRADE = {
    "discretion": "none",
    "public_concern": "low",
    "handled_by": "unit_head",
    "exercise_frequency": "rare",
    "importance": "low",
    "grade": "C",
    "reason": "",
}


def test_a_grade_that_differs_needs_a_reason(cast: Cast) -> None:
    power = scenarios.draft(cast)
    url = reverse("riskpoints:grade", args=[power.pk])
    client = as_(cast.clerk)
    page = client.post(url, {**GRADE, "grade": "A", "seen": token({})})
    assert page.status_code == 422
    assert "请写明理由" in page.content.decode()
    assert not GradeAssessment.objects.exists()
    client.post(url, {**GRADE, "grade": "A", "reason": "曾发生案件", "seen": token({})})
    assessment = GradeAssessment.objects.get(power=power)
    assert (assessment.suggested, assessment.grade, assessment.fired_rules) == ("C", "A", ["C0"])


def test_the_suggestion_answers_without_storing(cast: Cast) -> None:
    power = scenarios.draft(cast)
    url = reverse("riskpoints:suggestion", args=[power.pk])
    page = as_(cast.clerk).post(url, {**GRADE, "public_concern": "high"}).content.decode()
    assert "群众关注度高" in page
    assert not GradeAssessment.objects.exists()


def test_others_do_not_reach_a_risk_point(cast: Cast) -> None:
    point = point_of(scenarios.complete(cast))
    for name in ("detail", "edit"):
        url = reverse(f"riskpoints:{name}", args=[point.pk])
        assert as_(cast.stranger).get(url).status_code == 404
        assert as_(cast.colleague).get(url).status_code == 404
    assert as_(cast.head).get(reverse("riskpoints:detail", args=[point.pk])).status_code == 200
    assert as_(cast.head).get(reverse("riskpoints:edit", args=[point.pk])).status_code == 403
    assert as_(cast.head).post(reverse("riskpoints:remove", args=[point.pk])).status_code == 403
    assert RiskPoint.objects.filter(pk=point.pk).exists()


def test_a_submitted_dossier_is_locked_for_create_and_delete_too(cast: Cast) -> None:
    power = scenarios.submitted(cast)
    point = point_of(power)
    client = as_(cast.clerk)
    assert client.post(reverse("riskpoints:create", args=[power.pk]), FORM).status_code == 403
    assert client.post(reverse("riskpoints:remove", args=[point.pk])).status_code == 403
    assert RiskPoint.objects.filter(power=power).count() == 1
