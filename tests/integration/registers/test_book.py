"""The register book: bound of volumes, numbered right, and rendered again only where something changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.utils import translation

from controls import actions as controls
from dossiers.content import content_of
from powers.enums import StepKind
from registers import book, documents
from registers.chapters import CATALOGUE
from registers.content import public_content
from registers.models import GeneratedDocument
from registers.sheets import Heading
from registers.tasks import request_document
from riskreg.rendering import binding, press
from tests import printed, scenarios
from tests.scenarios import NOW, Cast

BARE: dict[str, Any] = dict.fromkeys(CATALOGUE, "") | {"time_limit": None}
BARE |= {"bases": [], "steps": [], "transitions": [], "risk_points": []}


@pytest.fixture
def content(cast: Cast) -> dict[str, Any]:
    """One power with everything, as it is frozen."""
    return content_of(scenarios.read(scenarios.complete(cast, "临时救助", code="P-1")))


def heading(edition: str = "2026-1", **more: Any) -> Heading:
    return Heading("清河镇人民政府", 2026, edition, "", NOW, complaint="0000-7654321", **more)


def power(content: dict[str, Any], code: str, name: str, unit: str, **more: Any) -> dict[str, Any]:
    return deepcopy(content) | {"code": code, "name": name, "unit": unit} | more


def bare(content: dict[str, Any], count: int, unit: str = "财政所") -> list[dict[str, Any]]:
    return [power(content, f"B-{number:02}", f"事项{number}", unit, **BARE) for number in range(count)]


def pages_of(made: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in printed.reader(made).pages]


def outline_of(made: bytes) -> list[tuple[int, str, int]]:
    """Every bookmark with its level and the page (from 1) that it leads to."""
    reader = printed.reader(made)

    def walk(entries: Iterable[Any], level: int) -> Iterable[tuple[int, str, int]]:
        for one in entries:
            if isinstance(one, list):
                yield from walk(one, level + 1)
            else:
                yield level, one.title, reader.get_destination_page_number(one) + 1

    return list(walk(reader.outline, 1))


def listed(made: bytes) -> list[tuple[str, int]]:
    """The lines of the printed contents: words, and the page that is printed behind them."""
    lines = []
    for number, page in enumerate(printed.reader(made).pages[1:]):
        text = page.extract_text()
        if number > 0 and "目录" not in text and "Contents" not in text:
            break
        found = re.findall(r"^(.+?)\s+(\d+)$", text, re.MULTILINE)
        lines += [(words, int(number)) for words, number in found]
    return lines


def kept(settings: Any) -> set[str]:
    return {path.name for path in Path(settings.VOLUMES_DIR).iterdir()}


def test_contents_and_bookmarks_name_the_real_pages(content: dict[str, Any]) -> None:
    contents = [
        power(content, "P-1", "临时救助", "民政所"),
        *bare(content, 40),
        power(content, "P-2", "征地补偿", "国土所"),
    ]
    made = book.render(heading(), contents, internal=True, source={"a": 1})
    marks, pages = outline_of(made), pages_of(made)
    assert [(level, title) for level, title, _page in marks] == [
        (1, "清河镇人民政府2026年度廉政风险登记册"),
        (2, "目录"),
        (2, "编制说明与汇总"),
        (2, "民政所"),
        (3, "P-1 临时救助"),
        (2, "财政所"),
        *((3, f"B-{number:02} 事项{number}") for number in range(40)),
        (2, "国土所"),
        (3, "P-2 征地补偿"),
        (2, "签字页"),
    ]
    assert listed(made) == [(title, page) for _level, title, page in marks[2:]]
    assert marks[2][2] == 4  # the contents take two pages, which moved everything behind them
    for _level, title, page in marks[1:]:
        assert "".join(title.split()) in pages[page - 1]
    assert [number for _level, _title, number in marks] == sorted(number for _level, _title, number in marks)


def test_every_page_but_the_cover_says_edition_and_number(content: dict[str, Any]) -> None:
    for edition, mark in (("2026-1", "册号2026-1"), ("", "草稿，未经审定")):
        pages = pages_of(book.render(heading(edition), [content], internal=True))
        assert "—1/" not in pages[0]
        assert pages[0].count("草稿，未经审定") == (not edition)
        for number, page in enumerate(pages[1:], start=2):
            assert page.endswith(f"{mark}—{number}/{len(pages)}—")


def test_the_internal_book_names_who_answers_on_all_four_levels(cast: Cast) -> None:
    power = scenarios.complete(cast, "临时救助", code="P-1")
    posts = {"first": cast.head_post, "in_charge": cast.deputy, "direct": None, "staff": cast.staff_post}
    controls.set_chain(power=power, by=cast.clerk, now=NOW, posts=posts)
    content = content_of(scenarios.read(power))
    first, charge, staff = (content["responsible"][level] for level in ("first", "in_charge", "staff"))
    text = "".join(pages_of(book.render(heading(), [content], internal=True)))
    chain = f"第一责任人：{first}；主管责任人：{charge}；直接责任人：—；一般工作人员：{staff}"
    assert "".join(chain.split()) in text


def test_characters_without_a_font_are_marked_and_named_in_their_part_of_the_book(
    content: dict[str, Any], caplog: Any
) -> None:
    powers = [content, power(content, "P-2", "𡃁事项𪛖登记", "财政所")]
    said = "".join(pages_of(book.render(heading(), powers, internal=True)))
    assert "𡃁事项〓登记" in said and "𪛖" not in said
    assert said.count("〓为本机字体没有的字：U+2A6D6") == 2  # in the contents, and where it stands
    title = "清河镇人民政府2026年度廉政风险登记册"
    assert f"{title}: no installed font has U+2A6D6; printed as 〓" in caplog.messages


def test_links_of_the_contents_lead_where_the_numbers_say(content: dict[str, Any]) -> None:
    made = book.render(heading(), [content, *bare(content, 3)], internal=True)
    reader = printed.reader(made)
    named = reader.named_destinations
    links = [link.get_object() for page in reader.pages[1:3] for link in page.get("/Annots", [])]
    places = dict.fromkeys(
        link["/Dest"] for link in links
    )  # words, dots and number of a line are a link each
    led = [reader.get_destination_page_number(named[place]) + 1 for place in places]
    assert led == [page for _words, page in listed(made)]
    assert {str(link["/Subtype"]) for link in links} == {"/Link"}
    assert not any("/A" in link for link in links)


def test_a_large_unit_is_split_and_reads_as_one(content: dict[str, Any]) -> None:
    contents = bare(content, book.MOST_POWERS * 2 + 1)
    parts = list(book.parts(contents))
    assert [len(part.contents) for part in parts] == [11, 11, 11]
    assert [len(part.listed) for part in parts] == [33, 0, 0]
    made = book.render(heading(), contents, internal=True)
    assert [title for level, title, _page in outline_of(made) if level == 2] == [
        "目录",
        "编制说明与汇总",
        "财政所",
        "签字页",
    ]
    chapters = [title for level, title, _page in outline_of(made) if level == 3]
    assert chapters == [f"B-{number:02} 事项{number}" for number in range(33)]


def test_a_book_without_powers_is_still_a_book() -> None:
    made = book.render(heading(), [], internal=True)
    assert [title for _level, title, _page in outline_of(made)][1:] == ["目录", "编制说明与汇总", "签字页"]
    assert len(pages_of(made)) == 4
    assert len(pages_of(book.render(heading(), [], internal=False))) == 3


def test_the_public_book_holds_nothing_of_the_internal_one(content: dict[str, Any], settings: Any) -> None:
    inside = book.render(heading(), [content], internal=True)
    before = kept(settings)
    public = book.render(heading(), [public_content(content, include_measures=False)], internal=False)
    assert len(kept(settings) - before) == 3  # front, volume, letters: none is shared
    said = printed.text(public)
    for words in ("优亲厚友", "签字页", "内部资料"):
        assert words in printed.text(inside)
        assert words not in said
    assert b"register.json" not in public


def test_the_second_book_renders_nothing_and_is_the_same(content: dict[str, Any], settings: Any) -> None:
    contents = [content, power(content, "P-2", "征地补偿", "国土所")]
    first = book.render(heading(), contents, internal=True)
    before = {path: path.stat().st_ino for path in Path(settings.VOLUMES_DIR).iterdir()}
    assert len(before) == 5  # front, two units, signatures, letters
    assert book.render(heading(), contents, internal=True) == first
    assert {path: path.stat().st_ino for path in Path(settings.VOLUMES_DIR).iterdir()} == before


def test_only_the_unit_that_changed_is_rendered_again(content: dict[str, Any], settings: Any) -> None:
    other = power(content, "P-2", "征地补偿", "国土所")
    book.render(heading(), [content, other], internal=True)
    before = kept(settings)
    changed = deepcopy(content)
    changed["duties"] = "按时答复并依法审核"  # no new letters, no new page
    made = book.render(heading(), [changed, other], internal=True)
    (new,) = kept(settings) - before
    assert "按时答复并依法审核" in printed.text((Path(settings.VOLUMES_DIR) / new).read_bytes())
    assert "按时答复并依法审核" in printed.text(made)


def test_approval_and_a_new_edition_render_nothing_but_the_front(
    content: dict[str, Any], settings: Any
) -> None:
    book.render(heading(""), [content], internal=True)
    before = kept(settings)
    for edition in ("2026-1", "2026-2"):
        made = book.render(heading(edition), [content], internal=True)
        names = kept(settings) - before
        said = [printed.text((Path(settings.VOLUMES_DIR) / name).read_bytes()) for name in names]
        assert sorted("优亲厚友" in text for text in said) == [False] * len(said)
        assert f"册号{edition}" in printed.text(made)
        before = kept(settings)


def test_an_english_book_is_english_and_breaks_no_short_word(content: dict[str, Any]) -> None:
    with translation.override("en"):
        made = book.render(heading(), [content], internal=True)
    reader = printed.reader(made)
    assert reader.trailer["/Root"]["/Lang"] == "en"
    titles = [title for _level, title, _page in outline_of(made)]
    assert titles[1:3] + titles[-1:] == ["Contents", "Editorial note and summary", "Signatures"]
    assert listed(made)[-1] == ("Signatures", len(reader.pages))
    words = {word for page in reader.pages for word in page.extract_text().split()}
    whole = {"Measures", "Exits", "Supervision", "Conditions", "Accountability"}
    with translation.override("en"):
        whole |= {word for step in content["steps"] for word in str(StepKind(step["kind"]).label).split()}
    assert whole - words == set()


def test_a_volume_that_fails_fails_the_document_with_a_sentence(
    cast: Cast, django_capture_on_commit_callbacks: Any, settings: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    scenarios.confirmed(cast)
    edition = scenarios.edition(cast, "approved")
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (80_000_000, 80_000_000))"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "python"))
    monkeypatch.setattr(press, "SMALL", 0)
    GeneratedDocument.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        document = request_document(edition=edition, kind="internal_pdf", by=cast.registrar, now=NOW)
    document.refresh_from_db()
    assert document.status == "failed"
    assert document.error == "排版进程意外中断（可能是内存不足），登记册没有生成，请稍后再试。"
    assert kept(settings) == set()
    assert not list(Path(settings.DOCUMENTS_DIR).rglob("*"))
    monkeypatch.delenv("PYTHONPATH")
    with django_capture_on_commit_callbacks(execute=True):
        request_document(edition=edition, kind="internal_pdf", by=cast.registrar, now=NOW)
    document.refresh_from_db()
    assert (document.status, document.error) == ("done", "")
    stored = documents.path_of(document).read_bytes()
    assert (
        document.pages
        == binding.page_count(stored)
        == len(pypdf.PdfReader(documents.path_of(document)).pages)
    )
