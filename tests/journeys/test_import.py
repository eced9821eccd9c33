"""An office's own register comes in by the browser: wizard, progress, result, back again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.integration.imports.test_several_sheets import OFFICE, book
from tests.journeys.serving import Running
from tests.unit.imports.layouts import layout, workbook

pytestmark = pytest.mark.journey
NEXT = "main form button.button-primary"


def test_a_register_comes_in_and_is_taken_back(
    running: Running, person: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "登记表.xlsx"
    file.write_bytes(workbook(layout("01_merged_units")))
    page = person("registrar")
    page.get_by_role("link", name="导入", exact=True).click()
    page.locator("#id_file").set_input_files(file)
    page.locator(NEXT).click()
    expect(page.get_by_label("表头从第几行")).to_have_value("3")
    page.locator(NEXT).click()
    expect(page.get_by_label("防控措施", exact=True)).to_have_value("measures")
    page.locator(NEXT).click()
    expect(page.get_by_role("link", name="4 新增")).to_be_visible()
    page.get_by_role("button", name="按预览写入").click()
    page.get_by_role("heading", name="写入的结果").wait_for(timeout=30_000)
    expect(page.get_by_role("row", name="风险点 4 0 0")).to_be_visible()
    page.get_by_role("link", name="看职权目录").click()
    expect(page.get_by_role("link", name="房产市场科履行职责")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="撤销这次导入").click()
    page.locator("dialog[open] button.button-danger, dialog[open] button.button-primary").first.click()
    expect(page.get_by_text("这次导入已经撤销")).to_be_visible()


def test_a_book_of_several_sheets_comes_in_at_once_and_the_cover_stays_out(
    running: Running, person: Callable[..., Page], tmp_path: Path
) -> None:
    file = book(tmp_path / "全部.xlsx", {"封面": [["清河镇廉政风险点登记册"], ["2026年"]], **OFFICE})
    page = person("registrar")
    page.get_by_role("link", name="导入", exact=True).click()
    page.locator("#id_file").set_input_files(file)
    page.locator(NEXT).click()
    ticks = page.get_by_label("读入这张表")
    expect(ticks.nth(0)).not_to_be_checked()
    for place in range(1, 5):
        expect(ticks.nth(place)).to_be_checked()
    expect(page.get_by_label("表头从第几行").nth(0)).to_be_hidden()
    page.locator(NEXT).click()
    expect(page.get_by_role("heading", name="风险点登记：廉政风险点登记表")).to_be_visible()
    page.locator(NEXT).click()
    expect(page.get_by_role("link", name="6 新增")).to_be_visible()
    page.get_by_role("button", name="按预览写入").click()
    page.get_by_role("heading", name="写入的结果").wait_for(timeout=30_000)
    expect(page.get_by_role("row", name="环节 2 0 0")).to_be_visible()
    page.get_by_role("button", name="撤销这次导入").click()
    page.locator("dialog[open] button.button-danger, dialog[open] button.button-primary").first.click()
    expect(page.get_by_text("这次导入已经撤销")).to_be_visible()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_no_column_that_has_the_focus_hides_behind_the_buttons(
    running: Running, person: Callable[..., Page], tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "登记表.xlsx"
    file.write_bytes(workbook(layout("01_merged_units")))
    page = person("registrar", *size)
    page.goto(running.base + "/imports/")
    page.locator("#id_file").set_input_files(file)
    page.locator(NEXT).click()
    page.locator(NEXT).click()
    columns = page.locator("main select")
    columns.first.focus()
    for place in range(columns.count()):
        expect(columns.nth(place)).to_be_focused()
        assert page.evaluate(
            """() => document.activeElement.getBoundingClientRect().bottom
            <= document.querySelector(".form-actions-sticky").getBoundingClientRect().top"""
        )
        page.keyboard.press("Tab")
