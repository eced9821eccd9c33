"""The files people take away: made whole or not at all, by command and by page."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from powers import actions as powers
from registers.models import Edition, GeneratedDocument
from registers.tasks import render_document
from riskreg import background
from tests import scenarios
from tests.scenarios import Cast

CONTRACT = {"institution", "year", "edition", "status", "digest", "powers"}
POWER_KEYS = {
    "code",
    "name",
    "category",
    "unit",
    "leader_in_charge",
    "grade",
    "grade_reason",
    "is_public",
    "bases",
    "conditions",
    "time_limit",
    "service_commitment",
    "work_discipline",
    "accountability",
    "steps",
    "transitions",
    "risk_points",
}


def exported(path: Path, format: str, year: int = 2026, *only: str) -> bytes:
    arguments = ["--institution", "OURS", "--year", str(year), "--format", format, "--output", str(path)]
    call_command("export_register", *arguments, *only, verbosity=0)
    return path.read_bytes()


def test_json_holds_the_contract_for_an_edition(cast: Cast, tmp_path: Path) -> None:
    scenarios.confirmed(cast, "临时救助", code="P-1")
    edition = scenarios.edition(cast, "approved")
    register = json.loads(exported(tmp_path / "r.json", "json"))
    assert set(register) == CONTRACT
    assert (register["edition"], register["status"], register["digest"]) == (
        "2026-1",
        "approved",
        edition.digest,
    )
    power = register["powers"][0]
    assert set(power) >= POWER_KEYS
    assert power["time_limit"] == {"value": 20, "unit": "working_day"}
    assert power["transitions"][3] == {"from": 4, "to": 5, "condition": "符合"}
    point = power["risk_points"][0]
    assert (point["step"], point["status"], point["measures"][0]["title"]) == (3, "confirmed", "两人核查")
    assert set(point["responsible"]) >= {"first", "in_charge", "direct"}


def test_a_working_copy_is_marked_as_a_draft_everywhere(cast: Cast, tmp_path: Path) -> None:
    scenarios.complete(cast, "临时救助", code="P-1")
    register = json.loads(exported(tmp_path / "r.json", "json"))
    assert (register["edition"], register["status"], register["digest"]) == (None, "draft", None)
    book = openpyxl.load_workbook(io.BytesIO(exported(tmp_path / "r.xlsx", "xlsx")))
    assert all("草稿" in str(sheet["A1"].value) for sheet in book)
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(exported(tmp_path / "r.pdf", "pdf"))).pages
    )
    assert "草稿" in text


def test_one_unit_or_one_power_can_be_exported_alone(cast: Cast, tmp_path: Path) -> None:
    scenarios.complete(cast, "临时救助", code="P-1")
    scenarios.complete(cast, "高龄津贴", code="P-2")
    values = {"name": "报销", "category": cast.category, "code": "P-3"}
    powers.create(by=cast.colleague, now=scenarios.NOW, unit=cast.other_unit, values=values)
    for only, codes in (
        (("--unit", cast.unit.code), ["P-1", "P-2"]),
        (("--power", "P-3"), ["P-3"]),
        ((), ["P-1", "P-2", "P-3"]),
    ):
        found = json.loads(exported(tmp_path / "r.json", "json", 2026, *only))["powers"]
        assert [power["code"] for power in found] == codes
    for only, sentence in ((("--unit", "NO"), "no unit"), (("--power", "NO"), "no power")):
        with pytest.raises(CommandError, match=sentence):
            exported(tmp_path / "none.json", "json", 2026, *only)
    assert not (tmp_path / "none.json").exists()


def test_the_book_has_a_chapter_for_each_unit_and_a_page_to_sign(cast: Cast, tmp_path: Path) -> None:
    scenarios.complete(cast, "临时救助", code="P-1")
    values = {"name": "报销", "category": cast.category, "code": "P-3"}
    powers.create(by=cast.colleague, now=scenarios.NOW, unit=cast.other_unit, values=values)
    book = pypdf.PdfReader(io.BytesIO(exported(tmp_path / "r.pdf", "pdf")))

    def titles(entries: list[Any]) -> list[Any]:
        return [titles(one) if isinstance(one, list) else "".join(one.title.split()) for one in entries]

    outline = titles(book.outline)[1]
    assert outline[2:] == ["民政所", ["P-1临时救助"], "财政所", ["P-3报销"], "签字页"]
    pages = ["".join(page.extract_text().split()) for page in book.pages]
    assert "P-3报销" in next(page for page in pages if "只登记了名称" in page)
    assert "签字日期" in pages[-1]


@pytest.mark.parametrize("format", ["xlsx", "pdf", "json"])
def test_an_empty_register_is_still_a_file(cast: Cast, tmp_path: Path, format: str) -> None:
    assert len(exported(tmp_path / f"r.{format}", format)) > 50


def test_the_command_says_what_is_wrong_and_leaves_the_old_file(cast: Cast, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text("old")
    with pytest.raises(CommandError, match="No institution has the code NONE"):
        call_command(
            "export_register", "--institution=NONE", "--year=2026", "--format=json", f"--output={old}"
        )
    assert old.read_text() == "old"
    with pytest.raises(CommandError, match="Choose another place"):
        exported(tmp_path / "no" / "such" / "folder.json", "json")


def test_an_approved_edition_gets_its_book_once(
    cast: Cast, django_capture_on_commit_callbacks, settings
) -> None:
    scenarios.confirmed(cast)
    with django_capture_on_commit_callbacks(execute=True):
        edition = scenarios.edition(cast, "approved")
    document = GeneratedDocument.objects.get(edition=edition)
    assert (document.kind, document.status, document.error) == ("internal_pdf", "done", "")
    content = (Path(settings.DOCUMENTS_DIR) / document.path).read_bytes()
    assert len(content) == document.size
    assert document.pages == len(pypdf.PdfReader(io.BytesIO(content)).pages)
    client = Client()
    client.force_login(cast.registrar)
    response = client.get(reverse("registers:edition_export", args=[edition.pk, "pdf"]))
    assert b"".join(response.streaming_content) == content


def test_a_disk_that_refuses_fails_the_document_and_never_the_edition(
    cast: Cast, django_capture_on_commit_callbacks, settings, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file stands where the folder should be")
    settings.DOCUMENTS_DIR = blocked
    scenarios.confirmed(cast)
    with django_capture_on_commit_callbacks(execute=True):
        edition = scenarios.edition(cast, "approved")
    document = GeneratedDocument.objects.get(edition=edition)
    assert document.status == "failed"
    assert "Error" in document.error
    assert Edition.objects.get().state == "approved"
    settings.DOCUMENTS_DIR = tmp_path / "free"
    client = Client()
    client.force_login(cast.registrar)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("registers:document_retry", args=[document.pk]))
    document.refresh_from_db()
    assert (document.status, document.error) == ("done", "")
    assert not list((tmp_path / "free").rglob(".part-*"))


def test_a_document_whose_worker_is_gone_can_be_asked_for_again(
    cast: Cast, django_capture_on_commit_callbacks
) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    document = GeneratedDocument.objects.get(edition=edition)
    page, again = (
        reverse("registers:detail", args=[edition.pk]),
        reverse("registers:document_retry", args=[document.pk]),
    )
    client = Client()
    client.force_login(cast.registrar)
    assert again not in client.get(page).content.decode()  # it waits for its turn
    GeneratedDocument.objects.update(status="running")
    assert again in client.get(page).content.decode()
    with background.at_work(f"document:{document.pk}"):
        assert again not in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(again)
    document.refresh_from_db()
    assert document.status == "done"


def test_downloads_are_for_those_who_may_and_are_recorded(cast: Cast) -> None:
    power = scenarios.complete(cast, code="P-1")
    whole = reverse("registers:working_copy", args=[cast.institution.pk, "json"])
    one = reverse("registers:power_json", args=[power.pk])
    unit = reverse("registers:unit_export", args=[cast.unit.pk, "xlsx"])
    expected = {
        cast.registrar: (200, 200, 200),
        cast.officer: (200, 200, 200),
        cast.clerk: (403, 200, 200),
        cast.stranger: (404, 404, 404),
        cast.auditor: (404, 404, 404),
    }
    for user, codes in expected.items():
        client = Client()
        client.force_login(user)
        answers = [client.get(url) for url in (whole, one, unit)]
        for answer in answers:
            b"".join(
                answer.streaming_content if answer.streaming else answer
            )  # read to the end, as browsers do
        assert tuple(answer.status_code for answer in answers) == codes, user
    assert AuditEvent.objects.filter(event="register.exported").count() == 8


def test_rendering_again_gives_the_same_bytes(cast: Cast) -> None:
    from registers import documents

    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    assert documents.content_of(edition, "internal_pdf") == documents.content_of(edition, "internal_pdf")


def test_the_task_is_known_by_name() -> None:
    assert render_document.name == "render_document"
