"""The forms and the ledger of the controls room."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from controls import actions, permissions, posts
from controls.models import Measure, Responsibility
from controls.stored import chain_values, measure_values
from organisation.models import Post
from riskpoints.models import RiskPoint
from riskreg.guarded import acting, bulk_create
from riskreg.stale import token
from tests import scenarios
from tests.scenarios import NOW

FORM = {"title": "定期抽查", "kind": "supervision", "phase": "monitoring", "status": "planned", "code": ""}
PAGES = ("add", "edit", "remove", "chain", "override", "posts")


def address(name: str, power: Any) -> str:
    point = RiskPoint.objects.get(power=power)
    pk = {"add": point.pk, "override": point.pk, "chain": power.pk, "posts": power.pk}
    return reverse(f"controls:{name}", args=[pk.get(name) or point.measures.get().pk])


@pytest.fixture
def many_posts(cast: Any) -> None:
    """More posts in our institution than a select lists."""
    rows = [Post(unit=cast.unit, code=f"X{n}", title=f"网格员{n}", level="staff") for n in range(posts.MANY)]
    with acting(by=None, now=NOW):
        bulk_create(rows, Post)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("clerk", 200),
        ("head", 403),
        ("officer", 403),
        ("colleague", 404),
        ("stranger", 404),
        ("sysadmin", 404),
        ("auditor", 404),
    ],
)
def test_pages_by_person(cast: Any, client_of: Any, person: str, status: int) -> None:
    power = scenarios.complete(cast)
    client = client_of(person)
    assert {name: client.get(address(name, power)).status_code for name in PAGES} == dict.fromkeys(
        PAGES, status
    )
    if status != 200:
        posted = {name: client.post(address(name, power), {}).status_code for name in PAGES[:-1]}
        assert posted == dict.fromkeys(PAGES[:-1], status)
    assert (Measure.objects.count(), Responsibility.objects.count()) == (1, 4)


def test_the_measures_a_person_sees_are_those_the_person_may_view(cast: Any) -> None:
    measure = Measure.objects.get(risk_point__power=scenarios.complete(cast))
    seen = {
        name for name, user in cast.people().items() if Measure.objects.visible_to(user).contains(measure)
    }
    assert seen == {name for name, user in cast.people().items() if permissions.can_view(user, measure)}
    assert seen == {"clerk", "head", "officer", "leader", "registrar"}


def test_a_submitted_dossier_is_locked(cast: Any, client_of: Any) -> None:
    power = scenarios.submitted(cast)
    client = client_of("clerk")
    assert {client.post(address(name, power), FORM).status_code for name in PAGES[:-1]} == {403}


def test_posts_are_few_and_of_the_institution(cast: Any, client_of: Any) -> None:
    html = client_of("clerk").get(address("add", scenarios.complete(cast))).content.decode()
    assert '<optgroup label="民政所">' in html
    assert "所长（head甲）" in html


def test_a_long_list_of_posts_is_searched(cast: Any, client_of: Any, many_posts: None) -> None:
    power = scenarios.complete(cast)
    client, url = client_of("clerk"), address("add", power)
    html = client.get(url).content.decode()
    assert "<option" not in html.split('name="responsible"')[1].split("完成期限")[0]
    assert "网格员1" not in html
    found = client.get(
        address("posts", power), {"field": "responsible", "responsible": "网格员"}
    ).content.decode()
    assert found.count("<option") == posts.MATCHES
    assert client.get(address("posts", power)).content.decode().strip() == ""
    text = posts.written(cast.head_post)
    assert client.post(url, {**FORM, "responsible": text}).status_code == 302
    assert client.post(url, {**FORM, "responsible": "镇长"}).status_code == 302
    assert [m.responsible for m in Measure.objects.filter(title="定期抽查")] == [
        cast.head_post,
        cast.principal,
    ]


def test_a_post_nobody_knows_is_refused_and_stays_typed(cast: Any, client_of: Any, many_posts: None) -> None:
    power = scenarios.complete(cast)
    response = client_of("clerk").post(address("add", power), {**FORM, "responsible": "没有的岗位"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"responsible"}
    assert 'value="没有的岗位"' in response.content.decode()


def test_an_abolished_post_is_not_lost_by_saving(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    with acting(by=None, now=NOW):
        cast.staff_post.abolished_on = NOW.date()
        cast.staff_post.save()
    measure = Measure.objects.get()
    client, url = client_of("clerk"), address("edit", power)
    typed = client.get(url).context["form"]
    values = {field.html_name: field.value() or "" for field in typed} | {
        "seen": token(measure_values(measure))
    }
    assert client.post(url, {**values, "title": "改名"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.responsible) == ("改名", cast.staff_post)


def test_every_error_is_said_at_once(cast: Any, client_of: Any) -> None:
    typed = {**FORM, "title": "长" * 201, "code": "中文", "due_on": "六月底", "responsible": "999999"}
    response = client_of("clerk").post(address("add", scenarios.complete(cast)), typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title", "code", "due_on", "responsible"}
    assert "长" * 201 in response.content.decode()


def test_the_second_saver_of_a_measure_sees_names_not_numbers(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    measure = Measure.objects.get()
    seen = token(measure_values(measure))
    actions.edit_measure(measure=measure, by=cast.clerk, now=NOW, values={"responsible": cast.head_post})
    response = client_of("clerk").post(address("edit", power), {**FORM, "code": "M1", "seen": seen})
    assert response.status_code == 409
    rows = {row["label"]: (row["old"], row["new"]) for row in response.context["rows"]}
    assert rows["责任岗位"] == ("所长（head甲）", "")


def test_suggestions_fill_the_gaps_and_keep_what_was_chosen(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast, leader_in_charge=cast.deputy)
    url = reverse("controls:chain", args=[power.pk])
    typed = {"first": cast.deputy.pk, "seen": token({}), "suggest": "yes"}
    response = client_of("clerk").post(url, typed)
    assert response.status_code == 200
    shown = {field.html_name: int(field.value()) for field in response.context["form"]}
    assert shown == {
        "first": cast.deputy.pk,
        "in_charge": cast.deputy.pk,
        "direct": cast.head_post.pk,
        "staff": cast.staff_post.pk,
    }
    assert not Responsibility.objects.exists()
    assert client_of("clerk").post(url, {**shown, "seen": response.context["seen"]}).status_code == 302
    assert chain_values(power, None) == shown


def test_an_override_shows_what_it_would_inherit(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    client, url = client_of("clerk"), address("override", power)
    assert "留空沿用：所长（head甲）" in client.get(url).content.decode()
    client.post(url, {"direct": cast.staff_post.pk, "seen": token({})})
    point = RiskPoint.objects.get()
    assert chain_values(power, point) == {"direct": cast.staff_post.pk}
    page = client.get(reverse("riskpoints:detail", args=[point.pk]))
    found = [(link.level, link.post, link.own) for link in page.context["chain"]]
    assert found == [
        ("first", cast.principal, False),
        ("in_charge", cast.deputy, False),
        ("direct", cast.staff_post, True),
        ("staff", cast.staff_post, False),
    ]
    client.post(url, {"direct": "", "seen": token(chain_values(power, point))})
    assert chain_values(power, point) == {}


def test_the_second_saver_of_the_chain_sees_both_versions(cast: Any, client_of: Any) -> None:
    power = scenarios.complete(cast)
    response = client_of("clerk").post(address("chain", power), {"first": cast.deputy.pk, "seen": token({})})
    assert response.status_code == 409
    rows = {row["label"]: (row["old"], row["new"]) for row in response.context["rows"]}
    assert rows["第一责任人"] == ("镇长（leader甲）", "副镇长")


def test_the_ledger_follows_its_filters_in_csv_without_formulas(cast: Any, client_of: Any) -> None:
    point = RiskPoint.objects.get(power=scenarios.complete(cast))
    values = {"title": "=HYPERLINK(1)", "due_on": NOW.date(), "status": "ineffective"}
    actions.add_measure(point=point, by=cast.clerk, now=NOW, values=values)
    url = reverse("controls:export", args=["csv"])
    body = b"".join(client_of("officer").get(url, {"due": "overdue"}).streaming_content).decode("utf-8-sig")
    head, row = body.splitlines()
    assert head == "单位/科室,职权,风险点,防控措施,类别,阶段,责任岗位,完成期限,落实情况,是否逾期"
    assert (
        row
        == "民政所,S1-JF-001 临时救助,R1 优亲厚友,M2 =HYPERLINK(1),制度规定,前期预防,,2026-03-02,无效,已逾期"
    )
    for query, count in (
        ({"due": "none"}, 1),
        ({"status": "ineffective"}, 1),
        ({"kind": "rule"}, 2),
        ({}, 2),
    ):
        assert client_of("officer").get(reverse("controls:list"), query).context["total"] == count
    assert client_of("stranger").get(reverse("controls:list")).context["total"] == 0


def test_a_due_date_that_cannot_be_meant_is_questioned(cast: Any, client_of: Any) -> None:
    url = address("add", scenarios.complete(cast))
    answer = client_of("clerk").post(url, {**FORM, "due_on": "0026-12-31"})
    assert (answer.status_code, answer.context["form"].errors["due_on"]) == (
        422,
        ["请核对年份：应在1900年至2199年之间。"],
    )
