"""The single-power sheet: live and as frozen, with its number and the digest the edition keeps."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audit.models import AuditEvent
from tests import printed, scenarios
from tests.scenarios import HIDDEN


def test_the_sheet_of_a_frozen_power_is_numbered_and_bears_the_digest_of_its_entry(
    cast: Any, client_of: Any, tmp_path: Any
) -> None:
    scenarios.confirmed(cast, "临时救助", code="PUB-001")
    edition = scenarios.edition(cast, "filed")
    entry = edition.entries.get()
    answer = client_of("clerk").get(reverse("registers:entry_pdf", args=[edition.pk, entry.pk]))
    said = printed.text(answer.content)
    digest = entry.digest[:16]
    for words in (
        "清河镇廉权〔2026〕1-1号",
        f"内容校验SHA-256{digest}",
        "临时救助",
        "优亲厚友",
        "两人核查",
        "2026-1",
        "县纪委",
    ):
        assert words in said, words
    assert said.count(digest) == len(printed.sizes(answer.content))
    assert {row[-5] for row in printed.fonts(answer.content, tmp_path)} == {"yes"}
    outline = printed.reader(answer.content).outline
    assert outline[0].title == "清河镇人民政府2026年度职权廉政风险单"
    assert "临时救助" in outline[1][0].title
    event = AuditEvent.objects.filter(event="paper.printed").get()
    assert event.details["digests"] == {"清河镇廉权〔2026〕1-1号": entry.digest}


def test_a_character_without_a_font_is_marked_on_the_sheet_and_named_at_its_foot(
    cast: Any, client_of: Any, caplog: Any
) -> None:
    power = scenarios.draft(cast, "𡃁事项𪛖登记")
    said = printed.text(client_of("clerk").get(reverse("registers:power_pdf", args=[power.pk])).content)
    assert "𡃁事项〓登记" in said
    assert "〓为本机字体没有的字：U+2A6D6" in said
    number = f"清河镇廉权（草稿）{power.code}"
    assert f"{number}: no installed font has U+2A6D6; printed as 〓" in caplog.messages


def test_the_sheet_of_a_draft_says_so(cast: Any, client_of: Any) -> None:
    power = scenarios.draft(cast, "只有名称")
    answer = client_of("clerk").get(reverse("registers:power_pdf", args=[power.pk]))
    said = printed.text(answer.content)
    assert f"清河镇廉权（草稿）{power.code}" in said
    assert "草稿，未经审定" in said
    assert len(printed.sizes(answer.content)) == 1


def test_only_who_reads_the_dossier_gets_the_sheet(cast: Any, client_of: Any) -> None:
    power = scenarios.confirmed(cast, "线索核查", code="HID-001", **HIDDEN)
    edition = scenarios.edition(cast, "approved")
    addresses = (
        reverse("registers:entry_pdf", args=[edition.pk, edition.entries.get().pk]),
        reverse("registers:power_pdf", args=[power.pk]),
    )
    for address in addresses:
        assert client_of("clerk").get(address).status_code == 200
        assert client_of("colleague").get(address).status_code == 404
        assert client_of("stranger").get(address).status_code == 404
    other = scenarios.edition(cast, "find", year=2027)
    wrong = reverse("registers:entry_pdf", args=[other.pk, edition.entries.get().pk])
    assert client_of("officer").get(wrong).status_code == 404
