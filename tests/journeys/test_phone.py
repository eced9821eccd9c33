"""A phone shows the steps in words before the drawing, and no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.serving import Running

pytestmark = pytest.mark.journey
PUBLIC = "/public/SAMPLE-XZ/XZ-BY-17/"
TOPS = """() => ['.steps-part table, #steps ~ .table-region table, table#steps', 'svg.drawing']
  .map(each => document.querySelector(each).getBoundingClientRect().top)"""
WIDTH = "document.documentElement.scrollWidth"


def addresses(page: Page, base: str) -> list[str]:
    """The public page, the dossier and the frozen sheet of one power."""
    page.goto(f"{base}/powers/?q=XZ-BY-17")
    dossier = page.locator("main table a").first.get_attribute("href")
    page.goto(f"{base}/registers/")
    page.get_by_role("link", name="2025-1").first.click()
    entry = page.locator("a[href*='/entries/']").first.get_attribute("href")
    assert dossier and entry
    return [PUBLIC, dossier, entry]


@pytest.mark.parametrize(("width", "table_first"), [(390, True), (1366, False)])
def test_on_a_phone_the_table_comes_first(
    running: Running, person: Callable[..., Page], width: int, table_first: bool
) -> None:
    page = person("discipline", width, 844)
    for address in addresses(page, running.base):
        page.goto(running.base + address)
        table, drawing = page.evaluate(TOPS)
        assert (table < drawing) is table_first, address
        assert page.evaluate(WIDTH) == width, address
