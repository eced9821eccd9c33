"""How papers and the book look: heads that fit their columns, pages that are not nearly empty, long texts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from dossiers.content import content_of
from registers import book, chapters
from registers.models import Edition
from registers.papers import catalogue, responsibility
from registers.papers.sheet import render as sheet
from registers.sheets import Heading
from riskreg.rendering import binding, pdf
from riskreg.rendering.letter import Letter, Table
from riskreg.rendering.text import display_width
from tests import printed, scenarios
from tests.scenarios import HIDDEN, NOW, Cast

LONG = "为了把廉政风险点查找工作做细做实，各科室应当对照权力运行流程图逐个环节查找。" * 48
NAME = "某某省某某自治州某某土家族苗族自治县经济技术开发区管理委员会行政审批服务局" * 3


@pytest.fixture
def content(cast: Cast) -> dict[str, Any]:
    """One power with everything, as it is frozen."""
    return content_of(scenarios.read(scenarios.complete(cast, "临时救助", code="P-1")))


@pytest.fixture
def filed(cast: Cast) -> Edition:
    """An edition with every paper: a public and a hidden power, an opinion."""
    scenarios.confirmed(cast, "临时救助", code="PUB-001")
    scenarios.confirmed(cast, "线索核查", code="HID-001", **HIDDEN)
    return scenarios.edition(cast, "filed")


def heading(**more: Any) -> Heading:
    return Heading("清河镇人民政府", 2026, "2026-1", "", NOW, complaint="0000-7654321", **more)


def pages(made: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in printed.reader(made).pages]


def papers(cast: Cast, edition: Edition) -> Iterator[Letter]:
    for paper in catalogue.PAPERS.values():
        yield paper.build(edition, cast.officer, NOW)
    yield from responsibility.letters(edition, (1, 2, 3, 4))


def tables(letter: Letter) -> Iterator[Table]:
    blocks = [*letter.blocks, *(block for one in letter.attachments for block in one.blocks)]
    yield from (block for block in blocks if isinstance(block, Table))


def heads(table: Table) -> Iterator[tuple[str, float]]:
    """Every head and label of a table with the points that its column has for letters."""
    size, sides = (10.5, 6.4) if table.small else (12, 9.8)
    for row in table.rows:
        shares = iter(table.shares)
        for cell in row:
            wide = sum(islice(shares, cell.span)) / 100 * 442.2
            if cell.head:
                yield cell.text, (wide - sides) / size


def test_heads_fit_their_columns_and_leave_no_lone_character(cast: Cast, filed: Edition) -> None:
    seen = 0
    for letter in papers(cast, filed):
        for table in tables(letter):
            for text, fits in heads(table):
                rest = display_width(text) / 2 % math.floor(fits)
                assert display_width(text) / 2 <= fits or rest >= 2, (letter.title, text, fits)
                seen += 1
    assert seen > 100


def test_ways_out_of_a_step_stand_below_one_another_and_keep_arrow_and_number_together(
    content: dict[str, Any],
) -> None:
    steps = chapters.chapter(content, [], internal=True)["steps"]
    assert steps[3]["exits"] == "符合 →\u00a05\n不符合 →\u00a06"
    assert steps[0]["exits"] == "→\u00a02"


def test_a_cover_with_long_facts_stays_one_page_and_says_internal(content: dict[str, Any]) -> None:
    long = {"approved": (NAME,), "filed": (NAME,), "digest": "ab" * 32, "note": "说明"}
    for institution in ("清河镇人民政府", NAME):
        head = Heading(institution, 2026, "2026-1", "", NOW, complaint=NAME, **long)
        cover, contents, *_rest = pages(book.render(head, [content], internal=True))
        assert cover.startswith("内部资料2026年度")
        assert contents.startswith("目录编制说明与汇总3")


def test_numbers_of_the_summary_have_room_beside_a_long_name(content: dict[str, Any]) -> None:
    made = book.render(heading(), [deepcopy(content) | {"unit": NAME}], internal=True)
    (summary,) = [page.extract_text() for page in printed.reader(made).pages if "合计" in page.extract_text()]
    assert {"A级", "B级", "C级", "小计", "风险点"} <= set(summary.split())


def test_long_texts_follow_one_another_without_a_gap(content: dict[str, Any]) -> None:
    long = deepcopy(content) | {"duties": LONG, "conditions": LONG, "accountability": LONG}
    long["risk_points"][0] |= {"manifestation": LONG}
    made = printed.reader(sheet(heading(), long, "清河镇廉权〔2026〕1-1号"))
    lines = [len(page.extract_text().splitlines()) for page in made.pages]
    texts = ["".join(page.extract_text().split()) for page in made.pages]
    (points,) = [at for at, text in enumerate(texts) if "风险点与防控措施" in text]
    assert min(lines[: points + 1]) > 40
    following = [text for text in texts[points + 1 :] if "查找" in text]
    assert len(following) > 2
    assert all(text.startswith("风险点流程环节表现形式三线防控措施责任岗位/责任人") for text in following)


def without_chart(content: dict[str, Any]) -> bytes:
    """The power's pages as the book has them, the steps right below the catalogue."""
    context = {
        "part": book.Part("民政所", [content], []),
        "chapters": [chapters.chapter(content, [], internal=True)],
        "complaint": "0000-7654321",
        "internal": True,
        "language": "zh-hans",
    }
    page = render_to_string("registers/print/volume.html", context)
    return pdf.render_volume(page, styles=[book._style("print/register.css")], name="1")


def test_no_step_stands_alone_under_the_head_nor_the_complaint_line_alone_on_a_page(
    content: dict[str, Any],
) -> None:
    counts = set()
    for lines in (*range(3, 8), *range(13, 19)):
        texts = pages(without_chart(deepcopy(content) | {"duties": "\n".join(["一行"] * lines)}))
        (first,) = [text for text in texts if "流程环节序号" in text]
        assert "2受理" in first, lines
        assert "6结束" in texts[-1] and "监督投诉：0000-7654321" in texts[-1], lines
        counts.add((len(texts), texts.index(first)))
    assert counts == {(1, 0), (2, 0), (2, 1)}


def test_no_unit_stands_in_the_contents_apart_from_its_powers(content: dict[str, Any]) -> None:
    contents = [deepcopy(content) | {"unit": f"第{unit}科"} for unit in range(60) for _again in range(2)]
    made = book.Book(heading(), contents, internal=True)
    anchors = dict.fromkeys(("unit", "signatures", *map(chapters.anchor, range(1, 3))), 0)
    page = made.front(7, [binding.Measure(1, anchors, {})] * 61)
    front = pdf.render_volume(page, styles=[book._style("print/register.css")], name="1")
    listed = [text.removesuffix("目录").rstrip("0123456789") for text in pages(front) if "P-1" in text]
    assert len(listed) == 6
    assert [text for text in listed if text.endswith("科")] == []


def test_an_english_sheet_parts_none_of_its_labels(content: dict[str, Any]) -> None:
    with translation.override("en"):
        made = sheet(heading(approved=("会议",)), content, "1")
    said = {word for page in printed.reader(made).pages for word in page.extract_text().split()}
    assert {"Number", "Edition", "Approval", "Filing"} <= said
