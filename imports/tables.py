"""The table in a sheet: its heads, its rows, and which rows were passed over and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.translation import gettext as _

from imports import heads as heading
from imports.heads import Grid, is_running_number, known_heads
from imports.rows import Warned
from imports.wordforms import is_dash, normal, shown
from riskreg.reading.sheet import Sheet, Unreadable
from riskreg.spool import Spool

MOST_SAMPLES = 300

_PAGE = re.compile(
    r"[-—–\s]*(?:第?\d+页?[,，/]?(?:共\d+页)?|第\d+页.*|共\d+页.*|page\d+(?:of\d+)?)[-—–\s]*", re.IGNORECASE
)
_WHO = (
    r"(?:填表|填报|制表|编制|经办|审核|复核|审批|审定|批准|统计|联系|单位|部门|科室|股室|处室|主要|分管|主管|责任|本人|领导|签字|党组|"
    r"纪检组?|领导小组|负责)"
)
_SIGNATURE = re.compile(
    rf"(?:{_WHO}{{0,3}}(?:人|者|员|单位|部门|科室|日期|时间|领导|负责人|电话|意见|签字|签名|签章|盖章)(?:签字|签名|签章|盖章)?"
    r"|日期|签字|签名|盖章|preparedby|reviewedby|approvedby|checkedby|signature|signed|date)"
    r"(?:[(（][^()（）]{0,12}[)）])?(?:[:：].*|$)",
    re.IGNORECASE | re.DOTALL,
)
_SEALED = re.compile(r"(?:20)?\d{2}年\d{1,2}月(?:\d{1,2}日)?|.{0,30}[(（](?:公章|盖章|签章|印章)[)）]")
_NOTE = re.compile(
    r"(?:[*※★☆]\s*)?(?:注\d*|备注|附注|说明|填表说明|填报说明|填写说明|填表须知|编制说明|notes?)\s*(?:[:：]|\d*[.、]|$)|※",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r".{0,20}(?:小计|合计|总计|共计|累计)(?:[:：].*|\d.*|[(（].*[)）])?|(?:sub|grand)?totals?(?:[:：].*|\d.*)?",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}\s*[、.．,，:：]|第[一二三四五六七八九十]+[部分章节类]"
)
_COUNT = re.compile(r"[\d.,%]+[个项条件人]?|[abc]级?\d+[个项条]?", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(
    r"[(（]?(?:\d{1,2}|[甲乙丙丁戊]|[①-⑳]|[一二三四五六七八九十]{1,2}|[a-z])[)）]?", re.IGNORECASE
)


@dataclass(frozen=True)
class TableRow:
    """A row of the table: its number in the sheet, its texts by column, and which of them are merged from above."""

    number: int
    cells: tuple[str, ...]
    merged: frozenset[int] = frozenset()
    """Places (from 0) whose text stands in a merged area that begins in a row above."""


@dataclass(frozen=True)
class Skipped:
    """A row that is not part of the table, and why."""

    row: int
    reason: str


@dataclass(frozen=True)
class Table:
    """A table in a sheet. `heads` has one text for each column of the sheet, '' where there is no head."""

    sheet: str
    first_header_row: int
    header_row: int
    """The last row of the heads, from 1."""
    heads: tuple[str, ...]
    rows: Sequence[TableRow]
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[Warned, ...] = ()
    above: tuple[tuple[str, ...], ...] = ()
    """The different texts of each row above the heads."""
    sections: tuple[tuple[int, str], ...] = ()
    """Rows of one text between the rows of the table, with their numbers: titles of what follows."""

    def samples(self) -> tuple[tuple[str, ...], ...]:
        """Return the texts of each column in their order, without the empty ones; not more than are needed."""
        rows = self.rows[:MOST_SAMPLES]
        return tuple(
            tuple(row.cells[place] for row in rows if row.cells[place] and place not in row.merged)
            for place in range(len(self.heads))
        )


def find_table(sheet: Sheet, header: tuple[int, int] | None = None) -> Table:
    """Return the table of a sheet; of several the first, with a warning.

    In: `header` the first and last row of the heads, from 1, where a person has said so.
    Raises Unreadable where no heads can be found.
    """
    grid = Grid(sheet)
    first, last = header or heading.find(grid)
    if not 1 <= first <= last <= grid.height:
        raise Unreadable(_("表头的行号不在表内，请重新选择。"))
    heads = heading.read(grid, first, last)
    body = _Body(grid.width)
    _read_body(grid, first, last, body)
    skipped = tuple(one for one in body.skipped if one.row <= body.last)
    heads, more = _complete(heads, body.filled, last)
    section = _("标题行或分组行")
    return Table(
        sheet.name,
        first,
        last,
        heads,
        body.rows,
        skipped,
        (*more, *body.warnings),
        above=tuple(_different(grid, row) for row in range(1, first)),
        sections=tuple((one.row, _different(grid, one.row)[0]) for one in skipped if one.reason == section),
    )


def _different(grid: Grid, row: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in grid.line(row) if text))


class _Body:
    """What stands below the heads."""

    def __init__(self, width: int) -> None:
        self.rows: Spool[TableRow] = Spool()
        self.skipped: list[Skipped] = []
        self.warnings: list[Warned] = []
        self.filled = [False] * width
        """By column: whether a row holds something there that is its own."""
        self.last = 0
        """The last row that is not blank."""

    def take(self, row: TableRow) -> None:
        """Take in a row of the table."""
        self.rows.append(row)
        for place, text in enumerate(row.cells):
            if text and place not in row.merged:
                self.filled[place] = True


def _complete(
    heads: Sequence[str], filled: Sequence[bool], last: int
) -> tuple[tuple[str, ...], list[Warned]]:
    """Name the columns that have no head but hold something by their letter."""
    full, warnings = list(heads), []
    for place, head in enumerate(heads):
        if not head and filled[place]:
            full[place] = f"（{letter(place)}）"
            warnings.append(Warned(last, full[place], _("这一列没有表头。")))
    return tuple(full), warnings


def letter(place: int) -> str:
    """Return the letters of a column as spreadsheets show them; the first is at place 0."""
    rest, last = divmod(place, 26)
    return (letter(rest - 1) if rest else "") + ascii_uppercase[last]


def _read_body(grid: Grid, first: int, last: int, body: _Body) -> None:
    """Go down the rows below the heads, once."""
    header = [_normals(grid.line(row)) for row in range(first, last + 1)]
    in_notes = ended = False
    for number in range(last + 1, grid.height + 1):
        if any(grid.at(number).own):
            body.last = number
        if not ended and _begins_another(grid.line(number), header):
            message = _("从第%(row)s行起是另一张表，这次没有读入。") % {"row": number}
            body.warnings.append(Warned(number, "", message))
            ended = True
        if ended:
            reason = _("属于另一张表") if any(grid.line(number)) else ""
        else:
            reason, in_notes = _why_not(grid, number, header, in_notes, first_row=number == last + 1)
        if reason:
            body.skipped.append(Skipped(number, reason))
        elif not ended:
            body.take(TableRow(number, _values(grid, number), _from_above(grid, number)))


def _values(grid: Grid, row: int) -> tuple[str, ...]:
    """Return the texts of a row: merged areas filled down, but not across."""
    line = grid.at(row)
    if not line.spans:
        return line.texts
    across = {place for place, span in line.spans.items() if place + 1 > span.first_column}
    return tuple("" if place in across else text for place, text in enumerate(line.texts))


def _from_above(grid: Grid, row: int) -> frozenset[int]:
    spans = grid.at(row).spans
    return frozenset(place for place, span in spans.items() if span.first_row < row)


def _normals(texts: Sequence[str]) -> list[str]:
    return [normal(text) for text in texts]


def _begins_another(texts: Sequence[str], header: Sequence[Sequence[str]]) -> bool:
    """Say whether a row holds the heads of another table than ours."""
    if _repeats(texts, header):
        return False
    filled = {text for text in texts if text}
    return known_heads(texts) >= 3 and known_heads(texts) * 10 >= len(filled) * 6


def _repeats(texts: Sequence[str], header: Sequence[Sequence[str]]) -> bool:
    """Say whether a row holds our heads again, as printed pages repeat them: those of one row, or of both in one."""
    here = _normals(texts)
    filled = [place for place, text in enumerate(here) if text]
    same = [place for place in filled if any(here[place] == row[place] for row in header)]
    return len(same) >= 2 and len(same) * 10 >= len(filled) * 8


def _why_not(
    grid: Grid, row: int, header: Sequence[Sequence[str]], in_notes: bool, *, first_row: bool
) -> tuple[str, bool]:
    """Return why a row is no row of the table ('' if it is), and whether we are among the notes at the foot."""
    texts = grid.line(row)
    different = _different(grid, row)
    own = any(grid.at(row).own)
    if not own and not any(_values(grid, row)):
        return _("空行"), in_notes
    if not own:
        return _("空行（只有合并单元格延续下来的内容）"), in_notes
    if all(is_dash(text) for text in different):
        return _("空行"), in_notes
    if _repeats(texts, header):
        return _("重复的表头"), False
    if first_row and len(different) > 2 and all(_COLUMN_NUMBER.fullmatch(normal(text)) for text in different):
        return _("栏号"), False
    numbered = any(is_running_number(one[0]) for one in header)
    reason = _foot(different, in_notes) or _in_between(grid, row, different, numbered=numbered)
    return reason, reason == _("填表说明") or (in_notes and bool(reason))


def _foot(different: Sequence[str], in_notes: bool) -> str:
    """Return what a row at the foot of a form or a page is, '' if it is none."""
    start = normal(different[0])
    if _NOTE.match(different[0].strip()) and len(different) <= 2:
        return _("填表说明")
    if in_notes and len(different) == 1:
        return _("填表说明")
    if len(different) == 1 and _PAGE.fullmatch(start):
        return _("页码")
    signed = [text for text in different if _SIGNATURE.match(normal(text))]
    if _SIGNATURE.match(start) and len(signed) * 2 >= len(different):
        return _("签字栏")
    if len(different) <= 2 and all(_SEALED.fullmatch(normal(text)) for text in different[-1:]):
        return _("签字栏")
    return ""


def _in_between(grid: Grid, row: int, different: Sequence[str], *, numbered: bool) -> str:
    """Return what a row between the rows of a table is, '' if it is one of them.

    In: `numbered` if the first column is the running number, where words are a title.
    """
    totals = [text for text in different[:2] if _TOTAL.fullmatch(normal(text))]
    others = [text for text in different if text not in totals]
    if totals and all(_COUNT.fullmatch(normal(text)) or is_dash(text) for text in others):
        return _("小计或合计")
    if len(different) > 1:
        return ""
    column = next(place for place, text in enumerate(grid.line(row), start=1) if text)
    span = grid.span(row, column)
    width = span.last_column - span.first_column + 1 if span else 1
    if width >= 3 and width * 2 >= grid.width:
        return _("标题行或分组行")
    if column == 1 and (
        _SECTION.match(shown(different[0])) or (numbered and not _COUNT.fullmatch(different[0]))
    ):
        return _("标题行或分组行")
    return ""
