"""The step grid under a clerk's hands: keyboard, paste, undo, and nothing typed that is ever lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.serving import PASSWORD, Running
from tests.journeys.test_two_people import power_id

pytestmark = pytest.mark.journey
EXCEL = "序号\t环节\t承办\t时限\n1\t受理粘贴件\t民政所\t即时\n2\t审核粘贴件\t民政所\t3个工作日\n"
PASTE = """([text, html]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  if (html) clipboardData.setData("text/html", html);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def chart(running: Running, person: Callable[[str], Page]) -> Page:
    """The editor of a chart as it is saved; the clerk's draft of an earlier journey is dropped."""
    page = person("clerk")
    open_editor(page, running)
    if page.locator("#draft-bar").count():
        page.get_by_role("button", name="放弃草稿，显示已保存的版本").click()
        page.locator("[data-confirm-yes]").click()
        expect(page.locator("#draft-bar")).to_have_count(0)
    return page


def open_editor(page: Page, running: Running) -> None:
    page.goto(f"{running.base}/powers/{power_id(running, 'XZ-BY-18')}/chart/")


def labels(page: Page) -> list[str]:
    boxes = page.locator('tbody.step input[name$="-label"]').evaluate_all("all => all.map(box => box.value)")
    return [text for text in boxes if text]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


def label(page: Page, place: int):
    return page.locator('tbody.step input[name$="-label"]').nth(place)


def draft_is_kept(page: Page) -> None:
    expect(page.locator("#draft-status")).to_contain_text("草稿已保存", timeout=10_000)


def test_rows_pasted_from_excel_are_recognised_and_undone(chart: Page) -> None:
    before = labels(chart)
    label(chart, 0).focus()
    chart.evaluate(PASTE, [EXCEL, ""])
    expect(label(chart, 1)).to_have_value("受理粘贴件")
    assert labels(chart) == [before[0], "受理粘贴件", "审核粘贴件", *before[1:]]
    row = chart.locator("tbody.step").nth(2)
    assert row.locator('[name$="-actor"]').input_value() == "民政所"
    assert row.locator('[name$="-time_limit_value"]').input_value() == "3"
    assert row.locator('[name$="-time_limit_unit"]').input_value() == "working_day"
    assert row.locator('[name$="-kind"]').input_value() == "review"
    expect(chart.locator("#chart-preview svg[viewBox]")).to_contain_text("审核粘贴件")
    chart.keyboard.press("Control+z")
    assert labels(chart) == before
    chart.keyboard.press("Control+Shift+Z")
    assert labels(chart)[1:3] == ["受理粘贴件", "审核粘贴件"]
    chart.get_by_role("button", name="撤销上一步").click()
    assert labels(chart) == before


def test_a_word_table_is_read_by_its_cells(chart: Page) -> None:
    table = (
        "<table><tr><td><p>环节</p></td><td><p>责任单位</p></td></tr>"
        "<tr><td><p>收件</p><p>登记</p></td><td rowspan=2><p>民政所</p></td></tr><tr><td>送达</td></tr></table>"
    )
    label(chart, 0).focus()
    chart.evaluate(PASTE, ["环节\t责任单位\n收件\n登记\t民政所\n送达\t", table])
    expect(label(chart, 2)).to_have_value("送达")
    assert re.sub(r"\s", "", label(chart, 1).input_value()) == "收件登记"


def test_what_stands_around_and_between_word_tables_is_read_too(chart: Page) -> None:
    before = labels(chart)
    html = (
        "<html><head><style>td{color:red}</style></head><body><p>办理流程</p>"
        "<TABLE><tr><td>环节</td><td>责任单位</td></tr><tr><td>收件<br>登记</td><td>民政所</td></tr></TABLE>"
        "<table><tr><td>环节</td><td>责任单位</td></tr><tr><td>送达</td><td>乡政府</td></tr></table>"
        "<p>归档</p></body></html>"
    )
    label(chart, 0).focus()
    chart.evaluate(
        PASTE, ["办理流程\n环节\t责任单位\n收件\n登记\t民政所\n环节\t责任单位\n送达\t乡政府\n归档", html]
    )
    expect(label(chart, 3)).to_have_value("归档")
    assert labels(chart) == [before[0], "收件 登记", "送达", "归档", *before[1:]]


def test_a_column_copied_into_a_column_fills_it_downwards(chart: Page) -> None:
    before = labels(chart)
    actor, limit = (chart.locator(f'tbody.step [name$="-{name}"]') for name in ("actor", "time_limit_value"))
    actor.nth(1).focus()
    chart.evaluate(PASTE, ["民政所\n乡政府\n\n县民政局", ""])
    expect(actor.nth(4)).to_have_value("县民政局")
    assert [actor.nth(place).input_value() for place in (1, 2)] == ["民政所", "乡政府"]
    limit.nth(1).focus()
    chart.evaluate(PASTE, ["3个工作日\n\n即时\n7天", ""])
    expect(limit.nth(4)).to_have_value("7")
    assert limit.nth(1).input_value() == "3"
    units = chart.locator('tbody.step [name$="-time_limit_unit"]')
    assert [units.nth(place).input_value() for place in (1, 3, 4)] == [
        "working_day",
        "immediate",
        "calendar_day",
    ]
    assert labels(chart) == before
    chart.keyboard.press("Control+z")
    chart.keyboard.press("Control+z")
    assert actor.nth(2).input_value() != "乡政府"


def test_a_letter_typed_in_a_long_table_touches_nothing_else(chart: Page) -> None:
    """With 80 rows, anything done once for each row and list of targets is felt at every key."""
    label(chart, 0).focus()
    chart.evaluate(PASTE, ["\n".join(f"第{no}项" for no in range(1, 61)), ""])
    expect(label(chart, 60)).to_have_value("第60项")
    row = chart.locator("tbody.step").nth(30)
    row.locator("[data-way]").select_option("branch")
    row.locator("[data-target]").first.select_option(label="第1项 · 2")
    label(chart, 40).focus()
    chart.evaluate(
        """() => {
      window.touched = [];
      const watch = new MutationObserver((all) => touched.push(...all.map((one) => one.target.nodeName)));
      watch.observe(document.getElementById("steps"), { childList: true, characterData: true, subtree: true });
    }"""
    )
    chart.keyboard.press("End")
    chart.keyboard.type("改")
    ways = row.locator("[data-target]").count()
    assert chart.evaluate("touched") == ["OPTION"] * ways  # its name, in the lists of the row that branches
    row.locator("[data-target]").first.select_option(label="第40项改 · 41")
    expect(chart.locator("#chart-preview svg[viewBox]")).to_contain_text("第40项改")


def test_the_keyboard_alone_fills_moves_copies_and_saves(chart: Page) -> None:
    before = labels(chart)
    label(chart, 0).focus()
    chart.keyboard.press("Enter")
    chart.keyboard.type("键盘环节")
    assert labels(chart)[1] == "键盘环节"
    chart.keyboard.press("Tab")
    assert focused(chart).endswith("-actor")
    chart.keyboard.type("民政所")
    chart.keyboard.press("Alt+ArrowDown")
    assert labels(chart)[1:3] == [before[1], "键盘环节"]
    assert focused(chart).endswith("-actor")
    chart.keyboard.press("Alt+d")
    assert labels(chart).count("键盘环节") == 2
    assert focused(chart).endswith("-label")
    chart.keyboard.type("复制的环节")
    chart.keyboard.press("Alt+Insert")
    chart.keyboard.type("插入的环节")
    assert labels(chart)[2:5] == ["键盘环节", "复制的环节", "插入的环节"]
    for _step in range(2):
        chart.keyboard.press("Tab")
    chart.keyboard.press("Control+z")  # the cell that was left
    chart.keyboard.press("Control+z")  # the row
    assert labels(chart)[2:5] == ["键盘环节", "复制的环节", before[2]]
    draft_is_kept(chart)
    chart.keyboard.press("Control+Enter")
    expect(chart.locator(".messages")).to_contain_text("已保存")
    assert labels(chart)[2:4] == ["键盘环节", "复制的环节"]
    assert "saved" not in chart.url
    assert chart.evaluate("Object.keys(localStorage).filter(key => key.startsWith('chart:'))") == []


def test_enter_in_the_last_row_begins_the_next_from_any_cell(chart: Page) -> None:
    """As in a spreadsheet, where rows are typed one after the other; above, it goes down the column."""
    cell = chart.locator("tbody.step").first.locator("[name$='-actor']")
    cell.focus()
    chart.keyboard.press("Enter")
    assert focused(chart) == "step-1-actor"
    count = len(labels(chart))
    label(chart, count - 1).focus()
    chart.keyboard.press("Enter")
    for words, column in (("甲环节", "actor"), ("乙环节", "time_limit_value"), ("丙环节", "time_limit_unit")):
        chart.keyboard.type(words)
        while not focused(chart).endswith(column):
            chart.keyboard.press("Tab")
        chart.keyboard.press("Enter")
    chart.keyboard.type("丁环节")
    assert labels(chart)[count:] == ["甲环节", "乙环节", "丙环节", "丁环节"]


def test_a_name_says_the_kind_and_a_limit_its_unit(chart: Page) -> None:
    label(chart, 0).focus()
    chart.keyboard.press("Enter")
    row = chart.locator("tbody.step").nth(1)
    kind, value, unit = (
        row.locator(f"[name$='-{end}']") for end in ("kind", "time_limit_value", "time_limit_unit")
    )
    label(chart, 1).fill("材料是否齐全？")
    value.fill("5个工作日")
    chart.keyboard.press("Tab")
    expect(kind).to_have_value("decision")
    expect(value).to_have_value("5")
    expect(unit).to_have_value("working_day")
    kind.select_option("review")  # what somebody chose stays
    label(chart, 1).fill("结束")
    value.fill("三")
    chart.keyboard.press("Tab")
    draft_is_kept(chart)
    expect(kind).to_have_value("review")
    expect(unit).to_have_value("working_day")


def test_a_new_branch_is_typed_where_it_is_needed(chart: Page) -> None:
    count = len(labels(chart))
    row = chart.locator("tbody.step").nth(1)
    row.locator("[data-way]").select_option("branch")
    row.locator("[data-target]").first.select_option(label="新环节…")
    chart.keyboard.type("一次告知补正")
    chart.keyboard.press("Enter")
    assert focused(chart).endswith("-condition")
    chart.keyboard.type("材料不齐")
    assert len(labels(chart)) == count + 1
    assert labels(chart)[2] == "一次告知补正"
    assert row.locator(".way input:not([name])").count() == 0  # the box is gone, from the next line too
    expect(chart.locator("tbody.step").nth(2).locator("[name$='-kind']")).to_have_value("notify")
    chosen = row.locator("[data-target]").first.evaluate("box => box.selectedOptions[0].text")
    assert chosen == "一次告知补正 · 3"
    row.locator("[data-target]").nth(1).select_option(label="新环节…")
    chart.keyboard.type(labels(chart)[-1])
    chart.keyboard.press("Enter")  # a name that exists leads there
    assert len(labels(chart)) == count + 1
    expect(chart.locator("#chart-preview svg[viewBox]")).to_contain_text("材料不齐")


def test_a_shape_chooses_its_row_and_a_row_its_shape(chart: Page) -> None:
    row = chart.locator("tbody.step").nth(3)
    key = row.get_attribute("data-key")
    shape = chart.locator(f'#chart-preview svg a[*|href="#row-{key}"]').first
    shape.scroll_into_view_if_needed()
    shape.click()
    assert focused(chart) == f"step-{key}-label"
    expect(row).to_have_class(re.compile("is-chosen"))
    expect(row).to_be_in_viewport()
    label(chart, 1).focus()
    other = chart.locator("tbody.step").nth(1).get_attribute("data-key")
    marked = chart.locator("#chart-preview svg a.is-chosen")
    expect(marked).to_have_attribute("aria-current", "true")
    assert f'#row-{other}"' in marked.evaluate("link => link.outerHTML.split('>')[0]")
    chart.keyboard.type("改")
    expect(chart.locator("#chart-preview svg[viewBox]")).to_contain_text(label(chart, 1).input_value())
    expect(marked).to_have_count(1)  # also in the new drawing


def test_a_page_left_or_reloaded_comes_back_as_a_draft(chart: Page, running: Running) -> None:
    before = labels(chart)
    label(chart, 0).fill("写到一半")
    draft_is_kept(chart)
    chart.reload()
    expect(chart.locator("#draft-bar")).to_contain_text("的草稿已恢复")
    assert labels(chart)[0] == "写到一半"
    label(chart, 0).fill("刚写就走")  # no time for the draft to be sent by itself
    chart.on("dialog", lambda dialog: dialog.accept())
    chart.goto(running.base + "/powers/mine/")
    open_editor(chart, running)
    expect(label(chart, 0)).to_have_value("刚写就走")
    chart.get_by_role("button", name="放弃草稿，显示已保存的版本").click()
    chart.locator("[data-confirm-yes]").click()
    expect(chart.locator("#draft-bar")).to_have_count(0)
    assert labels(chart) == before


def test_without_a_connection_the_device_keeps_it(chart: Page, running: Running) -> None:
    chart.context.set_offline(True)
    label(chart, 0).fill("断线时写的")
    expect(chart.locator("#draft-status")).to_contain_text("未能保存草稿，已保存在本机", timeout=10_000)
    chart.on("dialog", lambda dialog: dialog.accept())
    chart.evaluate("location.href = 'about:blank'")
    chart.wait_for_url("about:blank")
    chart.context.set_offline(False)
    open_editor(chart, running)
    # Chromium may have sent the last word by itself as soon as it could
    expect(chart.locator("#local-bar:visible, #draft-bar:visible")).to_have_count(1)
    assert labels(chart)[0] == "断线时写的"
    chart.wait_for_timeout(3000)
    assert chart.evaluate("Object.keys(localStorage).filter(key => key.startsWith('chart:'))") == []


def test_a_session_that_ended_loses_nothing(chart: Page, running: Running) -> None:
    chart.context.clear_cookies(name="sessionid")
    label(chart, 0).fill("会话已过期")
    expect(chart.locator("#draft-status")).to_contain_text("登录已失效，内容已保存在本机", timeout=10_000)
    assert chart.locator("#chart-preview #id_username").count() == 0  # no sign-in page in the drawing's place
    expect(chart.locator("#draft-sign-in")).to_be_visible()
    chart.on("dialog", lambda dialog: dialog.accept())
    open_editor(chart, running)
    chart.locator("#id_username").fill("clerk")
    chart.locator("#id_password").fill(PASSWORD)
    chart.locator("main button.button-primary").click()
    expect(chart.locator("#local-bar")).to_be_visible()
    assert labels(chart)[0] == "会话已过期"
    draft_is_kept(chart)
    sign_out(chart)
    assert chart.evaluate("Object.keys(localStorage).filter(key => key.startsWith('chart:'))") == []


def test_two_windows_on_one_chart_keep_both(chart: Page, running: Running) -> None:
    other = chart.context.new_page()
    open_editor(other, running)
    label(chart, 0).fill("第一个窗口写的")
    draft_is_kept(chart)
    label(other, 0).fill("第二个窗口写的")
    expect(other.locator("#draft-status")).to_contain_text("另一个窗口也在填写这张图", timeout=10_000)
    other.on("dialog", lambda dialog: dialog.accept())
    other.reload()
    expect(other.locator("#other-bar")).to_be_visible()
    assert labels(other)[0] == "第一个窗口写的"
    other.get_by_role("button", name="换成那一份").click()
    assert labels(other)[0] == "第二个窗口写的"
    draft_is_kept(other)
    other.keyboard.press("Control+Enter")
    expect(other.locator(".messages")).to_contain_text("已保存")
    label(chart, 1).fill("第一个窗口接着写")
    draft_is_kept(chart)
    chart.keyboard.press("Control+Enter")
    expect(chart.locator("#conflict-title")).to_be_visible()
    assert labels(chart)[:2] == ["第一个窗口写的", "第一个窗口接着写"]


def sign_out(page: Page) -> None:
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(lambda url: "/chart/" not in url)
