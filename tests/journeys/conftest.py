"""One server, one browser; a context of its own for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.serving import BROWSER, PASSWORD, Running, chromium, serving


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the journey that replaces the published register last: the others read last year's, on the same server."""
    items.sort(key=lambda item: item.path.name == "test_register.py" and item.path.parent.name == "journeys")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real server with the sample institutions."""
    with serving(tmp_path_factory.mktemp("journey")) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this process."""
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=chromium(), args=list(BROWSER))
        yield chrome
        chrome.close()


@pytest.fixture
def person(running: Running, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A function: account name → a page on which that person has signed in ('' = a visitor)."""
    contexts = []

    def sign_in(username: str, width: int = 1366, height: int = 768, locale: str = "zh-CN") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if username:
            page.goto(running.base + "/accounts/login/")
            page.locator("#id_username").fill(username)
            page.locator("#id_password").fill(PASSWORD)
            page.locator("main button.button-primary").click()
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
