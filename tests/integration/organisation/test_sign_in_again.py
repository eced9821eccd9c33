"""A form sent after the session ended: signed in again, its person sends what was typed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from organisation import kept
from organisation.models import User
from powers.models import Power
from tests import scenarios
from tests.scenarios import PASSWORD, Cast

LOGIN = reverse("accounts:login")
TYPED = {"title": "优亲厚友", "manifestation": "第一行\n第二行", "kind": "integrity", "line": "high_voltage"}


@pytest.fixture
def power(cast: Cast) -> Power:
    return scenarios.draft(cast)


@pytest.fixture
def away(cast: Cast) -> Client:
    """A browser with our page open, whose session has ended."""
    client = Client()
    client.get(LOGIN)
    return client


def send(client: Client, power: Power, **typed: str):
    page = reverse("riskpoints:create", args=[power.pk])
    return client.post(page, {**TYPED, **typed}, headers={"referer": f"http://testserver{page}?step=2"})


def sign_in(client: Client, held: str, username: str = "clerk", password: str = PASSWORD):
    return client.post(LOGIN, {"username": username, "password": password, "kept": held})


def test_what_was_typed_waits_on_the_sign_in_page(away: Client, power: Power) -> None:
    page = send(away, power)
    assert (page.status_code, page.headers["Cache-Control"]) == (401, "no-store")
    assert "您刚才填写的内容还没有保存" in page.content.decode()
    held = page.context["kept"]
    action = reverse("riskpoints:create", args=[power.pk])
    assert (held.action, held.back) == (action, f"{action}?step=2")
    assert dict(held.fields) == TYPED
    assert power.risk_points.count() == 0


def test_after_signing_in_it_is_sent_with_one_press(away: Client, power: Power) -> None:
    held = send(away, power).context["kept"].text()
    wrong = sign_in(away, held, password="wrong")
    assert (wrong.status_code, wrong.context["kept"].text()) == (422, held)
    offer = sign_in(away, held)
    assert (offer.status_code, offer.templates[0].name) == (200, "accounts/resume.html")
    assert power.risk_points.count() == 0
    sent = offer.context["kept"]
    assert away.post(sent.action, dict(sent.fields)).status_code == 302
    assert [(row.title, row.manifestation) for row in power.risk_points.all()] == [
        ("优亲厚友", "第一行\n第二行")
    ]


def test_somebody_else_who_signs_in_there_can_do_no_more_than_ever(away: Client, power: Power) -> None:
    held = send(away, power).context["kept"].text()
    sent = sign_in(away, held, username="stranger").context["kept"]
    assert away.post(sent.action, dict(sent.fields)).status_code == 404
    assert power.risk_points.count() == 0


def test_who_must_change_the_password_does_that_first(cast: Cast, away: Client, power: Power) -> None:
    held = send(away, power).context["kept"].text()
    User.objects.filter(pk=cast.clerk.pk).update(must_change_password=True)
    assert sign_in(away, held).status_code == 302


def test_nothing_typed_or_no_page_of_ours_leads_to_the_plain_sign_in(away: Client, power: Power) -> None:
    page = reverse("riskpoints:create", args=[power.pk])
    assert Client().post(page, TYPED).headers["Location"] == f"{LOGIN}?next={page}"
    empty = away.post(page, {"csrfmiddlewaretoken": "x"})
    assert empty.headers["Location"] == f"{LOGIN}?next={page}"


def test_passwords_are_never_kept(away: Client) -> None:
    form = {"old_password": "a", "new_password1": "b", "new_password2": "b"}
    answer = away.post(reverse("accounts:password"), form)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "held",
    [
        "",
        "x",
        "[]",
        "null",
        '["/a", "/b"]',
        '["https://evil.example/", "/", []]',
        '["/", "//evil.example/", []]',
        '["javascript:alert(1)", "/", []]',
    ],
)
def test_what_no_page_of_ours_carried_is_passed_over(cast: Cast, held: str) -> None:
    assert kept.read(held) is None
    assert sign_in(Client(), held).status_code == 302


def test_a_page_elsewhere_is_not_gone_back_to(away: Client, power: Power) -> None:
    page = reverse("riskpoints:create", args=[power.pk])
    held = away.post(page, TYPED, headers={"referer": "https://evil.example/x"}).context["kept"]
    assert held.back == page
    assert json.loads(held.text())[:2] == [page, page]


def test_addresses_of_buttons_explain_themselves(
    cast: Cast, power: Power, client_of: Callable[[str], Client]
) -> None:
    for url in (reverse("powers:submit", args=[power.pk]), reverse("accounts:logout")):
        answer = client_of("clerk").get(url)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert "这个地址不能直接打开" in answer.content.decode()
    assert client_of("clerk").put(reverse("powers:submit", args=[power.pk])).content == b""
