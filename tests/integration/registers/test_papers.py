"""The papers of an edition: who gets them, when, what they say, and what the log keeps."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from audit.models import AuditEvent
from dossiers import actions as dossiers
from powers import actions as powers
from registers.models import Edition
from registers.papers import catalogue
from riskreg.rendering import letter as letters
from tests import printed, scenarios
from tests.scenarios import HIDDEN, NOW


def url(edition: Edition, code: str, format: str = "pdf") -> str:
    return reverse(f"registers:paper_{format}", args=[edition.pk, code])


def words_of(answer: Any) -> str:
    """The words of a downloaded paper without blanks, whichever format."""
    if answer["Content-Type"] == "application/pdf":
        return printed.text(answer.content)
    document = Document(io.BytesIO(answer.content))
    said = [node.text or "" for node in document.element.body.iter("{*}t")]
    return "".join("".join(said).split())


@pytest.fixture
def showing(cast: Any) -> Edition:
    """An edition at *show* with a public and a hidden power, no place recorded yet."""
    scenarios.confirmed(cast, "临时救助", code="PUB-001")
    scenarios.confirmed(cast, "线索核查", code="HID-001", **HIDDEN)
    return scenarios.edition(cast, "show")


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_notice_says_what_was_found_where_and_until_when(
    cast: Any, client_of: Any, showing: Edition, format: str
) -> None:
    blank = words_of(client_of("officer").get(url(showing, "notice", format)))
    assert "现在________公示，时间从____年__月__日至____年__月__日" in blank
    scenarios._prepare(cast, showing, "ask", cast.officer)
    said = words_of(client_of("officer").get(url(showing, "notice", format)))
    for words in (
        "清河镇廉示〔2026〕1号",
        "清河镇人民政府2026年度廉政风险点公示",
        "（内部公示，请勿对外张贴）",
        "现在公告栏公示，时间从2026年3月2日至2026年3月2日",
        "本次公示职权2项，查找出风险点2个，见附件。",
        "临时救助（PUB-001）",
        "线索核查（HID-001）",
        "B级（不公开）",
        "优亲厚友",
        "为亲属放宽条件",
        "意见受理人及电话：纪委",
        "监督投诉电话：0000-7654321",
    ):
        assert words in said, words


def test_the_notice_of_a_frozen_edition_is_the_same_whatever_happens_to_the_dossiers(
    cast: Any, client_of: Any
) -> None:
    power = scenarios.confirmed(cast, "临时救助", code="PUB-001")
    edition = scenarios.edition(cast, "approved")
    before = client_of("officer").get(url(edition, "notice"))
    dossiers.reopen(power=scenarios.read(power), by=cast.clerk, now=NOW, reason="改")
    powers.edit(power=scenarios.read(power), by=cast.clerk, now=NOW, values={"name": "改了名称"})
    assert client_of("officer").get(url(edition, "notice")).content == before.content


def test_only_who_reads_every_dossier_prints(client_of: Any, showing: Edition) -> None:
    page = reverse("registers:papers", args=[showing.pk])
    for name, may in (("officer", True), ("leader", True), ("registrar", True), ("clerk", False)):
        assert (client_of(name).get(url(showing, "notice")).status_code == 200) is may, name
        answer = client_of(name).get(page).content.decode()
        assert (url(showing, "notice") in answer) is may
        assert ("请找纪检监察员" in answer) is not may
    assert client_of("clerk").get(url(showing, "notice")).status_code == 403
    assert client_of("stranger").get(url(showing, "notice")).status_code == 404
    assert client_of("officer").get(url(showing, "nonsense")).status_code == 404


def test_a_paper_that_is_not_there_yet_says_why(cast: Any, client_of: Any) -> None:
    edition = scenarios.edition(cast)
    page = client_of("officer").get(reverse("registers:papers", args=[edition.pk])).content.decode()
    assert "到“亮”阶段才有这份文书。" in page
    answer = client_of("officer").get(url(edition, "notice"))
    assert answer.status_code == 403
    assert "到“亮”阶段才有这份文书。" in answer.content.decode()


def test_the_page_says_what_stays_blank_and_which_fonts_are_replaced(
    cast: Any, client_of: Any, showing: Edition, settings: Any
) -> None:
    page = reverse("registers:papers", args=[showing.pk])
    said = client_of("officer").get(page).content.decode()
    assert "还没有登记公示的地点和日期" in said
    assert "小标宋：改用 Noto Serif CJK SC" in said
    settings.PAPER_FONTS = dict.fromkeys(("xiaobiaosong", "fangsong", "heiti", "kaiti"), "Noto Sans CJK SC")
    settings.PAPER_FONTS["songti"] = "No Such Song"
    said = client_of("officer").get(page).content.decode()
    assert "小标宋" not in said
    assert "宋体：指定的“No Such Song”没有安装" in said


def test_the_log_keeps_number_and_digest_of_what_was_printed(
    cast: Any, client_of: Any, showing: Edition
) -> None:
    said = words_of(client_of("officer").get(url(showing, "notice", "docx")))
    event = AuditEvent.objects.filter(event="paper.printed").get()
    made = catalogue.PAPERS["notice"].build(showing, cast.officer, NOW)
    assert event.details["digests"] == {made.number: letters.digest(made)}
    assert letters.short(letters.digest(made)).replace(" ", "") in said
    assert event.details["format"] == "docx"


def test_an_english_notice(client_of: Any, showing: Edition) -> None:
    client = client_of("officer")
    client.cookies["django_language"] = "en"
    said = words_of(client.get(url(showing, "notice")))
    assert "清河镇Notice2026-1" in said
    assert "Powersondisplay:2;riskpointsfound:2" in said
