"""Signing in and out, the lock after failures, the forced change of password, the profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axes.utils import reset
from django.conf import settings
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from organisation import actions
from tests.scenarios import NOW, PASSWORD, Cast
from tests.tokens import without_tokens

LOGIN = reverse("accounts:login")
NEW = "Quite-another-9"


@pytest.fixture(autouse=True)
def _no_locks(cast: Cast) -> Iterator[None]:
    yield
    reset()


def sign_in(username: str, password: str = PASSWORD, client: Client | None = None, **more: str):
    return (client or Client()).post(LOGIN, {"username": username, "password": password, **more})


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("seq").values_list("event", flat=True))


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("clerk", "powers:workbench"),
        ("sysadmin", "organisation:home"),
        ("secadmin", "organisation:grants"),
        ("auditor", "audit:list"),
    ],
)
def test_everybody_lands_where_their_work_is(cast: Cast, who: str, place: str) -> None:
    response = sign_in(who)
    assert (response.status_code, response.headers["Location"]) == (302, reverse(place))
    assert events() == ["account.signed_in"]


def test_the_page_asked_for_follows_unless_it_is_elsewhere(cast: Cast) -> None:
    assert sign_in("clerk", next="/powers/?q=1").headers["Location"] == "/powers/?q=1"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert sign_in("clerk", next=elsewhere).headers["Location"] == reverse("powers:workbench")


def test_who_is_signed_in_already_goes_to_work(cast: Cast, client_of: Callable[[str], Client]) -> None:
    assert client_of("auditor").get(LOGIN).headers["Location"] == reverse("audit:list")


def test_a_wrong_password_and_an_unknown_account_read_the_same(cast: Cast) -> None:
    pages = [sign_in("clerk", "wrong"), sign_in("nobody", "wrong")]
    assert [page.status_code for page in pages] == [422, 422]
    assert [page.context["form"].errors for page in pages] == [pages[0].context["form"].errors] * 2
    assert pages[0].content.decode().count("账号名或密码不对，请重新输入。") == 1
    assert 'value="clerk"' in pages[0].content.decode()
    assert "wrong" not in pages[0].content.decode()
    recorded = list(AuditEvent.objects.order_by("seq").values_list("event", "subject_label", "actor_id"))
    assert recorded == [
        ("account.sign_in_failed", "clerk", None),
        ("account.sign_in_failed", "nobody", None),
    ]


def test_a_closed_account_does_not_sign_in_and_its_session_ends(
    cast: Cast, client_of: Callable[[str], Client]
) -> None:
    client = client_of("clerk")
    assert client.get(reverse("accounts:profile")).status_code == 200
    actions.set_active(account=cast.clerk, by=None, now=NOW, active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert sign_in("clerk").status_code == 422


@pytest.mark.parametrize("username", ["clerk", "nobody"])
def test_five_failures_lock_the_account_for_a_while(cast: Cast, username: str) -> None:
    answers = [sign_in(username, "wrong").status_code for _turn in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    page = sign_in(username, PASSWORD)
    assert page.status_code == 429
    assert "请 30 分钟后再试" in page.content.decode()
    assert events().count("account.locked") >= 1
    assert "account.signed_in" not in events()
    assert sign_in("head").status_code == 302


def test_the_lock_reads_the_same_for_an_unknown_account(cast: Cast) -> None:
    pages = []
    for username in ("clerk", "nobody"):
        for _turn in range(5):
            page = sign_in(username, "wrong")
        pages.append(without_tokens(page.content.decode()))
    assert pages[0] == pages[1]
    assert "暂时不能登录" in pages[0]


def test_a_right_password_clears_the_failures(cast: Cast) -> None:
    for _round in range(2):
        for _turn in range(4):
            assert sign_in("clerk", "wrong").status_code == 422
        assert sign_in("clerk").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_session(
    cast: Cast, client_of: Callable[[str], Client]
) -> None:
    client = client_of("clerk")
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert client.post(reverse("accounts:logout")).headers["Location"] == reverse("portal:home")
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert events() == ["account.signed_out"]


def test_a_first_password_leads_to_its_change_and_nowhere_else(cast: Cast) -> None:
    first = actions.reset_password(account=cast.clerk, by=None, now=NOW)
    client = Client()
    sign_in("clerk", first, client)
    change = reverse("accounts:password")
    for place in ("powers:workbench", "accounts:profile", "powers:list"):
        assert client.get(reverse(place)).headers["Location"] == change
    form = {"old_password": first, "new_password1": NEW, "new_password2": NEW}
    assert client.post(change, form).headers["Location"] == reverse("powers:workbench")
    assert client.get(reverse("accounts:profile")).status_code == 200
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password(NEW) and not cast.clerk.must_change_password
    assert events()[-1] == "account.password_changed"


def test_who_must_change_the_password_may_sign_out_and_change_the_language(cast: Cast) -> None:
    cast.clerk.must_change_password = True
    cast.clerk.save()
    client = Client()
    client.force_login(cast.clerk)
    language = client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert language.headers["Location"] == "/"
    assert client.post(reverse("accounts:logout")).headers["Location"] == reverse("portal:home")


@pytest.mark.parametrize("weak", ["short1A", "onlylowercase", "password", "12345678"])
def test_a_weak_password_is_refused(cast: Cast, client_of: Callable[[str], Client], weak: str) -> None:
    form = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    response = client_of("clerk").post(reverse("accounts:password"), form)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["new_password2"]
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password(PASSWORD)


def test_the_profile_says_the_roles_in_words(cast: Cast, client_of: Callable[[str], Client]) -> None:
    page = client_of("officer").get(reverse("accounts:profile")).content.decode()
    assert "纪检监察员" in page and "清河镇人民政府" in page
    page = client_of("auditor").get(reverse("accounts:profile")).content.decode()
    assert "审计管理员" in page


def test_sessions_end_after_half_an_hour_and_with_the_browser(cast: Cast) -> None:
    assert settings.SESSION_COOKIE_AGE == 1800
    client = Client()
    sign_in("clerk", client=client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)
    assert client.session.get_expiry_age() == 1800


def test_an_idle_session_ends(cast: Cast, settings) -> None:
    settings.SESSION_COOKIE_AGE = -1
    client = Client()
    sign_in("clerk", client=client)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_pages_of_passwords_are_not_kept_by_the_browser(cast: Cast) -> None:
    assert "no-store" in Client().get(LOGIN).headers["Cache-Control"]


def test_the_outside_takes_no_control_characters(cast: Cast) -> None:
    assert sign_in("cle\x00rk", "wrong").status_code == 422
    assert AuditEvent.objects.get().subject_label == "clerk"
    assert Client().get("/", {"q": "救灾\x00"}).status_code == 200
    assert Client().get("/public/OURS/%00/").status_code == 404
