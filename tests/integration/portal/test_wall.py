"""Posters and notice-board sheets, read back from the PDF: paper, letters, fonts, words, code; nothing internal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal import tasks, wall
from portal.sheets import LOW, MARGIN, PAPERS, Power, Section, sheets_of
from powers.chart import Chart, ChartEdge, ChartStep
from riskreg.rendering import qr
from tests import printed, scenarios
from tests.scenarios import Cast

CREATED = datetime(2026, 3, 2, tzinfo=UTC)
LONG = "依照法律法规和本单位制度的规定，认真听取当事人的陈述和申辩，并在规定期限内书面答复。"


def chart(steps: int, branches: int = 0) -> Chart:
    """A line of steps; every third one is a decision with a way round, as far as `branches` go."""
    made = [ChartStep(1, "申请人提出申请并提交全部材料", "apply", "申请人", external=True)]
    edges = []
    for no in range(2, steps):
        kind = "decision" if no % 3 == 0 and no // 3 <= branches else "review"
        made.append(ChartStep(no, f"第{no}步审核申请材料是否齐全", kind, "社会事务办公室", "5个工作日"))
        edges.append(ChartEdge(no - 1, no, "符合" if made[-2].kind == "decision" else ""))
        if kind == "decision":
            edges.append(ChartEdge(no, steps, "不符合规定的条件"))
    made.append(ChartStep(steps, "结束", "end", "社会事务办公室"))
    edges.append(ChartEdge(steps - 1, steps))
    return Chart("农村最低生活保障审核", "A-1", tuple(made), tuple(edges), unit="社会事务办公室")


def power(drawn: Chart, words: int = 1) -> Power:
    """A power with so many long items in every section."""
    sections = tuple(
        Section(title, tuple((f"{at}{LONG}", "审核") for at in range(words)), strong)
        for title, strong in (
            ("办理时限", "20个工作日"),
            ("您的权利", ""),
            ("服务承诺", ""),
            ("行使依据", ""),
        )
    )
    short = tuple(replace(section, items=section.items[:1]) for section in sections)
    return Power(
        chart=drawn,
        institution="清河镇人民政府",
        category="行政给付",
        sections=sections,
        short=short,
        channels=(("电话", "0000-7654321"), ("邮箱", "a@example.invalid"), ("来访、来信", LONG)),
        edition="2026-1",
        day="2026年3月3日",
        url="https://example.invalid/public/OURS/A-1/",
        is_sample=False,
        steps=tuple(f"{step.no}. {step.label}" for step in drawn.steps),
    )


POWERS = {
    "short": power(chart(5)),
    "medium": power(chart(10, 2), 2),
    "long": power(chart(16, 5), 2),
    "very long": power(chart(60, 12), 3),
    "wordy": power(chart(8), 12),
    "without steps": power(chart(2), 2),
    "long names": power(replace(chart(5), title="关于审核" * 30, unit="综合行政执法" * 20)),
}


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.name)
@pytest.mark.parametrize("kind", POWERS)
def test_the_letters_keep_their_size_and_every_word_is_there(kind: str, paper: wall.Paper) -> None:
    shown = POWERS[kind]
    sheets = sheets_of(shown, paper)
    pdf = wall.made([shown], paper, title="海报", created=CREATED)
    assert min(printed.letters(pdf)) >= paper.letters - 0.02
    for across, down in printed.sizes(pdf):
        assert (across, down) == pytest.approx((paper.across, paper.down), abs=0.1)
    running = sum(1 for sheet in sheets if sheet.running)
    assert len(printed.sizes(pdf)) == len(sheets) if not running else len(printed.sizes(pdf)) >= len(sheets)
    words = printed.text(pdf)
    for expected in (
        shown.chart.title,
        shown.chart.unit,
        shown.institution,
        "0000-7654321",
        LONG,
        "2026年3月3日公开。",
    ):
        assert words.count(expected) >= 1, expected
    for step in shown.chart.steps[1:-1]:
        assert f"第{step.no}步" in words


def test_a_poster_has_one_sheet_until_words_must_go() -> None:
    chosen = {kind: sheets_of(shown, PAPERS["A2"]) for kind, shown in POWERS.items()}
    assert [len(chosen[kind]) for kind in ("short", "medium", "wordy", "long names")] == [1, 1, 1, 1]
    assert chosen["short"][0].fitted.words == "all"
    assert chosen["long"][0].fitted.words in ("others", "labels") or len(chosen["long"]) > 1
    assert chosen["very long"][-1].running  # a chart no sheet can hold goes over several, its words after it


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", ["short", "medium", "long"])
def test_the_foot_stands_on_the_sheet_of_its_chart(kind: str, language: str) -> None:
    """Signs are never broken: where they share no line with what follows, the foot is reckoned higher."""
    with translation.override(language):
        shown, paper = POWERS[kind], PAPERS["A4"]
        pdf = wall.made([shown], paper, title="海报", created=CREATED)
        assert len(printed.sizes(pdf)) == len(sheets_of(shown, paper))


def test_nothing_is_printed_outside_the_margins(tmp_path: Path) -> None:
    paper = PAPERS["A3"]
    rows = printed.grey(wall.made([POWERS["medium"]], paper, title="海报", created=CREATED), tmp_path, dpi=36)
    edge = int(LOW * paper.letters / 2) - 1
    side = int(MARGIN * paper.letters / 2) - 1
    assert all(value > 250 for row in [*rows[:side], *rows[-edge:]] for value in row)
    assert all(value > 250 for row in rows for value in (*row[:side], *row[-side:]))


def test_fonts_are_embedded_subsets_and_nothing_is_a_picture(tmp_path: Path) -> None:
    pdf = wall.made([POWERS["medium"]], PAPERS["A2"], title="海报", created=CREATED)
    rows = printed.fonts(pdf, tmp_path)
    assert rows
    for row in rows:
        assert "+" in row[0]
        assert row[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, with the table back to Unicode
    catalogue = printed.reader(pdf).trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    printed.letters(pdf)  # fails on a picture made of dots


def test_a_character_without_a_font_is_marked(caplog: pytest.LogCaptureFixture) -> None:
    power = POWERS["medium"]
    lacking = replace(power, chart=replace(power.chart, title="𡃁事项𪛖登记"))
    assert "𡃁事项〓登记" in printed.text(wall.made([lacking], PAPERS["A2"], title="海报甲", created=CREATED))
    assert "海报甲: no installed font has U+2A6D6; printed as 〓" in caplog.messages


@pytest.fixture
def published(cast: Cast) -> Iterator[Cast]:
    scenarios.confirmed(cast, "临时救助", code="P-0")
    scenarios.confirmed(cast, "高龄津贴", code="P-1")
    scenarios.edition(cast, "published")
    return cast


def download(name: str, *arguments: str, **query: str) -> bytes:
    response = Client().get(reverse(name, args=["OURS", *arguments]), query)
    assert response["Content-Type"] == "application/pdf"
    return response.content


def test_a_poster_tells_what_is_published(published: Cast) -> None:
    words = printed.text(download("portal:poster", "P-0", size="A1"))
    for expected in (
        "临时救助",
        "民政所",
        "P-0",
        "20个工作日",
        "陈述申辩",
        "一次告知",
        "《示例法》",
        "0000-7654321",
    ):
        assert expected in words
    for inside in ("R1", "优亲厚友", "为亲属放宽条件", "复核不符率", "两人核查", "纪委抽查"):
        assert inside not in words


@pytest.mark.parametrize(("size", "down"), [("A3", 420), ("A2", 594), ("A1", 841), ("", 594), ("A9", 594)])
def test_the_address_chooses_the_paper(published: Cast, size: str, down: int) -> None:
    sizes = printed.sizes(download("portal:poster", "P-0", size=size))
    assert [round(high) for _wide, high in sizes] == [down]


def test_the_code_on_the_sheet_leads_to_the_public_page(
    published: Cast, settings: settings, tmp_path: Path
) -> None:
    settings.PUBLIC_URL = "https://risk.example.gov.cn"
    rows = printed.grey(download("portal:board", "P-0"), tmp_path, dpi=200)
    across, down = len(rows[0]), len(rows)
    wanted = qr.matrix(f"https://risk.example.gov.cn{reverse('portal:power', args=['OURS', 'P-0'])}")
    corner = [row[across * 80 // 100 :] for row in rows[down * 3 // 4 :]]
    assert printed.code(corner, len(wanted)) == [list(row) for row in wanted]


def test_without_the_setting_the_code_names_the_address_the_visitor_used(published: Cast) -> None:
    from django.test import RequestFactory

    from portal.published import one

    request = RequestFactory().get("/", headers={"host": "localhost:8000"})
    assert one(request, "OURS", "P-0").powers[0].url == "http://localhost:8000/public/OURS/P-0/"


def test_a_unit_has_all_its_powers_each_on_its_own_page(published: Cast) -> None:
    for name in ("portal:unit_poster", "portal:unit_board"):
        pdf = download(name, "S1")
        pages = ["".join(page.extract_text().split()) for page in printed.reader(pdf).pages]
        assert ["临时救助" in page for page in pages] == [True, False]
        assert ["高龄津贴" in page for page in pages] == [False, True]
    assert Client().get(reverse("portal:unit_poster", args=["OURS", "S2"])).status_code == 404


def test_the_files_have_chinese_names(published: Cast) -> None:
    from urllib.parse import unquote

    for name, last, expected in (
        ("portal:poster", "P-0", "清河镇-P-0-临时救助-海报A2.pdf"),
        ("portal:board", "P-0", "清河镇-P-0-临时救助-公告栏张贴页.pdf"),
        ("portal:unit_poster", "S1", "清河镇-民政所-海报A2.pdf"),
    ):
        header = Client().get(reverse(name, args=["OURS", last]))["Content-Disposition"]
        assert expected in unquote(header)


def test_the_second_download_is_the_kept_file(published: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = download("portal:unit_poster", "S1", size="A3")
    monkeypatch.setattr(wall.pdf, "render", lambda *_args, **_more: pytest.fail("rendered again"))
    assert download("portal:unit_poster", "S1", size="A3") == first
    cache.clear()
    with pytest.raises(pytest.fail.Exception):
        download("portal:unit_poster", "S1", size="A3")


def test_a_large_set_is_made_outside_the_request(published: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    address = reverse("portal:unit_poster", args=["OURS", "S1"])
    asked = Client().get(address)
    assert asked.status_code == 202
    assert asked["Refresh"]
    assert "正在生成 2 项职权" in asked.content.decode()
    assert Client().get(address)["Content-Type"] == "application/pdf"
