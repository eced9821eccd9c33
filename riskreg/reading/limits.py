"""What a file may be at most, and the one way of saying that it is more: nothing a sender wrote is believed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from riskreg.reading.sheet import Unreadable

MAX_BYTES = 20 * 1024 * 1024
"""The file as it was sent."""
MAX_ENTRIES = 2_000
"""Files inside a workbook: a large real one has some dozens."""
MAX_INFLATED = 400 * 1024 * 1024
"""All of a workbook's XML once unpacked; most of it are formatted rows without content."""
MAX_PARSED = 120 * 1024 * 1024
"""What of it is left to be parsed without those: two million cells need some 80 MB."""
MAX_RATIO = 200
"""How much smaller one packed part may be; sheets with much formatting reach 60."""
RATIO_FROM = 1024 * 1024
"""Parts smaller than this harm nobody at any ratio."""
MAX_SHEETS = 200
MAX_ROWS = 50_000
"""The last row with content; blank rows below it do not count."""
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
"""Rows times columns of the areas in use, all sheets together."""
MAX_FORMULAS = 200_000
MAX_MERGED = 100_000
MAX_CELL_TEXT = 32_767
"""Excel's own limit for one cell, in characters."""
MAX_TEXT = 30_000_000
"""Characters of all cells together: one long text may be in every cell and take no room in the file."""


def damaged() -> Unreadable:
    return Unreadable(
        _("文件已损坏或不完整，无法读取。请在 Excel 或 WPS 中打开，另存为 Excel 工作簿（.xlsx）后再上传。")
    )


def encrypted() -> Unreadable:
    return Unreadable(_("文件有打开密码，无法读取。请在 Excel 或 WPS 中取消密码并保存后再上传。"))


def with_macros() -> Unreadable:
    return Unreadable(_("文件含有宏，不予读取。请另存为不含宏的 Excel 工作簿（.xlsx）后再上传。"))


def not_a_table() -> Unreadable:
    return Unreadable(
        _("文件不是表格，而是文档或演示文稿。请把表格复制到 Excel 或 WPS 表格，存为 .xlsx 后再上传。")
    )


def too_large_inside() -> Unreadable:
    return Unreadable(
        _("文件展开后过大，不予读取。请新建一个工作簿，只把有内容的区域复制过去，保存后再上传。")
    )


def check_sheet_count(count: int) -> None:
    if count > MAX_SHEETS:
        raise Unreadable(
            _("工作簿有 %(count)d 个工作表，最多可读取 %(most)d 个。请把工作簿拆分后分别上传。")
            % {"count": count, "most": MAX_SHEETS}
        )


def check_cell_text(text: str, sheet: str, row: int, column: int) -> None:
    if len(text) > MAX_CELL_TEXT:
        raise Unreadable(
            _(
                "“%(sheet)s”第 %(row)d 行第 %(column)d 列有 %(length)d 个字，"
                "一个单元格最多 %(most)d 个字。请缩短后再上传。"
            )
            % {"sheet": sheet, "row": row, "column": column, "length": len(text), "most": MAX_CELL_TEXT}
        )


def check_area(sheet: str, rows: int, columns: int) -> None:
    """Refuse content at this row and column, from 1, if it is too far from A1."""
    if rows > MAX_ROWS:
        raise Unreadable(
            _(
                "“%(sheet)s”第 %(row)d 行还有内容，最多可读取 %(most)d 行。"
                "请把多余的行删去，或者拆成几个文件分别上传。"
            )
            % {"sheet": sheet, "row": rows, "most": MAX_ROWS}
        )
    if columns > MAX_COLUMNS:
        raise Unreadable(
            _("“%(sheet)s”第 %(column)d 列还有内容，最多可读取 %(most)d 列。请把多余的列删去后再上传。")
            % {"sheet": sheet, "column": columns, "most": MAX_COLUMNS}
        )
    if rows * columns > MAX_CELLS:
        raise too_many_cells()


def too_many_cells() -> Unreadable:
    return Unreadable(_("文件的单元格超过 %(most)d 个。请拆成几个文件分别上传。") % {"most": MAX_CELLS})


@dataclass
class Tally:
    """Adds up what the sheets of one file hold, and refuses as soon as it is too much."""

    area: int = 0
    cells: int = 0
    formulas: int = 0
    characters: int = 0

    def add_area(self, rows: int, columns: int) -> None:
        """Count the area from A1 to the last row and column with content."""
        self.area += rows * columns
        if self.area > MAX_CELLS:
            raise too_many_cells()

    def add_cells(self, cells: int) -> None:
        """Count cells with content; a file may fill the same one again and again."""
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise too_many_cells()

    def add_formulas(self, formulas: int) -> None:
        self.formulas += formulas
        if self.formulas > MAX_FORMULAS:
            raise Unreadable(
                _("文件的公式超过 %(most)d 个。请全部选中并复制，选择性粘贴为“数值”，保存后再上传。")
                % {"most": MAX_FORMULAS}
            )

    def add_text(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MAX_TEXT:
            raise Unreadable(_("文件的文字超过 %(most)d 个。请拆成几个文件分别上传。") % {"most": MAX_TEXT})
