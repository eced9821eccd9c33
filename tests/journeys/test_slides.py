"""Slides in a real browser: they page by themselves, stop when told to, and fit the screen of a lobby."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.serving import Running

pytestmark = pytest.mark.journey
SHOWN = "[...document.querySelectorAll('.slide')].findIndex(one => getComputedStyle(one).visibility === 'visible')"
OVERFLOW = """() => [...document.querySelectorAll('.columns, .columns figure, aside, .slide > footer')]
  .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map(one => one.className || one.tagName)"""
LETTERS = """() => Math.min(...[...document.querySelectorAll('.slide svg text')]
  .map(text => text.getScreenCTM().a * parseFloat(text.getAttribute('font-size'))))"""


@pytest.fixture
def page(running: Running, person: Callable[..., Page]) -> Page:
    visitor = person("", 1920, 1080)
    visitor.emulate_media(reduced_motion="reduce")
    visitor.errors = []  # type: ignore[attr-defined]
    visitor.on("console", lambda said: visitor.errors.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    visitor.goto(f"{running.base}/public/SAMPLE-XZ/unit/104/slides/?every=1")
    return visitor


def wait_for(page: Page, number: int) -> None:
    page.locator(f".slide:nth-of-type({number + 1}).is-shown").wait_for(timeout=30_000)


def test_they_page_by_themselves_and_begin_again(page: Page) -> None:
    count = page.locator(".slide").count()
    assert count >= 3
    for number in (*range(1, count), 0, 1):
        wait_for(page, number)
    assert page.errors == []


def test_they_go_on_without_the_network(page: Page) -> None:
    page.context.set_offline(True)
    wait_for(page, 1)
    wait_for(page, 2)
    wait_for(page, 0)


def test_the_keyboard_pauses_and_pages(page: Page) -> None:
    page.keyboard.press(" ")
    assert page.locator('[data-do="pause"]').get_attribute("aria-pressed") == "true"
    stood = page.evaluate(SHOWN)
    page.wait_for_timeout(1500)
    assert page.evaluate(SHOWN) == stood
    page.keyboard.press("End")
    last = page.locator(".slide").count() - 1
    wait_for(page, last)
    page.keyboard.press("ArrowLeft")
    wait_for(page, last - 1)
    page.keyboard.press("ArrowRight")
    wait_for(page, last)
    page.keyboard.press(" ")
    wait_for(page, 0)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_lobby_screen_shows_everything_large_enough(
    running: Running, person: Callable[[str, int, int, str], Page], locale: str
) -> None:
    page = person("", 1920, 1080, locale)
    for unit in ("102", "103", "104", "106", "109"):
        page.goto(f"{running.base}/public/SAMPLE-XZ/unit/{unit}/slides/?every=600")
        assert page.evaluate(OVERFLOW) == [], unit
        assert page.evaluate(LETTERS) >= 23.9, unit
        assert page.evaluate("document.documentElement.scrollWidth") == 1920


def test_who_wants_less_motion_has_none(page: Page) -> None:
    assert page.evaluate("getComputedStyle(document.querySelector('.slide')).transitionDuration") == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("getComputedStyle(document.querySelector('.slide')).transitionDuration") != "0s"
