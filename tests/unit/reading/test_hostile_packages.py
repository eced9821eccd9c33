"""Workbooks that mean harm, or that were harmed: a sentence, never an error, never the memory."""

import io
import struct
import zipfile
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.reading import limits
from riskreg.reading.blank_rows import without_blank_rows
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Unreadable
from tests.unit.reading.making import MAIN, PLAIN, parts_of, with_parts, with_rows, xlsx, zipped

SHEET = "xl/worksheets/sheet1.xml"


def refused(data, sentence, name="台账.xlsx"):
    with pytest.raises(Unreadable, match=sentence):
        read_book(name, data)


def test_empty_and_too_large_uploads():
    refused(b"", "文件是空的")
    refused(b"a" * (limits.MAX_BYTES + 1), "文件超过 20 MB")
    refused(io.BytesIO(b"a" * (limits.MAX_BYTES + 1)), "文件超过 20 MB")


def test_a_workbook_without_content():
    refused(xlsx([]), "文件里没有内容")


def test_a_bomb_that_its_directory_admits():
    refused(with_parts({"xl/sharedStrings.xml": b" " * (8 * 1024 * 1024)}), "展开后过大")


def test_a_bomb_of_many_parts(monkeypatch):
    monkeypatch.setattr("riskreg.reading.package.MAX_INFLATED", 300_000)
    refused(with_parts({f"xl/{number}.xml": b" " * 50_000 for number in range(7)}), "展开后过大")


def test_a_bomb_whose_directory_lies(monkeypatch):
    monkeypatch.setattr("riskreg.reading.package.MAX_INFLATED", 100_000)
    data = bytearray(with_parts({"xl/a.xml": b" " * 99_000, "xl/b.xml": b" " * 99_000}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.find(mark)
        while place != -1:
            struct.pack_into(
                "<I", data, place + offset, min(10, *struct.unpack_from("<I", data, place + offset))
            )
            place = data.find(mark, place + 4)
    refused(bytes(data), "已损坏|展开后过大")


def test_more_entries_than_any_workbook_has():
    refused(with_parts({f"xl/media/{number}.png": b"" for number in range(limits.MAX_ENTRIES)}), "展开后过大")


def test_a_zip_within_a_zip_is_not_opened():
    refused(zipped({"台账.zip": zipped({"a.xml": b" " * 1_000_000})}, zipfile.ZIP_STORED), "是压缩包")


def test_two_parts_of_one_name():
    file = io.BytesIO(xlsx())
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("XL/worksheets/sheet1.xml", "<worksheet/>")
    refused(file.getvalue(), "已损坏")


def test_packing_methods_that_can_swell_unseen():
    refused(zipped(parts_of(xlsx()), zipfile.ZIP_BZIP2), "已损坏")


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "docProps/app.xml", "xl/externalLinks/externalLink1.xml"]
)
@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
        '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>',
    ],
)
def test_document_types_in_any_part(part, document_type):
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{PLAIN}</sheetData></worksheet>'
    refused(with_parts({part: document_type + body}), "外部引用（DTD）")


def test_xml_in_an_encoding_that_hides_it():
    refused(with_parts({SHEET: f'<worksheet xmlns="{MAIN}"/>'.encode("utf-16")}), "已损坏")


def test_a_million_formatted_blank_rows_are_no_rows():
    blank = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(2, 100_000)
    )
    assert read_book("a.xlsx", with_rows(PLAIN + blank)).sheets[0].rows == ((1,),)


@given(
    st.lists(
        st.sampled_from(
            [
                '<row r="{0}" s="1" customFormat="1"/>',
                '<row r="{0}" spans="1:3"><c r="A{0}" s="1"/><c r="B{0}" s="1"></c></row>',
                '<row r="{0}"></row>',
                '<row r="{0}"><c r="A{0}" s="1"/><c r="B{0}"><v>7</v></c></row>',
                '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>甲</t></is></c></row>',
                "<row><c><v>1</v></c></row>",
                '<!-- <row r="{0}"/> -->',
            ]
        ),
        max_size=30,
    ),
    st.integers(1, 60),
)
@settings(deadline=None)
def test_blank_rows_are_taken_out_and_nothing_else(rows, size):
    xml = "".join(row.format(number) for number, row in enumerate(rows, start=1)).encode()
    whole = b"<sheetData>" + xml + b"</sheetData>"
    cut = b"".join(without_blank_rows(whole[at : at + size] for at in range(0, len(whole), size)))

    def cells(text):
        return [
            (row.get("r"), cell.get("r"), "".join(cell.itertext()))
            for row in fromstring(text)
            for cell in row
            if "".join(cell.itertext())
        ]

    assert cells(cut) == cells(whole)
    if not any(mark in xml for mark in (b"<row>", b"<!")):
        assert len(fromstring(cut)) == sum(
            b"7" in row or "甲".encode() in row for row in map(str.encode, rows)
        )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ('<row r="50001"><c r="A50001"><v>1</v></c></row>', "“一”第 50001 行还有内容，最多可读取 50000 行"),
        ('<row r="1048576"><c r="XFD1048576" t="str"><v></v></c></row>', "第 1048576 行还有内容"),
        ('<row r="1"><c r="GS1"><v>1</v></c></row>', "第 201 列还有内容，最多可读取 200 列"),
        ('<row r="10001"><c r="GR10001"><v>1</v></c></row>', "单元格超过 2000000 个"),
        ('<row r="1"><c r="A1"><f t="array" ref="A1:ZZ9999999">1</f><v>1</v></c></row>', "还有内容"),
        ('<row r="1"><c r="A0"><v>1</v></c></row>', "已损坏"),
        ('<row r="1"><c r="甲"><v>1</v></c></row>', "已损坏"),
    ],
)
def test_content_too_far_away(rows, sentence):
    refused(with_rows(rows), sentence)


def test_the_limits_themselves_are_within():
    far = with_rows('<row r="50000"><c r="A50000"><v>1</v></c></row>')
    assert len(read_book("a.xlsx", far).sheets[0].rows) == 50_000


def test_cells_of_all_sheets_count_together(monkeypatch):
    monkeypatch.setattr(limits, "MAX_CELLS", 10)
    refused(xlsx([[1, 2, 3, 4]] * 3), "单元格超过 10 个")


def test_one_cell_filled_again_and_again(monkeypatch):
    monkeypatch.setattr(limits, "MAX_CELLS", 10)
    refused(with_rows('<row r="1">' + '<c r="A1"><v>1</v></c>' * 11 + "</row>"), "单元格超过 10 个")


def test_blank_cells_without_end(monkeypatch):
    monkeypatch.setattr("riskreg.reading.package.MAX_PARSED", 20_000)
    refused(with_rows(f"{PLAIN}<row>{'<c/>' * 5000}</row>"), "展开后过大")


def test_more_formulas_than_a_register_has(monkeypatch):
    monkeypatch.setattr(limits, "MAX_FORMULAS", 3)
    refused(with_rows('<row r="1">' + "<c><f>1</f><v>1</v></c>" * 4 + "</row>"), "公式超过 3 个.*数值")
    refused(with_rows('<row r="1"><c><f t="array" ref="A1:B2">1</f><v>1</v></c></row>'), "公式超过 3 个")


def test_one_long_text_in_every_cell(monkeypatch):
    monkeypatch.setattr(limits, "MAX_TEXT", 50_000)
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>'
    refused(with_parts({"xl/sharedStrings.xml": strings}, with_rows(cells)), "文字超过 50000 个")


def test_a_cell_with_more_text_than_excel_allows():
    rows = f'<row r="2"><c r="C2" t="inlineStr"><is><t>{"长" * 32_768}</t></is></c></row>'
    refused(with_rows(rows), "“一”第 2 行第 3 列有 32768 个字，一个单元格最多 32767 个字")


def test_more_merged_areas_than_cells_could_need(monkeypatch):
    monkeypatch.setattr("riskreg.reading.xlsx_scan.MAX_MERGED", 2)
    merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 4))
    refused(with_rows(PLAIN, f"<mergeCells>{merged}</mergeCells>"), "展开后过大")


def test_more_sheets_than_one_can_read():
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 202))
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{link}"><sheets>{sheets}</sheets></workbook>'
    refused(with_parts({"xl/workbook.xml": book}), "有 201 个工作表，最多可读取 200 个")
    few = book.replace(sheets, sheets[: sheets.index('<sheet name="3"')])
    refused(with_parts({"xl/workbook.xml": few}), "已损坏")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"xl/vbaProject.bin": b"\xd0\xcf"}, "含有宏"),
        ({"xl/macrosheets/sheet1.xml": "<xm/>"}, "含有宏"),
        ({"xl/workbook.bin": b"\x83\x01"}, "xlsb"),
    ],
)
def test_macros_and_binary_workbooks(parts, sentence):
    refused(with_parts(parts), sentence)


def test_macros_by_content_type():
    types = parts_of(xlsx())["[Content_Types].xml"]
    assert isinstance(types, bytes)
    types = types.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
    refused(with_parts({"[Content_Types].xml": types}), "含有宏", "台账.xlsm")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "不是表格，不能读取"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是表格，不能读取"),
        ("<html><table><tr><td>台账</td></tr></table></html>".encode("gbk"), "内容是网页"),
        ("\ufeff\r\n<!DOCTYPE HTML><html></html>".encode(), "内容是网页"),
        ("<table border=1><tr><td>台账</td></tr></table>".encode("utf-16"), "内容是网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "内容是网页"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "内容是网页"),
        (zipped({"word/document.xml": "<document/>"}), "文档或演示文稿"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "文档或演示文稿"),
        (zipped({"a.txt": "甲"}), "是压缩包"),
    ],
)
@pytest.mark.parametrize("name", ["台账.xls", "台账.xlsx", "台账.csv"])
def test_other_files_under_a_workbooks_name(data, sentence, name):
    refused(data, sentence, name)


def test_an_encrypted_zip():
    data = bytearray(xlsx())
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    refused(bytes(data), "打开密码")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off(part):
    data = xlsx()
    refused(data[: int(len(data) * part)], "已损坏")
