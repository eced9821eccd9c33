"""A phone shows words before drawings, a drawing begins where it says something, no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import Running
from tests.journeys.test_two_people import power_id

pytestmark = pytest.mark.journey
PUBLIC = "/public/SAMPLE-XZ/XZ-BY-17/"
TOPS = """() => ['.steps-part table, #steps ~ .table-region table, table#steps', 'svg.drawing']
  .map(each => document.querySelector(each).getBoundingClientRect().top)"""
LISTED = (
    "() => ['#map-list', 'svg.drawing'].map(each => document.querySelector(each).getBoundingClientRect().top)"
)
COMPARED = """() => ['#chart-changes', '.marked-figure']
  .map(each => document.querySelector(each).getBoundingClientRect().top)"""
SEEN = """() => {
  const held = document.querySelector('.marked-figure .figure-scroll').getBoundingClientRect();
  const first = document.querySelector('.marked-figure svg .step').getBoundingClientRect();
  return first.left >= held.left && first.right <= held.right;
}"""
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


@pytest.mark.parametrize("address", ["/public/SAMPLE-XZ/map/", "/powers/map/"])
def test_on_a_phone_the_list_of_the_map_comes_first(
    running: Running, person: Callable[..., Page], address: str
) -> None:
    page = person("discipline", 390, 844)
    page.goto(running.base + address)
    listed, drawing = page.evaluate(LISTED)
    assert listed < drawing


def test_no_page_about_charts_scrolls_sideways_on_a_phone(
    running: Running, person: Callable[..., Page]
) -> None:
    page = person("clerk", 390, 844)
    power = power_id(running, "XZ-BY-18")
    addresses = ["/", "/public/SAMPLE-XZ/grades/", "/public/SAMPLE-XZ/map/", "/powers/map/"]
    addresses += [f"{PUBLIC}?layout=lanes", f"{PUBLIC}slides/", "/public/SAMPLE-XZ/XZ-BY-05/"]
    addresses += [
        f"/powers/{power}/{part}" for part in ("?layout=lanes", "?layout=risk", "chart/", "history/")
    ]
    for address in addresses:
        assert page.goto(running.base + address).status == 200, address  # type: ignore[union-attr]
        assert page.evaluate(WIDTH) == 390, address


@pytest.mark.parametrize("code", ["XZ-BY-03", "XZ-BY-10", "XZ-BY-14", "XZ-BY-17"])
def test_a_comparison_begins_at_the_first_step(
    running: Running, person: Callable[..., Page], code: str
) -> None:
    """Charts that spread to both sides have their first step in the middle, beyond the edge of a phone."""
    page = person("discipline", 390, 844)
    page.goto(f"{running.base}/powers/{power_id(running, code)}/chart/compare/")
    assert page.evaluate(SEEN)
    assert page.evaluate(WIDTH) == 390


def test_on_a_phone_what_was_found_is_told_beside_the_table(
    running: Running, person: Callable[..., Page]
) -> None:
    """The list of findings and the drawing stand below the last row there."""
    page = person("clerk", 390, 844)
    page.goto(f"{running.base}/powers/{power_id(running, 'XZ-BY-18')}/chart/")
    link = page.locator("#found-link")
    count = page.locator("#chart-preview .finding").count()
    expect(link).to_have_text(f"检查：{count} 处")
    expect(link).to_be_in_viewport()
    page.locator('tbody.step input[name$="-label"]').first.fill("写得太长的环节名称" * 5)
    expect(link).to_have_text(f"检查：{count + 1} 处")
    link.click()
    expect(page.locator("#problems-title")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "table_first"), [(390, True), (1366, False)])
def test_on_a_phone_the_differences_come_in_words_first(
    running: Running, person: Callable[..., Page], width: int, table_first: bool
) -> None:
    page = person("clerk", width, 844)
    power = power_id(running, "XZ-BY-13")  # no other journey submits it
    page.goto(f"{running.base}/powers/{power}/chart/")
    page.locator('tbody.step input[name$="-label"]').first.fill("到窗口申请")
    page.get_by_role("button", name="保存流程图").click()
    expect(page.locator(".messages")).to_contain_text("已保存")
    page.goto(f"{running.base}/powers/{power}/chart/compare/")
    table, drawing = page.evaluate(COMPARED)
    assert (table < drawing) is table_first
    assert page.evaluate(WIDTH) == width
