"""The page of the columns: what nobody decided stays open, or goes to the notes with one click."""

from __future__ import annotations

import pytest
from django.test import Client

from imports import choosing, wizard
from imports.models import Import
from tests import scenarios
from tests.integration.imports.test_wizard import REGISTER, choices, send, to_columns, to_preview, url
from tests.scenarios import Cast


def to_sheet(client: Client, cast: Cast, text: str) -> Import:
    """Upload only."""
    assert send(client, cast, text).status_code == 302
    return Import.objects.latest("pk")


@pytest.fixture
def registrar(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.registrar)
    return client


def test_all_columns_that_are_open_can_be_kept_as_notes_with_one_click(cast: Cast, registrar: Client) -> None:
    source = to_columns(registrar, cast)
    page = registrar.get(url("columns", source))
    assert len(page.context["undecided"]) == 1
    assert registrar.post(url("columns", source), {**choices(page), "rest": "+keep"}).status_code == 302
    source.refresh_from_db()
    assert source.sheets[0]["kept"] == ["经办情况"]


def test_a_row_that_is_refused_says_what_it_is_about(cast: Cast, registrar: Client) -> None:
    source = to_preview(registrar, cast)
    [shown] = registrar.get(url("preview", source)).context["page"]
    assert (shown.row.number, shown.row.words) == (4, "临时救助金发放 超期办理")


def test_what_was_decided_for_a_sheet_stays_when_it_is_read_as_before(cast: Cast, registrar: Client) -> None:
    source = to_preview(registrar, cast)
    source.refresh_from_db()
    before = source.sheets
    sent = {"sheet-0-take": "on", "sheet-0-kind": "register", "sheet-0-first": "2", "sheet-0-last": "2"}
    registrar.post(url("sheet", source), sent)
    source.refresh_from_db()
    assert source.sheets == before
    registrar.post(url("sheet", source), {**sent, "sheet-0-first": "1"})
    source.refresh_from_db()
    assert source.sheets[0]["mapping"] == {}


def test_more_rows_than_one_import_takes_are_refused_with_a_way_out(
    cast: Cast, registrar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = to_preview(registrar, cast, REGISTER.replace("很高", "中"))
    monkeypatch.setattr("imports.loading.MOST_ROWS", 1)
    answer = registrar.get(url("preview", source))
    assert answer.status_code == 422
    assert "要导入的有2行，一次最多1行" in answer.content.decode()


def test_a_column_that_was_kept_as_notes_is_kept_the_next_time_too(cast: Cast, registrar: Client) -> None:
    first = to_columns(registrar, cast)
    registrar.post(url("columns", first), {**choices(registrar.get(url("columns", first))), "rest": "+keep"})
    second = to_columns(registrar, cast, REGISTER.replace("优亲厚友", "吃拿卡要"))
    page = registrar.get(url("columns", second))
    assert page.context["undecided"] == []
    assert [line.chosen for form in page.context["forms"] for line in form.lines][-1] == "+keep"
    (choice,) = choosing.propose(wizard.book_of(second), cast.institution)
    assert choice.kept == ("经办情况",)


def test_columns_without_a_place_are_named_and_led_to(cast: Cast, registrar: Client) -> None:
    source = to_columns(registrar, cast)
    page = registrar.get(url("columns", source))
    [line] = page.context["undecided"]
    assert f'<a href="#{line.name}">{line.letter} 经办情况</a>' in page.content.decode()
    again = registrar.post(url("columns", source), choices(page))
    assert again.status_code == 422
    assert [line.head for line in again.context["undecided"]] == ["经办情况"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_our_own_list_comes_back_with_nothing_left_to_decide(
    cast: Cast, registrar: Client, language: str
) -> None:
    scenarios.complete(cast, code="P-1")
    registrar.cookies["django_language"] = language
    listed = registrar.get("/powers/export.csv")
    text = (b"".join(listed) if listed.streaming else listed.content).decode("utf-8-sig")
    page = registrar.get(url("columns", to_columns(registrar, cast, text)))
    assert page.context["undecided"] == []
    [line] = [line for line in page.context["forms"][0].lines if line.head in ("状态", "Status")]
    assert line.chosen == "+leave" and line.why
    elsewhere = text.replace("P-1", "X-9")  # the same form, about powers that we do not have
    page = registrar.get(url("columns", to_columns(registrar, cast, elsewhere)))
    assert [line.head for line in page.context["undecided"]] == [line.head]


def test_the_only_sheet_can_be_read_though_no_heads_were_found_in_it(cast: Cast, registrar: Client) -> None:
    source = to_sheet(registrar, cast, "甲,乙\n民政所,优亲厚友\n财政所,超期办理\n")
    page = registrar.get(url("sheet", source))
    assert "没有找到表头" in page.content.decode() and "sheet-take" not in page.content.decode()
    told = {"sheet-0-kind": "register", "sheet-0-first": "1", "sheet-0-last": "1"}
    assert registrar.post(url("sheet", source), told)["Location"] == url("columns", source)
    assert [line.head for line in registrar.get(url("columns", source)).context["undecided"]] == ["甲", "乙"]
