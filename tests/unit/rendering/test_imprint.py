"""The imprint (GB/T 9704-2012, 7.4), measured on the produced PDF: rules, indents, and which page it stands on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from riskreg.rendering import letter as letters
from riskreg.rendering.letter import Attachment, Imprint, Letter, Signature, grid
from tests import printed
from tests.printed import MILLIMETRE
from tests.unit.rendering.letters import CREATED, Shown, ends, plain, shown

LEFT, RIGHT, BOTTOM = 28 * MILLIMETRE, 184 * MILLIMETRE, 262.0  # pt, pt, mm
SIZE = 14.0
MANY = "县人民政府办公室，县审计局、县财政局、县人力资源和社会保障局、县农业农村局、县自然资源和规划局，各村民委员会。"
ALONE = Imprint("清河镇党政综合办公室", "2026年3月2日印发")
SHORT = replace(ALONE, lead="抄送：", copies="县人民政府办公室，县审计局。")
LONG = replace(SHORT, copies=MANY)
ENGLISH = Imprint(
    "Office of Qinghe Town", "Printed on 2 March 2026", "Copies to: ", "County Audit Bureau. " * 12
)
SIGNED = Signature("清河镇人民政府", "2026年3月2日")


def lines(count: int, imprint: Imprint = SHORT, **values: Any) -> Letter:
    """A letter with so many lines in its body."""
    return plain("\n".join(["一行"] * count), signature=SIGNED, imprint=imprint, **values)


def render(*made: Letter) -> bytes:
    return letters.render(made, created=CREATED)


def pages(pdf: bytes) -> list[str]:
    """What each page shows: `行` lines of the body or the table, `印` the imprint, `号` a page number, `脚` the paper's number."""
    found = []
    for at in range(len(printed.reader(pdf).pages)):
        text = "".join(one.text for one in shown(pdf, at))
        signs = (("行", "一行"), ("印", "印发"), ("号", "—"), ("脚", "SHA-256"))
        found.append("".join(sign for sign, words in signs if words in text))
    return found


def rules(pdf: bytes, folder: Path, page: int) -> list[tuple[float, float]]:
    """Top and thickness in mm of each rule that crosses the page in the empty margin of the imprint."""
    dpi = 600
    rows = printed.grey(pdf, folder, page=page, dpi=dpi)
    at = int((LEFT + SIZE / 2) * dpi / 72)
    dark = [y for y, row in enumerate(rows) if row[at] < 128]
    tops = [y for y in dark if y - 1 not in dark]
    runs = [next(step for step in range(1, 99) if y + step not in dark) for y in tops]
    return [(y / dpi * 25.4, run / dpi * 25.4) for y, run in zip(tops, runs, strict=True)]


def across(pdf: bytes, folder: Path, page: int, height: float) -> tuple[float, float]:
    """Where a rule at this height (mm) begins and ends, in mm."""
    dpi = 600
    row = printed.grey(pdf, folder, page=page, dpi=dpi)[int(height / 25.4 * dpi)]
    dark = [x for x, value in enumerate(row) if value < 128]
    return dark[0] / dpi * 25.4, (dark[-1] + 1) / dpi * 25.4


def imprinted(pdf: bytes, page: int) -> list[Shown]:
    """The texts of the imprint on the page."""
    return [one for one in shown(pdf, page - 1) if round(one.size, 2) == SIZE and "—" not in one.text]


@pytest.mark.parametrize(
    ("imprint", "thick"), [(SHORT, [0.35, 0.25, 0.35]), (LONG, [0.35, 0.25, 0.35]), (ALONE, [0.35, 0.35])]
)
@pytest.mark.parametrize("count", [3, 20])
def test_rules_are_as_thick_and_wide_as_the_standard_says_and_the_last_is_the_foot_of_the_type_area(
    tmp_path: Path, imprint: Imprint, thick: list[float], count: int
) -> None:
    pdf = render(lines(count, imprint))
    found = rules(pdf, tmp_path, 2)
    assert [one for _top, one in found] == pytest.approx(thick, abs=0.05)
    assert sum(found[-1]) == pytest.approx(BOTTOM, abs=0.1)
    for top, high in found:
        assert across(pdf, tmp_path, 2, top + high / 2) == pytest.approx((28, 184), abs=0.1)


def test_words_stand_one_letter_in_and_copies_go_on_below_the_first_of_them() -> None:
    pdf = render(lines(20, LONG))
    lead, first, *more, office, day = imprinted(pdf, 2)
    assert (lead.text, office.text, day.text) == ("抄送：", LONG.office, LONG.date)
    assert len(more) == 2
    assert "".join(one.text for one in (first, *more)) == MANY
    assert lead.x == office.x == pytest.approx(LEFT + SIZE, abs=0.1)
    assert {round(one.x, 1) for one in (first, *more)} == {round(LEFT + (1 + 3) * SIZE, 1)}
    assert first.x + len(first.text) * SIZE <= RIGHT - SIZE + 0.1
    assert ends(pdf, 1, LONG.date) == pytest.approx(RIGHT - SIZE, abs=0.1)
    assert day.y == pytest.approx(office.y, abs=0.1)
    assert {one.font for one in (lead, first, office, day)} == {"Noto-Serif-CJK-SC"}


def test_without_copies_there_is_one_line() -> None:
    assert [one.text for one in imprinted(render(lines(20, ALONE)), 2)] == [ALONE.office, ALONE.date]


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (3, ["行号脚", "印脚"]),  # one page: overleaf, with no page number
        (14, ["行号脚", "印脚"]),
        (15, ["行号脚", "行印号脚"]),  # ends on an even page
        (34, ["行号脚", "行印号脚"]),  # down to the last line there is room for
        (35, ["行号脚", "行号脚", "", "印脚"]),  # too full: not on the odd page, and none of both is numbered
        (36, ["行号脚", "行号脚", "", "印脚"]),
        (37, ["行号脚", "行号脚", "行号脚", "印脚"]),
    ],
)
def test_it_stands_on_the_last_even_page(count: int, found: list[str]) -> None:
    assert pages(render(lines(count))) == found


@pytest.mark.parametrize("imprint", [SHORT, LONG])
def test_wherever_a_letter_ends_its_imprint_is_on_the_last_page_which_is_even_and_over_nothing_else(
    imprint: Imprint,
) -> None:
    for count in (12, 14, 15, 16, *range(30, 39)):
        pdf = render(lines(count, imprint))
        *before, last = pages(pdf)
        assert len(before) % 2 == 1, count
        assert [page for page in before if "印" in page] == [], count
        assert ("印" in last, "号" in last) == (True, "行" in last), count
        body = [one.y for one in shown(pdf, len(before)) if round(one.size, 2) == 15.75]
        top = min(one.y for one in imprinted(pdf, len(before) + 1)) - SIZE
        assert max(body, default=0) < top, count


@pytest.mark.parametrize("rows", [19, 20, 22, 23, 49, 50])
def test_attachments_come_first(rows: int) -> None:
    table = grid(("序号", "风险点"), (1, 4), [(str(one), "一行") for one in range(rows)])
    pdf = render(lines(1, attachments=(Attachment("一览表", (table,)),)))
    *before, last = pages(pdf)
    assert len(before) % 2 == 1
    assert [page for page in before if "印" in page] == []
    assert ("印" in last, "号" in last) == (True, "行" in last)
    assert printed.text(pdf).count("一行") == rows + 1


def test_of_several_letters_each_has_its_own() -> None:
    made = [lines(3), lines(3, None), lines(20), lines(36)]  # type: ignore[arg-type]
    found = pages(render(*made))
    assert found == ["行号脚", "印脚", "行号脚", "", "行号脚", "行印号脚", "行号脚", "行号脚", "", "印脚"]


def test_in_english_the_day_is_not_broken() -> None:
    pdf = render(lines(20, ENGLISH, language="en"))
    lead, first, *more, office, day = imprinted(pdf, 2)
    assert (lead.text, office.text, day.text) == ("Copies to:", ENGLISH.office, ENGLISH.date)
    assert len(more) == 5
    assert {round(one.x, 1) for one in (first, *more)} == {round(first.x, 1)}
    assert first.x > lead.x + len(lead.text) * SIZE / 2


def test_papers_without_one_keep_their_digest_and_it_follows_every_word_of_one() -> None:
    bare = plain("正文")
    assert letters.digest(bare) == "e10edd72e47ff7c364e58c00a8ee2c6d41743745ab85cc368457ba83d190394e"
    made = [replace(bare, imprint=one) for one in (None, ALONE, SHORT, replace(SHORT, office="别处"))]
    assert len({letters.digest(one) for one in made}) == 4


@pytest.mark.parametrize("count", [3, 20, 36])
def test_the_file_stays_an_archive_file_and_its_words_are_tagged(count: int) -> None:
    pdf = render(lines(count))
    found = printed.kept_for_good(pdf)
    assert (found["archive"], found["tagged"], found["outside"]) == ("3B", True, [])
    assert render(lines(count)) == pdf
    assert printed.text(pdf).count(SHORT.copies) == 1
