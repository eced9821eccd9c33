"""A long worksheet is read some rows at a time: what comes out is what the whole of it would give."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from riskreg.reading import portions
from riskreg.reading.files import read_book
from riskreg.reading.portions import in_portions
from riskreg.reading.sheet import Span, Unreadable
from tests.unit.reading.making import MAIN, saved, with_rows

CELLS = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 4)),
    st.sampled_from(["甲", "乙乙", 3, 4.5, True, "=1+1"]),
    min_size=1,
    max_size=20,
)
SPANS = st.lists(st.tuples(*[st.integers(1, 12), st.integers(1, 4)] * 2), max_size=3)


def book_of(cells, spans):
    workbook = Workbook()
    for (row, column), value in cells.items():
        workbook.active.cell(row, column, value)
    taken = set()
    for top, left, bottom, right in spans:
        area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if len(area) > 1 and not area & taken:
            workbook.active.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
            taken |= area
    more = workbook.create_sheet("第二张")
    more["B3"] = "丙"
    return saved(workbook)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=CELLS, spans=SPANS)
def test_however_few_rows_are_read_together_the_sheets_are_the_same(cells, spans, patched):
    data = book_of(cells, spans)
    books = []
    for rows in (1, 2, 5, 1000):
        patched.setattr(portions, "ROWS", rows)
        books.append(read_book("台账.xlsx", data))
    assert books[0] == books[1] == books[2] == books[3]


@pytest.fixture
def patched():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def sheet_of(rows, above="", behind=""):
    return f'<worksheet xmlns="{MAIN}">{above}<sheetData>{rows}</sheetData>{behind}</worksheet>'.encode()


def cut(xml, size):
    """Return the portions of an XML that comes in pieces of that size, as `without_blank_rows` leaves them."""
    pieces = re.split(rb"(?=<)", xml)
    chunks = [b"".join(pieces[at : at + size]) for at in range(0, len(pieces), size)]
    found = {}
    for portion, piece in in_portions(chunks):
        found[portion] = found.get(portion, b"") + piece
    return list(found.values())


ROWS = [f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 6)]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_every_portion_is_a_worksheet_with_what_stood_above(monkeypatch, size):
    monkeypatch.setattr(portions, "ROWS", 2)
    above, behind = "<cols><col min='1'/></cols>", '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    assert cut(sheet_of("".join(ROWS), above, behind), size) == [
        sheet_of("".join(ROWS[:2]), above),
        sheet_of("".join(ROWS[2:4]), above),
        sheet_of(ROWS[4], above, behind),
    ]


@pytest.mark.parametrize(
    "xml",
    [
        sheet_of("<row><c><v>1</v></c></row>" * 5),
        sheet_of("".join(ROWS).replace("<v>1", "<!-- <row r='9'/> --><v>1")),
        sheet_of("".join(ROWS), above="<!-- <sheetData> -->"),
        sheet_of("".join(ROWS)).replace(b"worksheet", b"x:worksheet").replace(b"xmlns", b"xmlns:x"),
        sheet_of("<box>" + "".join(ROWS) + "</box>"),
        sheet_of("".join(ROWS), above=f"<cols>{'<col/>' * 60_000}</cols>"),
    ],
)
def test_where_it_is_not_sure_what_is_a_row_nothing_is_cut(monkeypatch, xml):
    monkeypatch.setattr(portions, "ROWS", 2)
    assert cut(xml, 4) == [xml]


def test_what_is_no_row_behind_rows_that_were_cut_ends_the_cutting(monkeypatch):
    monkeypatch.setattr(portions, "ROWS", 2)
    rows = [*ROWS[:4], '<row r="9"><c r="A9"><!-- <row r="1"> --><v>9</v></c></row>', *ROWS[:3]]
    xml = sheet_of("".join(rows))
    assert cut(xml, 1) == [sheet_of("".join(some)) for some in (ROWS[:2], ROWS[2:4], rows[4:])]


def test_rows_far_apart_and_columns_that_begin_late_keep_their_places(monkeypatch):
    monkeypatch.setattr(portions, "ROWS", 1)
    rows = '<row r="3"><c r="C3"><v>1</v></c></row><row r="9"><c r="B9"><v>2</v></c></row>'
    merged = '<mergeCells><mergeCell ref="B3:C5"/></mergeCells>'
    (sheet,) = read_book("台账.xlsx", with_rows(rows, merged)).sheets
    assert (len(sheet.rows), sheet.rows[2], sheet.rows[8]) == (9, (None, None, 1), (None, 2, None))
    assert sheet.merged == (Span(3, 2, 5, 3),)


def test_hidden_sheets_say_so():
    workbook = Workbook()
    workbook.active["A1"] = "有"
    for name, state in (("附表", "hidden"), ("底稿", "veryHidden")):
        sheet = workbook.create_sheet(name)
        sheet["A1"], sheet.sheet_state = "有", state
    sheets = read_book("台账.xlsx", saved(workbook)).sheets
    assert [(one.name, one.hidden) for one in sheets] == [("Sheet", False), ("附表", True), ("底稿", True)]


@pytest.mark.parametrize("last", ['<row r="2"><c r="A2">', '<row r="9"><c r="A2">', '<row r="5"><c r="B5">'])
def test_rows_that_come_too_late_are_refused_and_never_lost(monkeypatch, last):
    """Programs write rows in their order; Excel and WPS put such a file right when they save it."""
    monkeypatch.setattr(portions, "ROWS", 2)
    rows = [*ROWS[:1], *ROWS[2:], f"{last}<v>7</v></c></row>"]
    with pytest.raises(Unreadable, match="已损坏"):
        read_book("台账.xlsx", with_rows("".join(rows)))
    monkeypatch.setattr(portions, "ROWS", 1000)
    (sheet,) = read_book("台账.xlsx", with_rows("".join(rows))).sheets
    assert 7 in [value for row in sheet.rows for value in row]


def test_merged_areas_behind_rows_that_hold_nothing_are_told(monkeypatch):
    monkeypatch.setattr(portions, "ROWS", 2)
    nothing = "".join(f'<row r="{n}"><c r="A{n}"> </c></row>' for n in range(6, 9))
    merged = '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>'
    (sheet,) = read_book("台账.xlsx", with_rows("".join(ROWS) + nothing, merged)).sheets
    assert (len(sheet.rows), sheet.merged) == (5, (Span(2, 1, 4, 1),))
