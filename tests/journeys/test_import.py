"""An office's own register comes in by the browser: wizard, progress, result, back again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

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
