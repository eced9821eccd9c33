"""A chart goes out as BPMN and comes back by keyboard, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import Running
from tests.journeys.test_two_people import power_id

pytestmark = pytest.mark.journey


def _open(page: Page, running: Running) -> str:
    """Open the chart as it is saved; a draft of an earlier journey is dropped."""
    page.goto(f"{running.base}/powers/{power_id(running, 'XZ-BY-18')}/chart/")
    if page.locator("#draft-bar").count():
        page.locator("#draft-bar button.button-quiet").click()
        page.locator("[data-confirm-yes]").click()
        expect(page.locator("#draft-bar")).to_have_count(0)
    return page.url


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_out_and_in_by_keyboard(
    running: Running, person: Callable[..., Page], tmp_path: Path, width: int, height: int
) -> None:
    page = person("clerk", width, height)
    _open(page, running)
    labels = page.locator('tbody.step input[name$="-label"]')
    before = [box.input_value() for box in labels.all()]
    menu = page.locator("details.menu").filter(has_text="导出/导入")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        menu.locator('a[href$="/chart/bpmn/"]').focus()
        page.keyboard.press("Enter")
    file = tmp_path / "chart.bpmn"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    first = next(label for label in before if label)
    file.write_text(text.replace(f'name="{first}"', f'name="{first}（新）"'), encoding="utf-8")
    panel = menu.locator(".menu-panel")
    box = panel.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    page.locator("#chart-file").set_input_files(file)
    panel.get_by_role("button", name="导入", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#brought")).to_contain_text("还没有保存")
    told = page.locator("#brought").bounding_box()
    assert told and told["x"] >= 0 and told["x"] + told["width"] <= width
    assert labels.first.input_value() == f"{first}（新）"
    page.context.close()
    page = person("clerk", width, height)
    _open(page, running)
    boxes = page.locator('tbody.step input[name$="-label"]').all()
    assert [box.input_value() for box in boxes] == before
