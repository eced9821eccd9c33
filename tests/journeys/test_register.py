"""One register from the clerk's sign-in to the public page and the downloaded files, in a real browser."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import Running

pytestmark = pytest.mark.journey
POWER, HIDDEN = "农村最低生活保障申报审批", "综合治理"
NEW_WORDS = "乡政府集中审核"
TODAY = date.today().isoformat()


def test_a_register_from_first_form_to_public_page(running: Running, person: Callable[[str], Page]) -> None:
    clerk_prepares(person("clerk"))
    head_reviews(person("head"))
    officer = person("discipline")
    officer_confirms(officer)
    year = edition_goes_through_its_stages(officer)
    documents_are_made(officer)
    public_reads(running, person(""), year)
    registrar_downloads(person("registrar"))
    auditor_verifies(person("auditor"))


def clerk_prepares(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("我的档案")
    page.get_by_role("link", name=POWER).first.click()
    page.get_by_role("link", name="修改资料").click()
    page.locator("#id_conditions").fill("户籍在本乡，家庭收入低于当地低保标准，材料齐全。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(page.url.split("?")[0])
    chart = re.sub(r"/edit/?$", "/", page.url) + "chart/"
    page.goto(chart)
    label = page.locator('input[name$="-label"]').nth(4)
    assert label.input_value() == "乡政府审核"
    label.fill(NEW_WORDS)
    expect(page.locator("#chart-preview svg[viewBox]")).to_contain_text(NEW_WORDS, timeout=10_000)
    page.get_by_role("button", name="保存流程图").click()
    expect(page.locator(".messages")).to_contain_text("已保存")
    page.goto(chart.replace("chart/", ""))
    page.get_by_role("link", name="添加风险点").click()
    page.locator("#id_title").fill("泄露评议意见")
    page.locator("#id_manifestation").fill("向申请人透露评议发言人")
    page.locator("#id_step").select_option(index=5)
    page.locator('input[name="line"][value="warning"]').check()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="添加措施").click()
    page.locator("#id_title").fill("评议记录封存")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#measures")).to_contain_text("评议记录封存")
    page.goto(chart.replace("chart/", ""))
    page.locator('[data-open="submit"]').click()
    page.locator('dialog#submit input[type="checkbox"]').check()
    page.get_by_role("button", name="确认提交").click()
    expect(page.locator("main")).to_contain_text("待科室负责人审核")


def head_reviews(page: Page) -> None:
    page.goto(page.url.split("/powers/")[0] + "/powers/review/")
    page.get_by_role("link", name=POWER).first.click()
    expect(page.locator("main")).to_contain_text(NEW_WORDS)
    expect(page.locator("main")).to_contain_text("泄露评议意见")
    page.locator("#send-back button.button-danger").click()
    expect(page.locator("#send-back")).to_contain_text("理由")
    page.locator('#agree input[type="checkbox"]').check()
    page.locator("#agree button.button-primary").click()
    expect(page.locator(".messages")).to_be_visible()


def officer_confirms(page: Page) -> None:
    base = page.url.split("/powers/")[0]
    page.goto(base + "/powers/review/")
    page.get_by_role("link", name=POWER).first.click()
    page.locator("#agree button.button-primary").click()
    expect(page.locator(".messages")).to_be_visible()
    page.goto(base + "/powers/?q=" + POWER)
    expect(page.locator("main")).to_contain_text("已确认")


def confirmed(page: Page, name: str) -> None:
    """Press the button and say yes in the dialog."""
    page.get_by_role("button", name=name).click()
    page.locator("[data-confirm-yes]").click()
    page.wait_for_load_state("load")


def edition_goes_through_its_stages(page: Page) -> str:
    base = page.url.split("/powers/")[0]
    page.goto(base + "/registers/")
    label = f"{date.today().year}-1"
    page.get_by_role("link", name=label).first.click()
    here = page.url
    confirmed(page, "进入“亮”")
    page.locator("#id_place").fill("政府大院公告栏")
    page.locator("#id_starts_on").fill(TODAY)
    page.locator("#id_ends_on").fill(TODAY)
    page.locator("#id_contact").fill("纪委办 0000-1234567")
    page.get_by_role("button", name="保存公示记录").click()
    confirmed(page, "进入“问”")
    asks(page, here)
    confirmed(page, "进入“审”")
    page.locator("#id_held_on").fill(TODAY)
    page.locator("#id_chair").fill("陆承岳")
    page.locator("#id_attendees").fill("领导小组成员")
    page.get_by_role("button", name="保存会审记录").click()
    page.goto(here + "resolutions/")
    page.get_by_role("button", name="保存会审结论").click()
    page.goto(here + "approve/")
    page.locator("#id_meeting").fill("乡党委会议")
    page.locator("#id_document_no").fill("泊党发〔2026〕9号")
    page.locator("#id_approved_on").fill(TODAY)
    confirmed(page, "审定并定稿")
    page.goto(here)
    files_and_publishes(page)
    expect(page.locator("main")).to_contain_text("已公开")
    return label


def asks(page: Page, here: str) -> None:
    page.get_by_role("link", name="登记征求意见").click()
    page.locator("#id_method").select_option("questionnaire")
    page.locator("#id_held_on").fill(TODAY)
    page.locator("#id_audience").fill("办事群众")
    page.locator("#id_sent").fill("20")
    page.locator("#id_returned").fill("19")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(here + "opinions/add/")
    page.locator("#id_source").select_option("masses")
    page.locator("#id_method").select_option("questionnaire")
    page.locator("#id_received_on").fill(TODAY)
    page.locator("#id_text").fill("张榜位置不显眼，建议移到村口。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(here + "opinions/")
    page.locator('select[name$="disposition"]').first.select_option("adopted")
    page.locator("main button.button-primary").last.click()
    page.wait_for_load_state("load")
    page.goto(here)


def files_and_publishes(page: Page) -> None:
    page.locator("#id_sent_on").fill(TODAY)
    page.locator("#id_receipt_no").fill("县纪备〔2026〕77号")
    page.locator("#id_received_on").fill(TODAY)
    confirmed(page, "登记备案")
    page.locator('input[name="scope"][value="society"], select[name="scope"]').first.evaluate(
        "e => { if (e.tagName === 'SELECT') e.value = 'society'; else e.checked = true }"
    )
    page.locator('input[name="time_rule"][value="long_term"], select[name="time_rule"]').first.evaluate(
        "e => { if (e.tagName === 'SELECT') e.value = 'long_term'; else e.checked = true }"
    )
    page.locator('input[name="carriers"][value="web"]').check()
    page.locator("#id_secrecy_reviewer").fill("柏文舟")
    page.locator("#id_secrecy_reviewed_on").fill(TODAY)
    page.locator("#id_secrecy_cleared").check()
    confirmed(page, "公开这一册")


def documents_are_made(page: Page) -> None:
    for _ in range(60):
        page.reload()
        if page.locator("#documents a[download]").count() == 2:
            return
        time.sleep(1)
    pytest.fail("the documents were not made: " + page.locator("#documents").inner_text())


def public_reads(running: Running, page: Page, label: str) -> None:
    page.goto(running.base)
    page.locator("#portal-q").fill("最低生活保障")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=POWER).click()
    expect(page.locator("main svg").first).to_contain_text(NEW_WORDS)
    expect(page.locator("table")).to_contain_text(NEW_WORDS)
    expect(page.locator("#complaints")).to_contain_text("0000-1234567")
    assert "泄露评议意见" not in page.content()
    assert HIDDEN not in page.goto(running.base + "/?q=" + HIDDEN).text().replace(f'value="{HIDDEN}"', "")
    page.goto(running.base + "/public/SAMPLE-XZ/grades/")
    expect(page.locator("main")).to_contain_text(label)
    text = pdf_text(downloaded(page, page.get_by_role("link", name=re.compile("PDF"))))
    assert POWER in text
    assert HIDDEN not in text


def registrar_downloads(page: Page) -> None:
    base = page.url.split("/powers/")[0]
    page.goto(base + "/registers/")
    page.get_by_role("link", name=f"{date.today().year}-1").first.click()
    here = page.url
    excel_is_right(page.request.get(here + "register.xlsx").body())
    register = json.loads(page.request.get(here + "register.json").body())
    assert register["status"] == "published"
    found = next(power for power in register["powers"] if power["name"] == POWER)
    keys = {"code", "bases", "conditions", "time_limit", "steps", "transitions", "risk_points", "grade"}
    assert keys <= set(found)
    book = page.request.get(here + "register.pdf").body()
    reader = pypdf.PdfReader(io.BytesIO(book))
    assert len(reader.pages) > 5
    assert "register.json" in reader.attachments
    assert json.loads(reader.attachments["register.json"][0])["digest"] == register["digest"]
    text = pdf_text(book)
    assert POWER in text
    assert "泄露评议意见" in text


def excel_is_right(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["封面与说明", "汇总", "风险等级目录", "风险点登记", "职权目录", "变动说明"]
    sheet = book["风险点登记"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(row for row in rows if row[0] == "序号")
    assert heads[1:8] == ["单位/科室", "岗位", "职权名称", "职权编码", "流程环节", "风险点", "表现形式"]
    assert any("泄露评议意见" in str(row) and NEW_WORDS in str(row) for row in rows)
    assert sheet.freeze_panes
    assert sheet.print_title_rows
    assert sheet.merged_cells.ranges
    assert sheet.page_setup.orientation == "landscape"
    kinds = {cell.data_type for part in book for row in part.iter_rows() for cell in row}
    assert "f" not in kinds


def auditor_verifies(page: Page) -> None:
    page.locator("#id_event").select_option("edition.published")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main tbody tr").first).to_contain_text("公开登记册")
    page.get_by_role("button", name="校验审计链").click()
    expect(page.locator("main")).to_contain_text("校验通过")


def downloaded(page: Page, link) -> bytes:
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def pdf_text(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")
