"""The rows of legal bases in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import Running
from tests.journeys.test_two_people import power_id

pytestmark = pytest.mark.journey


def test_a_deleted_basis_stays_away_when_the_page_comes_back_with_errors(
    running: Running, person: Callable[[str], Page]
) -> None:
    clerk = person("clerk")
    clerk.goto(f"{running.base}/powers/{power_id(running, 'XZ-BY-18')}/edit/")
    rows = clerk.locator("#bases [data-row]:visible")
    assert rows.count() == 2  # the stored one and a spare
    title = rows.first.locator("[name$='-title']")
    assert title.input_value() == "农村五保供养工作条例"
    rows.first.locator("[data-row-remove]").click()
    expect(rows).to_have_count(1)
    clerk.locator("#id_name").fill("长" * 121)
    clerk.get_by_role("button", name="保存", exact=True).click()
    expect(clerk.get_by_role("alert")).to_contain_text("121")
    expect(rows).to_have_count(1)
    assert rows.locator("[name$='-title']").input_value() == ""
