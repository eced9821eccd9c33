"""Two requests at once, and two people on one form, against a real server."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import Running

pytestmark = pytest.mark.journey


def power_id(running: Running, code: str) -> int:
    return running.number("SELECT id FROM powers_power WHERE code = %s", code)


def agreements(running: Running, power: int) -> int:
    return running.number(
        "SELECT count(*) FROM dossiers_decision WHERE power_id = %s AND stage = 'head' AND round = 2", power
    )


def test_a_double_click_is_one_decision_and_a_clear_message(
    running: Running, person: Callable[[str], Page]
) -> None:
    power = power_id(running, "XZ-BY-19")
    head = person("head")
    head.goto(f"{running.base}/powers/{power}/review/")
    form = head.locator("#agree form")
    fields = {
        name: form.locator(f'input[name="{name}"]').first.input_value()
        for name in ("csrfmiddlewaretoken", "round", "revision")
    }
    fields |= {"comment": "同意", "chart_verified": "on"}
    answers: list[tuple[int, str]] = []
    sent = (head.url, head.context.cookies(), f"/powers/{power}/review/agree/", fields, answers)
    clicks = [threading.Thread(target=_send, args=sent) for _ in range(2)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sorted(status for status, _text in answers) == [302, 409]
    assert agreements(running, power) == 1
    refused = next(text for status, text in answers if status == 409)
    assert "请刷新" in refused
    assert "闻思齐" in refused


def _send(
    address: str, cookies: list, path: str, fields: dict[str, str], answers: list[tuple[int, str]]
) -> None:
    """Send the form as the page's person would; keep status and text."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    cookie = "; ".join(f"{c['name']}={c['value']}" for c in cookies)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(fields), headers)
    answer = connection.getresponse()
    answers.append((answer.status, answer.read().decode()))
    connection.close()


def test_the_second_saver_sees_both_versions_and_chooses(
    running: Running, person: Callable[[str], Page]
) -> None:
    address = f"{running.base}/powers/{power_id(running, 'XZ-BY-18')}/edit/"
    first, second = person("clerk"), person("clerk")
    first.goto(address)
    second.goto(address)
    first.locator("#id_duties").fill("第一个人写的职责")
    first.get_by_role("button", name="保存", exact=True).click()
    first.wait_for_url(lambda url: "/edit" not in url)
    second.locator("#id_duties").fill("第二个人写的职责")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.locator("#conflict")).to_contain_text("第一个人写的职责")
    expect(second.locator("#conflict")).to_contain_text("第二个人写的职责")
    assert second.locator("#id_duties").input_value() == "第二个人写的职责"
    second.get_by_role("button", name="按上面的选择保存").click()
    second.wait_for_url(lambda url: "/edit" not in url)
    expect(second.locator("main")).to_contain_text("第二个人写的职责")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_pages_fit_the_screen_in_both_languages(
    running: Running, person: Callable[..., Page], width: int, height: int, locale: str
) -> None:
    errors: list[str] = []
    draft = power_id(running, "XZ-BY-18")  # other journeys leave it a draft, and XZ-BY-05 published
    for username, paths in (
        ("", ("/", "/public/SAMPLE-XZ/XZ-BY-05/", "/public/SAMPLE-XZ/grades/")),
        (
            "clerk",
            ("/powers/mine/", f"/powers/{draft}/", f"/powers/{draft}/chart/", "/risk-points/", "/controls/"),
        ),
        ("discipline", ("/powers/review/", "/registers/", "/registers/2/", "/registers/coverage/1/")),
        ("sysadmin", ("/admin-office/", "/admin-office/accounts/")),
        ("secadmin", ("/admin-office/grants/1/",)),
        ("auditor", ("/audit/",)),
    ):
        page = person(username, width, height, locale)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        for path in paths:
            assert page.goto(running.base + path).status == 200, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.locator("h1").count() == 1, path
            assert page.locator("html").get_attribute("lang") == ("en" if locale == "en" else "zh-CN")
    assert errors == []
