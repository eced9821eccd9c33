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
from registers import actions as registers
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
    parts = (document.element.body, document.sections[0].footer._element)
    said = [node.text or "" for part in parts for node in part.iter("{*}t")]
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


CODES = list(catalogue.PAPERS)


@pytest.fixture
def reviewing(cast: Any) -> Edition:
    """An edition at *review* with a public and a hidden power, an opinion on each, and the meeting held."""
    public = scenarios.confirmed(cast, "临时救助", code="PUB-001")
    hidden = scenarios.confirmed(cast, "线索核查", code="HID-001", **HIDDEN)
    edition = scenarios.edition(cast, "ask")
    by = {"by": cast.officer, "now": NOW}
    for power, text in ((public, "时限太长"), (hidden, "核查要两人"), (None, "多公开")):
        values = {"source": "masses", "method": "questionnaire", "received_on": NOW.date(), "text": text}
        opinion = registers.record_opinion(edition=edition, values={**values, "power": power}, **by)
        registers.dispose_opinion(opinion=opinion, disposition="rejected", reason=f"说明{text}", **by)
    scenarios._prepare(cast, edition, "review", cast.officer)
    edition = Edition.objects.get(pk=edition.pk)
    meeting = {"held_on": NOW.date(), "chair": "甲组长", "attendees": "乙、丙", "minutes": "逐项审议。"}
    registers.record_meeting(edition=edition, values=meeting, **by)
    outcomes = [(public, "include", ""), (hidden, "exclude", "依据不足")]
    registers.record_resolutions(edition=edition, outcomes=outcomes, **by)
    return Edition.objects.get(pk=edition.pk)


SAID = {
    "questionnaire": (
        "临时救助",
        "问卷不记名",
        "□管理服务对象",
        "问卷请交：纪委",
        "监督投诉电话：0000-7654321",
    ),
    "opinion-form": ("请在2026年3月2日前交纪委", "□征求意见会", "流程环节或风险点"),
    "opinion-summary": (
        "共发放10份（人），收回9份，有效9份；收到意见3条，采纳0条，部分采纳0条，不采纳3条，待处理0条。",
        "线索核查HID-001",
        "核查要两人",
        "说明核查要两人",
        "暂不列入",
        "群众调查问卷2026-03-02",
    ),
    "minute": ("甲组长", "乙、丙", "逐项审议。", "列入本册1项，暂不列入1项", "HID-001线索核查", "依据不足"),
    "approval-sheet": (
        "（审定前的送审稿）",
        "填报单位清河镇人民政府",
        "职权1项",
        "A级0项、B级1项、C级0项",
        "首次编制",
        "PUB-001临时救助",
    ),
}


@pytest.mark.parametrize("format", ["pdf", "docx"])
@pytest.mark.parametrize("code", SAID)
def test_the_papers_up_to_the_review(client_of: Any, reviewing: Edition, code: str, format: str) -> None:
    said = words_of(client_of("officer").get(url(reviewing, code, format)))
    assert [words for words in SAID[code] if words not in said] == []


def test_the_questionnaire_goes_outside_and_names_nothing_that_is_not_public(
    client_of: Any, reviewing: Edition
) -> None:
    said = words_of(client_of("officer").get(url(reviewing, "questionnaire")))
    for secret in ("线索核查", "HID-001", "优亲厚友行为", "为亲属放宽条件", "复核不符率"):
        assert secret not in said


@pytest.fixture
def filed(cast: Any) -> Edition:
    """A filed edition with a public and a hidden power."""
    scenarios.confirmed(cast, "临时救助", code="PUB-001")
    scenarios.confirmed(cast, "线索核查", code="HID-001", **HIDDEN)
    return scenarios.edition(cast, "filed")


FILED = {
    "approval-sheet": ("2026年3月2日党委会审定，文号〔2026〕1号。", "不公开1项", "SHA-256"),
    "filing-report": (
        "清河镇人民政府文件",
        "县纪委：",
        "2026年3月2日经党委会审定（〔2026〕1号），现报请备案。",
        "本册列入职权2项，其中A级0项、B级2项、C级0项；风险点2个。",
        "不公开的职权1项，依据和理由见附件2。",
        "附件2不公开项目目录",
        "暂时不能公开保密规定涉及调查秘密",
        "清河镇人民政府2026年3月2日（联系人：",
    ),
    "filing-form": ("备案机关县纪委", "回执编号回1", "报送日期2026年3月2日", "审定会议党委会"),
}


@pytest.mark.parametrize("format", ["pdf", "docx"])
@pytest.mark.parametrize("code", FILED)
def test_the_papers_of_approval_and_filing(client_of: Any, filed: Edition, code: str, format: str) -> None:
    said = words_of(client_of("officer").get(url(filed, code, format)))
    assert [words for words in FILED[code] if words not in said] == []
    if code != "filing-report":
        assert filed.digest in said


def test_every_paper_is_listed_and_downloadable_or_says_why_not(
    cast: Any, client_of: Any, filed: Edition, settings: Any
) -> None:
    open_one = scenarios.edition(cast, "find", year=2027)
    for edition, status in ((filed, 200), (open_one, 403)):
        page = client_of("officer").get(reverse("registers:papers", args=[edition.pk])).content.decode()
        for code in CODES:
            assert str(catalogue.PAPERS[code].label) in page
            assert (url(edition, code) in page) is (status == 200), code
            assert client_of("officer").get(url(edition, code, "docx")).status_code == status, code


def test_an_empty_edition_prints_too(cast: Any, client_of: Any) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "review")
    for code in ("notice", "questionnaire", "opinion-form", "opinion-summary", "minute", "approval-sheet"):
        assert client_of("officer").get(url(edition, code)).status_code == 200, code
    page = client_of("officer").get(reverse("registers:papers", args=[edition.pk])).content.decode()
    assert "还没有会审记录，时间、主持人和出席人员会空着。" in page
    said = words_of(client_of("officer").get(url(edition, "minute")))
    assert "还没有填写会审结论。" in said
