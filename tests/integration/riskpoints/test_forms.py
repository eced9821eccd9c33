"""The forms of the riskpoints room: what they keep, refuse and offer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from riskpoints import actions
from riskpoints.enums import Discretion, HandledBy, PublicConcern
from riskpoints.models import GradeAssessment, RiskPoint
from riskpoints.stored import grade_values, risk_values
from riskreg.stale import token
from tests import scenarios
from tests.scenarios import NOW

FORM = {"title": "收受好处", "kind": "integrity", "line": "", "cause": "", "step": "", "code": ""}
GRADE = {
    "discretion": "none",
    "public_concern": "low",
    "handled_by": "unit_head",
    "exercise_frequency": "rare",
    "importance": "low",
    "grade": "C",
    "reason": "",
}


def test_create_begins_on_the_step_of_the_address(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    client = client_of("clerk")
    step = power.steps.get(no=5)
    for address in (f"/risk-points/new/?power={power.pk}&step=5", f"/risk-points/new/{power.pk}/?step=5"):
        assert client.get(address).context["form"].initial["step"] == step
    for odd in ("", "x", "99", "-1", "9" * 30):
        assert (
            client.get(f"/risk-points/new/{power.pk}/", {"step": odd}).context["form"].initial["step"] is None
        )
    for odd in ("", "x", "9" * 30):
        assert client.get("/risk-points/new/", {"power": odd}).status_code == 404


def test_every_error_is_said_at_once_and_everything_typed_stays(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    typed = {
        **FORM,
        "title": "长" * 81,
        "manifestation": "表" * 1001,
        "precedent": "<b>&案例",
        "found_how": "法" * 201,
        "indicator": "标" * 201,
        "code": "中文",
        "line": "red",
    }
    response = client_of("clerk").post(reverse("riskpoints:create", args=[power.pk]), typed)
    assert response.status_code == 422
    wrong = {"title", "manifestation", "found_how", "indicator", "code", "line"}
    assert set(response.context["form"].errors) == wrong
    html = response.content.decode()
    for text in ("长" * 81, "表" * 1001, "&lt;b&gt;&amp;案例", "法" * 201, "标" * 201, 'value="中文"'):
        assert text in html
    assert "maxlength" not in html


def test_a_used_code_is_refused_in_words(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    url = reverse("riskpoints:create", args=[power.pk])
    response = client_of("clerk").post(url, {**FORM, "code": "R1"})
    assert response.status_code == 422
    assert "这个编号在本职权已经使用" in response.content.decode()


def test_an_empty_code_keeps_the_present_one(cast: Any, client_of: Any) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    url = reverse("riskpoints:edit", args=[point.pk])
    client_of("clerk").post(url, {**FORM, "seen": token(risk_values(point))})
    point.refresh_from_db()
    assert (point.code, point.title) == ("R1", "收受好处")


def test_lines_are_explained_by_sign_and_words(cast: Any, client_of: Any) -> None:
    html = client_of("clerk").get(f"/risk-points/new/{scenarios.draft(cast).pk}/").content.decode()
    for words in ("高压线：涉及法律法规", "警戒线：涉及自由裁量", "斑马线：涉及日常管理"):
        assert words in html
    for sign in ("#bolt", "#warning", "#zebra"):
        assert sign in html


@pytest.fixture
def crossed(cast: Any, client_of: Any) -> Any:
    """Two people opened the same risk point; the other one saved first."""
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    seen = token(risk_values(point))
    actions.edit(point=point, by=cast.clerk, now=NOW, values={"manifestation": "对方的写法"})
    mine = {**FORM, "code": "R1", "step": point.step_id, "manifestation": "我的写法", "seen": seen}
    return point, client_of("clerk"), mine, reverse("riskpoints:edit", args=[point.pk])


def test_both_versions_are_shown_in_words(crossed: Any) -> None:
    _point, client, mine, url = crossed
    response = client.post(url, mine)
    assert response.status_code == 409
    rows = {row["label"]: (row["old"], row["new"]) for row in response.context["rows"]}
    assert rows["表现形式"] == ("对方的写法", "我的写法")
    assert rows["三线"] == ("高压线：涉及法律法规，不能触碰", "")
    assert ("manifestation", "我的写法") in response.context["fields"]


def test_choosing_mine_does_not_overwrite_a_third_save(cast: Any, crossed: Any) -> None:
    point, client, mine, url = crossed
    chosen = {**dict(client.post(url, mine).context["fields"]), "overwrite": "yes"}
    actions.edit(point=point, by=cast.clerk, now=NOW, values={"manifestation": "第三人的写法"})
    response = client.post(url, chosen)
    assert response.status_code == 409
    assert [row["old"] for row in response.context["rows"] if row["label"] == "表现形式"] == ["第三人的写法"]
    chosen = {**dict(response.context["fields"]), "overwrite": "yes"}
    assert client.post(url, chosen).status_code == 302
    point.refresh_from_db()
    assert point.manifestation == "我的写法"


def test_removing_asks_first_and_names_what_goes_too(cast: Any, client_of: Any) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    client, url = client_of("clerk"), reverse("riskpoints:remove", args=[point.pk])
    assert "两人核查" in client.get(url).content.decode()
    assert RiskPoint.objects.exists()
    assert client.post(url).status_code == 302
    assert not RiskPoint.objects.exists()
    assert RiskPoint.history.filter(code="R1", history_type="-").count() == 1


def test_placing_offers_a_way_out_when_there_is_no_chart(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast)
    url = reverse("riskpoints:place", args=[power.pk])
    client = client_of("clerk")
    assert reverse("powers:detail", args=[power.pk]) in client.get(url).content.decode()
    actions.add(power=power, by=cast.clerk, now=NOW, values={"title": "候选"})
    assert reverse("powers:chart", args=[power.pk]) in client.get(url).content.decode()


def test_placing_takes_steps_of_this_power_only(cast: Any, client_of: Any) -> None:
    strange = scenarios.complete(cast, "另一项").steps.get(no=3)
    power = scenarios.complete(cast)
    point = actions.add(power=power, by=cast.clerk, now=NOW, values={"title": "候选"})
    url = reverse("riskpoints:place", args=[power.pk])
    assert client_of("clerk").post(url, {f"point-{point.pk}": strange.pk}).status_code == 422
    point.refresh_from_db()
    assert point.step is None


def test_the_missing_reason_is_said_at_its_field(cast: Any, client_of: Any) -> None:
    url = reverse("riskpoints:grade", args=[scenarios.draft(cast).pk])
    response = client_of("clerk").post(url, {**GRADE, "grade": "B", "seen": token({})})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"reason"}


def test_the_second_grader_sees_both_versions(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    url = reverse("riskpoints:grade", args=[power.pk])
    response = client_of("clerk").post(url, {**GRADE, "seen": token({})})
    assert response.status_code == 409
    rows = {row["label"]: (row["old"], row["new"]) for row in response.context["rows"]}
    assert rows["拟定等级"] == ("B级", "C级")
    seen = token(grade_values(GradeAssessment.objects.get()))
    assert client_of("clerk").post(url, {**GRADE, "seen": seen}).status_code == 302
    assert GradeAssessment.objects.get().grade == "C"


@pytest.mark.parametrize(
    ("factors", "grade", "words"),
    [
        ((Discretion.NONE, PublicConcern.HIGH, HandledBy.UNIT_HEAD), "A", ["群众关注度高"]),
        (
            (Discretion.NONE, PublicConcern.HIGH, HandledBy.PRINCIPAL),
            "A",
            ["由单位主要领导直接主抓", "群众关注度高"],
        ),
        (
            (Discretion.SOME, PublicConcern.LOW, HandledBy.DEPUTY),
            "B",
            ["副职领导分管，且群众比较关心或有一定裁量权"],
        ),
        (
            (Discretion.NONE, PublicConcern.MODERATE, HandledBy.DEPUTY),
            "B",
            ["副职领导分管，且群众比较关心或有一定裁量权"],
        ),
        (
            (Discretion.SOME, PublicConcern.MODERATE, HandledBy.UNIT_HEAD),
            "C",
            ["不属于以上情形，发生腐败风险较小"],
        ),
        (("", PublicConcern.HIGH, HandledBy.DEPUTY), "", []),
        (("odd", PublicConcern.HIGH, HandledBy.DEPUTY), "", []),
    ],
)
def test_the_suggestion_says_which_rules_led_to_it(
    cast: Any, client_of: Any, factors: Any, grade: str, words: list[str]
) -> None:
    url = reverse("riskpoints:suggestion", args=[scenarios.draft(cast).pk])
    values = dict(zip(("discretion", "public_concern", "handled_by"), factors, strict=True))
    html = client_of("clerk").post(url, values).content.decode()
    assert html.startswith('<div id="suggestion"')
    assert re.findall(r'grade-letter">(.)<', html) == list(grade)
    assert re.findall(r"<li>(.*?)</li>", html) == words


def test_without_javascript_the_suggestion_comes_with_the_page(cast: Any, client_of: Any) -> None:
    url = reverse("riskpoints:grade", args=[scenarios.draft(cast).pk])
    response = client_of("clerk").post(
        url, {**GRADE, "grade": "", "handled_by": "principal", "suggest": "yes"}
    )
    assert response.status_code == 200
    assert response.context["suggested"] == "A"
    assert response.context["form"]["handled_by"].value() == "principal"
    assert not GradeAssessment.objects.exists()
