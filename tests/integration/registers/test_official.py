"""The official tables as workbooks, read back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from dossiers import actions as dossiers
from registers import actions
from registers.models import Edition
from registers.official import TABLES
from tests import scenarios
from tests.scenarios import NOW, Cast


def sheet_of(client: Any, edition: Edition, table: str) -> Any:
    answer = client.get(reverse("registers:table_xlsx", args=[edition.pk, table]))
    assert answer.status_code == 200, answer
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active


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
    assert [(row[1], row[4], row[7]) for row in rows] == [("P-1", None, "B"), ("P-2", None, "B")]
    power = approved.entries.get(code="P-1").power
    dossiers.reopen(power=power, by=cast.clerk, now=NOW, reason="群众反映多")
    scenarios.grade(cast, power, grade="A", reason="群众反映多")
    later = scenarios.edition(cast, "find", year=2027)
    after = {row[1]: row[4:8] for row in rows_of(sheet_of(client_of("registrar"), later, "review"))}
    assert (after["P-1"][0], after["P-1"][2], after["P-1"][3]) == ("B", "升级", "A")
    assert (after["P-2"][0], after["P-2"][2], after["P-2"][3]) == ("B", "维持", "B")


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
