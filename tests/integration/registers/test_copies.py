"""Copies of the letters an edition sends: who states them and when, where they are printed, and that they stay."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from docx import Document

from audit import presenters
from audit.models import AuditEvent
from organisation import actions as organisation
from registers import actions as registers
from registers.models import Edition
from registers.papers import catalogue
from registers.sending import SENT
from riskreg.rendering import letter as letters
from riskreg.rendering.letter import Imprint
from tests import printed, scenarios
from tests.scenarios import NOW

OFFICE = "清河镇党政综合办公室"
SENDING = [("notice", "show", "ask"), ("filing-report", "approved", "filed")]


def at(cast: Any, state: str, year: int = 2026) -> Edition:
    scenarios.confirmed(cast, code=f"P-{year}")
    return scenarios.edition(cast, state, year)


def url(edition: Edition, paper: str) -> str:
    return reverse("registers:copies", args=[edition.pk, paper])


def state(cast: Any, edition: Edition, paper: str, copies: str) -> None:
    registers.record_copies(edition=edition, paper=paper, by=cast.officer, now=NOW, copies=copies)


def imprint(cast: Any, edition: Edition, paper: str) -> Imprint | None:
    """The imprint of the paper as it would be printed now."""
    now = Edition.objects.get(pk=edition.pk)
    return catalogue.PAPERS[paper].build(now, cast.officer, NOW).imprint


def rename_office(cast: Any, name: str) -> None:
    later = NOW + timedelta(days=1)
    values = {"issuing_office": name}
    organisation.edit_institution(institution=cast.institution, by=cast.sysadmin, now=later, values=values)


@pytest.mark.parametrize(("paper", "stage", "after"), SENDING)
def test_the_officer_states_them_while_the_letter_goes_out(
    cast: Any, client_of: Any, paper: str, stage: str, after: str
) -> None:
    edition, officer = at(cast, stage), client_of("officer")
    page = reverse("registers:papers", args=[edition.pk])
    assert "没有填写抄送" in officer.get(page).content.decode()
    assert url(edition, paper) in officer.get(page).content.decode()
    sent = officer.post(
        url(edition, paper),
        {SENT[paper].field: "县政府办、\r\n县审计局。", "seen": seen(officer, edition, paper)},
    )
    assert sent.status_code == 302 and sent["Location"] == page
    assert "抄送：县政府办、" in officer.get(page).content.decode()
    assert imprint(cast, edition, paper).copies == "县政府办，县审计局。"  # type: ignore[union-attr]
    for format, words in (("pdf", pdf_words), ("docx", docx_words)):
        answer = officer.get(reverse(f"registers:paper_{format}", args=[edition.pk, paper]))
        assert "抄送：县政府办，县审计局。清河镇人民政府" in words(answer.content), format
    scenarios._prepare(cast, Edition.objects.get(pk=edition.pk), after, cast.officer)
    assert url(edition, paper) not in officer.get(page).content.decode()
    for answer in (officer.get(url(edition, paper)), officer.post(url(edition, paper), {})):
        assert answer.status_code == 403
    assert imprint(cast, edition, paper).copies == "县政府办，县审计局。"  # type: ignore[union-attr]


def seen(client: Any, edition: Edition, paper: str) -> str:
    return str(client.get(url(edition, paper)).context["seen"])


def pdf_words(content: bytes) -> str:
    return printed.text(content)


def docx_words(content: bytes) -> str:
    return "".join(node.text or "" for node in Document(io.BytesIO(content)).element.body.iter("{*}t"))


def test_nobody_else_may_and_other_papers_have_none(cast: Any, client_of: Any) -> None:
    edition = at(cast, "show")
    for name, status in (("leader", 403), ("registrar", 403), ("clerk", 403), ("stranger", 404)):
        client = client_of(name)
        assert client.get(url(edition, "notice")).status_code == status, name
        assert client.post(url(edition, "notice"), {"notice_copies": "甲"}).status_code == status, name
    assert client_of("officer").get(url(edition, "filing-report")).status_code == 403
    assert client_of("officer").get(url(edition, "minute")).status_code == 404
    for paper in catalogue.PAPERS.values():
        built = paper.build(edition, cast.officer, NOW)
        assert (built.imprint is not None) is (paper.code in SENT), paper.code
    assert Edition.objects.get(pk=edition.pk).notice_copies == ""


def test_the_log_keeps_what_was_stated(cast: Any) -> None:
    edition = at(cast, "show")
    state(cast, edition, "notice", "县审计局")
    state(cast, edition, "notice", "县审计局")  # changes nothing
    event = AuditEvent.objects.get(event="edition.copies_recorded")
    assert event.details == {"notice_copies": ["", "县审计局"]}
    assert [(one.label, one.old, one.new) for one in presenters.details(event)] == [
        ("公示稿抄送", "—", "县审计局")
    ]


@pytest.mark.parametrize("paper", SENT)
def test_the_form_offers_what_the_last_edition_said(cast: Any, client_of: Any, paper: str) -> None:
    old = at(cast, SENT[paper].stage)
    state(cast, old, paper, "县审计局")
    for name in scenarios.STAGES[scenarios.STAGES.index(SENT[paper].stage) + 1 :]:
        scenarios._prepare(cast, Edition.objects.get(pk=old.pk), name, cast.officer)
    edition = scenarios.edition(cast, SENT[paper].stage, 2027)
    officer = client_of("officer")
    page = officer.get(url(edition, paper))
    assert page.context["form"].initial == {SENT[paper].field: "县审计局"}
    assert "上一次的抄送，保存以后才会印出" in page.content.decode()
    assert imprint(cast, edition, paper).copies == ""  # type: ignore[union-attr]
    officer.post(url(edition, paper), {SENT[paper].field: "县审计局", "seen": seen(officer, edition, paper)})
    assert imprint(cast, edition, paper).copies == "县审计局。"  # type: ignore[union-attr]
    assert "上一次的抄送" not in officer.get(url(edition, paper)).content.decode()


def test_two_savers_see_both_versions(cast: Any, client_of: Any) -> None:
    edition, officer = at(cast, "show"), client_of("officer")
    before = seen(officer, edition, "notice")
    state(cast, edition, "notice", "别人写的")
    answer = officer.post(url(edition, "notice"), {"notice_copies": "我写的", "seen": before})
    assert answer.status_code == 409
    assert [(row["old"], row["new"]) for row in answer.context["rows"]] == [("别人写的", "我写的")]
    again = dict(answer.context["fields"]) | {"overwrite": "yes"}
    assert officer.post(url(edition, "notice"), again).status_code == 302
    assert Edition.objects.get(pk=edition.pk).notice_copies == "我写的"


def test_too_long_a_text_comes_back_with_what_was_typed(cast: Any, client_of: Any) -> None:
    edition = at(cast, "show")
    answer = client_of("officer").post(url(edition, "notice"), {"notice_copies": "长" * 501, "seen": ""})
    assert answer.status_code == 422
    assert "长" * 501 in answer.content.decode()


def test_the_office_is_the_institutions_own_and_the_day_that_of_the_signature(cast: Any) -> None:
    edition = at(cast, "show")
    assert imprint(cast, edition, "notice") == Imprint("清河镇人民政府", "____年__月__日印发", "抄送：")
    rename_office(cast, OFFICE)
    scenarios._prepare(cast, edition, "ask", cast.officer)
    assert imprint(cast, edition, "notice") == Imprint(OFFICE, "2026年3月2日印发", "抄送：")


def test_what_was_approved_keeps_the_office_of_its_day(cast: Any) -> None:
    edition = at(cast, "filed")
    before = {code: catalogue.PAPERS[code].build(edition, cast.officer, NOW) for code in SENT}
    rename_office(cast, OFFICE)
    edition = Edition.objects.get(pk=edition.pk)
    assert edition.institution.issuing_office == OFFICE
    for code, one in before.items():
        again = catalogue.PAPERS[code].build(edition, cast.officer, NOW + timedelta(days=400))
        assert letters.digest(again) == letters.digest(one), code


def test_in_english(cast: Any) -> None:
    edition = at(cast, "show")
    state(cast, edition, "notice", "County Audit Bureau.\nCounty Office")
    scenarios._prepare(cast, Edition.objects.get(pk=edition.pk), "ask", cast.officer)
    with translation.override("en"):
        assert imprint(cast, edition, "notice") == Imprint(
            "清河镇人民政府",
            "Printed on March 2, 2026",
            "Copies to: ",
            "County Audit Bureau, County Office.",
        )
