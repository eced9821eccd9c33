"""The official tables as workbooks, read back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from dossiers import actions as dossiers
from powers import actions as powers
from registers import actions
from registers.models import Edition
from registers.official import TABLES
from riskreg.guarded import acting, write
from tests import scenarios
from tests.scenarios import NOW, Cast


def sheet_of(client: Any, edition: Edition, table: str) -> Any:
    answer = client.get(reverse("registers:table_xlsx", args=[edition.pk, table]))
    assert answer.status_code == 200, answer
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


def rows_of(sheet: Any) -> list[tuple[Any, ...]]:
    """The rows between the heads and the signature line."""
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] != "" and any(row)]
    start = next(at for at, row in enumerate(rows) if row[0] == "序号")
    return [row for row in rows[start + 1 :] if isinstance(row[0], int)]


@pytest.fixture
def approved(cast: Cast) -> Edition:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    scenarios.confirmed(cast, "案件初核", code="P-2", **scenarios.HIDDEN)
    return scenarios.edition(cast, "approved")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("state", ["find", "approved"])
def test_every_table_has_its_official_head_and_signature_line(
    cast: Cast, client_of: Any, table: str, state: str
) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    sheet = sheet_of(client_of("registrar"), scenarios.edition(cast, state), table)
    assert "清河镇" in sheet["A1"].value and "2026" in sheet["A1"].value
    assert ("草稿" in sheet["A1"].value) is (state == "find")
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(text.startswith("填表人：") for text in words)
    assert sheet.print_title_rows and sheet.page_setup.fitToWidth == 1
    assert "&P" in sheet.oddFooter.center.text


def test_the_nonpublic_catalogue_lists_what_is_not_public(
    cast: Cast, client_of: Any, approved: Edition
) -> None:
    rows = rows_of(sheet_of(client_of("registrar"), approved, "nonpublic"))
    assert [(row[1], row[2], row[6], row[7]) for row in rows] == [
        ("P-2", "案件初核", scenarios.HIDDEN["nonpublic_basis"], scenarios.HIDDEN["nonpublic_reason"])
    ]


def words_of(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]


def test_a_table_without_rows_says_so(cast: Cast, client_of: Any) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    edition = scenarios.edition(cast, "find")
    for table, said in (
        ("nonpublic", "没有不公开的职权。"),
        ("opinions", "没有收到意见。"),
        ("changes", "与上一册相比没有变动，或没有上一册。"),
    ):
        sheet = sheet_of(client_of("registrar"), edition, table)
        assert rows_of(sheet) == []
        assert said in words_of(sheet)


def test_the_flowchart_page_has_risks_left_and_measures_right_of_each_step(
    cast: Cast, client_of: Any
) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    sheet = sheet_of(client_of("registrar"), scenarios.edition(cast, "find"), "flowcharts")
    rows = {row[2]: row for row in rows_of(sheet)}
    assert [row[0] for row in rows.values()] == [1, 2, 3, 4, 5, 6]
    assert rows["3. 审核"][1:] == (
        "优亲厚友（B）", "3. 审核", "所长（head甲）", "5个工作日", "→ 4", "两人核查", "办事员（clerk甲）"
    )  # fmt: skip
    assert rows["4. 是否符合条件？"][5] == "符合 → 5\n不符合 → 6"
    words = words_of(sheet)
    assert "P-1 临时救助　行政给付　B级　民政所" in words
    assert (
        "办理依据：《示例法》（主席令第1号）第三条\n总时限：20个工作日\n相对人权利：陈述申辩\n监督投诉：0000-7654321"
        in words
    )


def test_the_flowchart_page_of_a_published_edition_says_when_it_was_approved_and_published(
    cast: Cast, client_of: Any
) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    scenarios.confirmed(cast, "案件初核", code="P-2", **scenarios.HIDDEN)
    edition = scenarios.edition(cast, "published")
    with acting(by=None, now=NOW):
        write(edition.institution, {"superior_discipline_body": "清河县纪委监委"})
    words = words_of(sheet_of(client_of("registrar"), edition, "flowcharts"))
    assert "P-1 临时救助　行政给付　B级　民政所　2026-1　审定日期：2026年3月2日" in words
    feet = [text for text in words if "监督机构" in text]
    assert [foot.split("\n")[-2:] for foot in feet] == [
        ["监督机构：清河县纪委监委", "公开日期：2026年3月3日"],
        ["监督投诉：0000-7654321", "监督机构：清河县纪委监委"],
    ]


def test_the_change_statement_says_who_proposed_what_and_on_which_basis(
    cast: Cast, client_of: Any, approved: Edition
) -> None:
    power = approved.entries.get(code="P-1").power
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="群众反映多")
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"conditions": "居住满一年"})
    scenarios.complete(cast, "特困供养", code="P-3", entry_reason="新颁条例")
    later = scenarios.edition(cast, "find", year=2027)
    rows = rows_of(sheet_of(client_of("registrar"), later, "changes"))
    assert [(row[1], row[2], row[4], row[5], row[8]) for row in rows] == [
        ("P-1 临时救助", "修改", "户籍在本镇", "居住满一年", "民政所"),
        (None, None, None, "群众反映多", None),
        ("P-3 特困供养", "增加", None, None, "民政所"),
    ]
    assert rows[2][6:8] == ("新颁条例", "《示例法》（主席令第1号）第三条")


def test_the_opinion_summary_has_dates_and_what_was_done(cast: Cast, client_of: Any) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    edition = scenarios.edition(cast, "ask")
    values = {
        "source": "masses",
        "method": "questionnaire",
        "received_on": NOW.date(),
        "text": "公示时间太短",
    }
    actions.record_opinion(edition=edition, by=cast.officer, now=NOW, values=values)
    sheet = sheet_of(client_of("registrar"), edition, "opinions")
    (row,) = rows_of(sheet)
    assert row[5] == "公示时间太短"
    assert (
        row[3].date() == NOW.date()
        if hasattr(row[3], "date")
        else row[3] == date(NOW.year, NOW.month, NOW.day)
    )
    assert "收到意见1条" in " ".join(str(cell.value) for cell in sheet["A"] if cell.value)


def test_the_annual_review_says_what_became_of_each_grade(
    cast: Cast, client_of: Any, approved: Edition
) -> None:
    rows = rows_of(sheet_of(client_of("registrar"), approved, "review"))
    assert [(row[1], row[2], row[5], row[9]) for row in rows] == [
        (2026, "P-1", None, "B"),
        (2026, "P-2", None, "B"),
    ]
    power = approved.entries.get(code="P-1").power
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="群众反映多")
    scenarios.grade(cast, power, grade="A", reason="群众反映多")
    later = scenarios.edition(cast, "find", year=2027)
    rows = rows_of(sheet_of(client_of("registrar"), later, "review"))
    assert {row[2]: (row[5], row[8], row[9]) for row in rows} == {
        "P-1": ("B", "升级", "A"), "P-2": ("B", "维持", "B"),
    }  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("stranger", 404), ("officer", 200)])
def test_tables_are_for_those_who_export(
    cast: Cast, client_of: Any, approved: Edition, who: str, status: int
) -> None:
    for table in TABLES:
        address = reverse("registers:table_xlsx", args=[approved.pk, table])
        answer = client_of(who).get(address)
        assert answer.status_code == status
        assert bool(b"".join(answer) if answer.streaming else answer.content)
    listed = client_of("officer").get(reverse("registers:papers", args=[approved.pk])).content.decode()
    assert "不公开项目目录" in listed
    assert client_of("registrar").get(f"/registers/{approved.pk}/tables/none.xlsx").status_code == 404
