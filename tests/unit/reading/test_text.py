"""CSV and tab-separated text in the encodings of Chinese offices."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.reading.files import read_book
from riskreg.reading.plain_text import sniff
from riskreg.reading.sheet import Unreadable

GRID = "序号,职权名称,依据\n1,物资采购,《政府采购法》\n2,选人用人,\n"
ROWS = (("序号", "职权名称", "依据"), ("1", "物资采购", "《政府采购法》"), ("2", "选人用人", None))


def rows(data, name="台账.csv"):
    book = read_book(name, data)
    assert book.format == "csv"
    return book.sheets[0].rows


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_with_every_delimiter(encoding, delimiter):
    assert rows(GRID.replace(",", delimiter).encode(encoding)) == ROWS


def test_big_endian_with_its_mark():
    assert rows(b"\xfe\xff" + GRID.encode("utf-16-be")) == ROWS


def test_the_sheet_is_called_like_the_file():
    assert read_book("2025年台账.csv", GRID.encode()).sheets[0].name == "2025年台账"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    assert rows(GRID.replace("\n", end).encode()) == ROWS


def test_line_breaks_and_delimiters_within_quotes():
    assert rows('a,"一\r\n二,三"\r\n'.encode()) == (("a", "一\n二,三"),)


def test_text_stays_text():
    assert rows(b"001,1.50,2026-01-02,TRUE,=1+1\n") == (("001", "1.50", "2026-01-02", "TRUE", "=1+1"),)


def test_short_rows_are_filled_up_and_blank_ends_dropped():
    assert rows("甲\n乙,丙,,\n,,,\n\n".encode()) == (("甲", None), ("乙", "丙"))


def test_blank_rows_in_between_count():
    assert rows("甲\n\n乙\n".encode()) == (("甲",), (None,), ("乙",))


def test_the_first_line_of_excel_that_names_the_delimiter():
    assert rows("sep=;\n甲,乙;丙\n".encode()) == (("甲,乙", "丙"),)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("序号\t依据\n1\t第一条,第二条\n2\t第三条,第四条,第五条\n", "\t"),
        ("序号;依据\n1;第一条,第二条\n2;第三条\n", ";"),
        ('序号,依据\n1,"甲;乙;丙"\n2,"丁;戊;己"\n', ","),
        ("只有一列\n第二行\n", ","),
        ("甲,乙\n", ","),
    ],
)
def test_the_delimiter_that_cuts_evenly(text, delimiter):
    assert sniff(text) == delimiter


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t,;"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=8))
@settings(deadline=None)
def test_what_a_program_wrote_comes_back(grid):
    grid = [["序号", "职权", "依据"], *grid]
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(grid)
    while not any(grid[-1]):
        grid.pop()
    assert rows(file.getvalue().encode()) == tuple(tuple(value or None for value in row) for row in grid)


def test_a_quote_without_its_other_half_is_refused_with_its_line():
    with pytest.raises(Unreadable, match="第 3 行附近的引号不成对"):
        read_book("a.csv", '甲,乙\n1,"未完\n2,3\n'.encode())


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.XLS", "台账.ods"])
def test_text_that_calls_itself_a_workbook_is_refused(name):
    with pytest.raises(Unreadable, match="内容却是纯文本"):
        read_book(name, GRID.encode())
