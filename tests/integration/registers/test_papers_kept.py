"""Every paper as a file to be kept: PDF/A, its number and digest on each page, the same whenever it is printed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from docx import Document

from dossiers import actions as dossiers
from organisation.models import Institution, Unit
from powers import actions as powers
from powers.models import Power
from registers import actions as registers
from registers.headings import heading
from registers.models import Edition
from registers.papers import catalogue, responsibility, sheet
from registers.sample.generating import generate
from riskreg.guarded import acting
from riskreg.rendering import docx_file
from riskreg.rendering import letter as letters
from riskreg.rendering.letter import Letter, Table
from tests import printed, scenarios
from tests.scenarios import HIDDEN, NOW

LATER = NOW + timedelta(days=400)


@pytest.fixture
def filed(cast: Any) -> Edition:
    """A filed edition with a public and a hidden power and an opinion on one."""
    public = scenarios.confirmed(cast, "临时救助", code="PUB-001")
    scenarios.confirmed(cast, "线索核查", code="HID-001", **HIDDEN)
    edition = scenarios.edition(cast, "ask")
    by = {"by": cast.officer, "now": NOW}
    values = {"source": "masses", "method": "questionnaire", "received_on": NOW.date(), "text": "时限太长"}
    opinion = registers.record_opinion(edition=edition, values={**values, "power": public}, **by)
    registers.dispose_opinion(opinion=opinion, disposition="rejected", reason="法定时限", **by)
    for name in ("review", "approved", "filed"):
        scenarios._prepare(cast, edition, name, cast.officer)
        edition = Edition.objects.get(pk=edition.pk)
    return edition


def built(edition: Edition, user: Any, now: Any = NOW) -> dict[str, Letter]:
    """Every paper of the edition by its code, and the responsibility letters by their level."""
    made = {code: kind.build(edition, user, now) for code, kind in catalogue.PAPERS.items()}
    if edition.digest:
        for charge in responsibility.charges_of(edition):
            made[f"letter-{charge.level}"] = responsibility.letter(edition, charge)
    return made


LANGUAGES = [("zh-hans", "zh-CN"), ("en", "en")]


@pytest.mark.parametrize(("language", "written"), LANGUAGES)
def test_every_paper_is_tagged_pdf_a_with_its_number_and_digest_on_each_page(
    cast: Any, filed: Edition, language: str, written: str
) -> None:
    with translation.override(language):
        made = built(filed, cast.officer)
        assert len({one.number for one in made.values()}) == len(made) == 12
        for code, one in made.items():
            pdf = letters.render([one], created=NOW)
            assert printed.kept_for_good(pdf) == {
                "archive": "3B",
                "profile": "/GTS_PDFA1",
                "language": written,
                "tagged": True,
                "bookmarks": [one.title],
                "outside": [],
            }, code
            check = "".join(letters.foot(one).split())
            for page in printed.reader(pdf).pages:
                assert "".join(page.extract_text().split()).count(check) == 1, code
            assert printed.reader(pdf).metadata["/Keywords"] == letters.digest(one)
            core = Document(io.BytesIO(docx_file.write(one, created=NOW))).core_properties
            assert (core.identifier, core.keywords) == (one.number, letters.digest(one))


def test_the_sheet_of_a_power_is_kept_the_same_way(filed: Edition) -> None:
    entry = filed.entries.get(code="PUB-001")
    pdf = sheet.render(heading(filed.institution, 2026, filed, NOW), entry.content, sheet.entry_number(entry))
    found = printed.kept_for_good(pdf)
    title = found.pop("bookmarks")
    assert title == ["清河镇人民政府2026年度职权廉政风险单"]
    assert found == {
        "archive": "3B",
        "profile": "/GTS_PDFA1",
        "language": "zh-hans",
        "tagged": True,
        "outside": [],
    }


def test_the_same_content_has_the_same_number_and_digest_whoever_prints_it_and_when(
    cast: Any, filed: Edition
) -> None:
    first = built(filed, cast.officer)
    Unit.objects.filter(pk=cast.unit.pk).update(name="改名的科室")
    power = Power.objects.get(code="PUB-001")
    dossiers.reopen(power=scenarios.read(power), by=cast.clerk, now=NOW, reason="改")
    powers.edit(power=scenarios.read(power), by=cast.clerk, now=NOW, values={"name": "改名的职权"})
    again = built(Edition.objects.get(pk=filed.pk), cast.leader, LATER)
    assert {code: (one.number, letters.digest(one)) for code, one in first.items()} == {
        code: (one.number, letters.digest(one)) for code, one in again.items()
    }
    pdf = letters.render([first["minute"]], created=filed.frozen_at)
    assert letters.render([again["minute"]], created=filed.frozen_at) == pdf


def texts(value: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts(tuple(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        yield from texts(tuple(getattr(value, one.name) for one in fields(value)))


def entered(edition: Edition) -> list[str]:
    """What people have entered: longest first."""
    rows = [edition.institution, edition.display, edition.meeting, edition.approval, edition.filing]
    rows += [*edition.consultations.all(), *edition.opinions.all(), *edition.resolutions.all()]
    held = [*(vars(row) for row in rows), *edition.entries.values_list("content", flat=True)]
    return sorted({text for text in texts(held) if text}, key=len, reverse=True)


@pytest.mark.parametrize(
    ("language", "stray"), [("en", "[\u2e80-\u2fff\u3001-\u9fff\uff00-\uffef]+"), ("zh-hans", "[A-Za-z]{2,}")]
)
def test_no_word_of_the_other_language_strays_into_a_paper(
    cast: Any, filed: Edition, language: str, stray: str
) -> None:
    names = entered(filed)
    with translation.override(language):
        for code, one in built(filed, cast.officer).items():
            # the words about characters without a font show the sign of such a character
            said = [text for text in texts(one) if text not in (one.language, one.words.missing)]
            for place, text in enumerate(said):
                for name in names:
                    text = text.replace(name, "")
                text = re.sub("( [0-9a-f]{8}){8}", "", text)  # the digest of the register, whole
                said[place] = text
            found = {word for text in said for word in re.findall(stray, text)} - {"SHA"}
            assert found == set(), code


MANY, EACH = 100, 20


@pytest.fixture
def large(cast: Any) -> Edition:
    """An approved edition with thousands of risk points and hundreds of opinions."""
    generate(institution=cast.institution, powers=MANY, points_each=EACH, by=cast.officer, now=NOW)
    edition = scenarios.edition(cast, "ask")
    by = {"by": cast.officer, "now": NOW}
    values = {"source": "masses", "method": "questionnaire", "received_on": NOW.date(), "text": "时限太长"}
    for _one in range(EACH):
        opinion = registers.record_opinion(edition=edition, values=values, **by)
        registers.dispose_opinion(opinion=opinion, disposition="rejected", reason="法定时限", **by)
    scenarios._prepare(cast, edition, "review", cast.officer)
    scenarios._prepare(cast, Edition.objects.get(pk=edition.pk), "approved", cast.officer)
    return Edition.objects.get(pk=edition.pk)


def tables(one: Letter) -> list[Table]:
    """The tables of a paper and of its attachments."""
    blocks = [*one.blocks, *(block for attachment in one.attachments for block in attachment.blocks)]
    return [block for block in blocks if isinstance(block, Table)]


def rows(one: Letter) -> int:
    """How many rows its tables have below their heads."""
    return sum(len(table.body_rows) for table in tables(one))


def test_papers_of_thousands_of_rows(cast: Any, large: Edition) -> None:
    made = built(large, cast.officer)
    kept = {code: Document(io.BytesIO(docx_file.write(one, created=NOW))) for code, one in made.items()}
    for code, one in made.items():
        found = sum(len(table._tbl.tr_lst) for table in kept[code].tables)
        assert found == sum(len(table.rows) for table in tables(one)) + bool(one.imprint), code
    assert rows(made["notice"]) == MANY * (EACH + 1)
    charges = responsibility.charges_of(large)
    assert sum(one.points for one in charges if one.level == "direct") == MANY * EACH
    assert rows(made["questionnaire"]) == MANY + 1  # and the box to write in
    pdf = letters.render([made["approval-sheet"]], created=NOW)
    pages = [page.extract_text() for page in printed.reader(pdf).pages]
    assert sum(text.count("GEN-") for text in pages) == MANY
    assert all("职权编码" in text for text in pages if "GEN-" in text)


def test_papers_of_a_register_with_nothing_in_it(cast: Any) -> None:
    with acting(by=cast.officer, now=NOW):
        office = Institution.objects.get(pk=cast.institution.pk)
        office.complaint_phone = office.party_group_name = ""
        office.save()
        values = {"opened_at": NOW, "opened_by": cast.officer}
        edition = Edition(institution=cast.institution, year=2030, state="review", **values)
        edition.save()
    for code in ("notice", "questionnaire", "opinion-form", "opinion-summary", "minute", "approval-sheet"):
        one = catalogue.PAPERS[code].build(Edition.objects.get(pk=edition.pk), cast.officer, NOW)
        pdf = letters.render([one], created=NOW)
        assert printed.kept_for_good(pdf)["outside"] == [], code
        assert one.title in printed.text(pdf)
