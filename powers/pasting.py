"""Rows copied from Excel, Word or a letter become rows of the step table. Text in, cells out.

One step a line. Tabs separate columns; a header row names them, otherwise their content does. What is
recognised leaves the wording: numbering, actor, time limit. What is not recognised stays where people read it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from powers import wording
from powers.wording import EMPTY, Limit
from riskreg.phrases import labelled

MAX_CHARACTERS = 100_000
Cells = dict[str, str]

# Names of columns, the more telling ones first: 时限（工作日） is a limit, 承办岗位职责 are duties.
HEADINGS = (
    ("number", r"序号?|编号|步序|No\.?"),
    ("time_limit", r".*(?:时限|期限|办理时间|工作日|天数|日数|Time limit).*"),
    ("counterpart_rights", r".*(?:相对人.*权利|权利).*"),
    ("supervision", r".*(?:监督|制约).*"),
    ("duty_requirement", r".*(?:职责|要求).*"),
    ("handling_system", r".*(?:制度|依据).*"),
    ("kind", r"(?:环节)?(?:类型|类别|性质)|Kind"),
    (
        "actor",
        r".*(?:承办|责任|主体|机构|部门|单位|科室|岗位|人员|角色|经办|办理人|执行者|由谁|Actor|Post).*",
    ),
    ("label", r".*(?:环节|步骤|流程|程序|内容|事项|节点|工作|名称|Step).*"),
    ("extra", r"备注|说明|材料|所需材料|Notes?"),
)
LONG = ("counterpart_rights", "supervision", "duty_requirement", "handling_system")
_HEADINGS = tuple((role, re.compile(words, re.IGNORECASE)) for role, words in HEADINGS)
_LONE_HEADING = re.compile(r"(?:办理|业务)?(?:环节|步骤|流程|程序)(?:名称|内容)?")
_PLAIN_HEADING = re.compile(dict(HEADINGS)["extra"], re.IGNORECASE)
_LABEL_HEADING = re.compile(dict(HEADINGS)["label"], re.IGNORECASE)
_UNIT = re.compile(
    r"个?(?:工作日|自然日|日历日|月|日|天|星期|周|季度|年)|(?:working |calendar )?days?|weeks?|months?"
)
_TOTAL = re.compile(r"合\s*计|总\s*计|共\s*计|小\s*计|total", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|$)')
_PLAIN = re.compile(r"[^\t\n]*")


@dataclass
class Columns:
    """What each column holds, by place; `unit` is the time unit that a heading names."""

    roles: dict[int, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """Return the unit of bare numbers in the column of limits."""
        words = "".join(text for at, text in self.headings.items() if self.roles[at] == "time_limit")
        return "working_day" if "工作日" in words else "calendar_day" if re.search("[天日]", words) else ""

    def headed(self, at: int, text: str) -> str:
        """Return a text of a column we have none for, with what its heading says of it."""
        heading = self.headings.get(at, "")
        return text if not heading or _PLAIN_HEADING.fullmatch(heading) else labelled(heading, text)


def steps_in(text: str, known: Collection[str] = ()) -> list[Cells]:
    """Return the cells of each step, only those that are filled; names are those of the step table.

    `known`: names of offices and posts here, that a sentence may begin with. Never raises on strange text, and
    leaves out nothing but empty lines, numbers, headings and totals.
    """
    lines = _lines(text[:MAX_CHARACTERS])
    if max(map(len, lines), default=0) < 2:
        words = [line[0] for line in lines]
        if len(words) > 1 and _LONE_HEADING.fullmatch(words[0]):
            words = words[1:]
        return [wording.step(line, known=known) for line in words if wording.unnumbered(line)]
    columns, lines = _columns(lines)
    return [cells for line in lines if (cells := _row(line, columns, known))]


def _lines(text: str) -> list[list[str]]:
    """Return the cells of every line that is not empty."""
    table = [
        [_tidy(cell) for cell in line] for line in _split(re.sub(r"\r\n?|[\x0b\x0c\u2028\u2029]", "\n", text))
    ]
    return [line if len(line) > 1 else [line[0]] for line in table if any(line)]


def _tidy(text: str) -> str:
    words = " ".join(re.sub("[\u200b-\u200f\ufeff\x00-\x08\x0e-\x1f\ud800-\udfff]", "", text).split())
    return "" if words in EMPTY else words


def _split(text: str) -> list[list[str]]:
    """Split at tabs and line ends. Excel puts a cell that holds either in double quotes."""
    table: list[list[str]] = [[]]
    at, quotes = 0, True
    while at <= len(text):
        found = _QUOTED.match(text, at) if quotes and text.startswith('"', at) else None
        if found and re.search(r'[\t\n]|""', found[1]):
            cell = found[1].replace('""', '"')
        else:
            quotes = quotes and (found is not None or not text.startswith('"', at))
            found = _PLAIN.match(text, at)
            cell = found[0] if found else ""
        table[-1].append(cell)
        at = (found.end() if found else at) + 1
        if at <= len(text) and text[at - 1] == "\n":
            table.append([])
    return [line for line in table if line]


def _columns(lines: list[list[str]]) -> tuple[Columns, list[list[str]]]:
    """Return what the columns hold, and the lines without the heading and what stands above it."""
    for place, line in enumerate(lines[:5]):
        roles = _named(line)
        if roles:
            below = [
                other for other in lines[place + 1 :] if other != line
            ]  # a table on two pages repeats it
            return Columns(_corrected(roles, line, below), dict(enumerate(line))), below
    return Columns(_judged(lines)), lines


def _named(line: Sequence[str]) -> dict[int, str]:
    """Return the columns that a heading names; nothing if the line is none."""
    roles: dict[int, str] = {}
    for at, text in enumerate(line):
        role = next((role for role, words in _HEADINGS if len(text) <= 14 and words.fullmatch(text)), "")
        roles[at] = "extra" if role and role not in LONG and role in roles.values() else role
    known = [role for role in roles.values() if role]
    filled = sum(bool(text) for text in line)
    is_heading = len(known) >= 2 and len(known) * 2 >= filled and not any(map(_is_content, line))
    if not is_heading:
        return {}
    if "label" not in roles.values():
        free = [at for at, role in roles.items() if not role] or [
            at for at, role in roles.items() if role in ("kind", "extra", "actor")
        ]
        if not free:
            return {}
        roles[free[0]] = "label"
    return {at: role or "extra" for at, role in roles.items()}


def _corrected(
    roles: dict[int, str], heading: Sequence[str], lines: Sequence[Sequence[str]]
) -> dict[int, str]:
    """Return the roles as what stands below the heading bears them out.

    A column of steps (步骤) may hold their numbers alone, the words standing under 工作内容; a column beside the
    limits may hold their units.
    """
    found = dict(roles)
    for at, role in roles.items():
        texts = [line[at] for line in lines if at < len(line) and line[at]]
        others = [other for other, name in found.items() if name == "extra"]
        if role == "label" and others and texts and all(map(wording.is_number, texts)):
            best = next((other for other in others if _LABEL_HEADING.fullmatch(heading[other])), others[0])
            found |= {at: "number", best: "label"}
        if (
            role in ("actor", "extra")
            and "time_limit" in roles.values()
            and texts
            and all(map(_UNIT.fullmatch, texts))
        ):
            found[at] = "unit"
    return found


def _is_content(text: str) -> bool:
    """Say whether a text stands under a heading, not in one: a limit, or a number."""
    return bool(wording.whole_limit(text)) or text.isdecimal()


def _judged(lines: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return what the columns hold, by what stands in most of their cells."""
    texts = {
        at: [line[at] for line in lines if at < len(line) and line[at]] for at in range(max(map(len, lines)))
    }
    left = [at for at, column in texts.items() if column]
    roles: dict[int, str] = {}

    def take(role: str, least: float, says: dict[int, float]) -> None:
        best = max(left, key=lambda at: says[at], default=None)
        if best is not None and says[best] >= least and len(left) > 1:
            roles[best] = role
            left.remove(best)

    if len(left) > 1 and all(wording.is_number(text) for text in texts[left[0]]):
        roles[left.pop(0)] = "number"
    take("time_limit", 0.6, {at: _share(texts[at], wording.whole_limit) for at in left})
    take("actor", 0.5, {at: _share(texts[at], wording.is_actor) for at in left})
    label = next((at for at in left if not all(text.isdecimal() for text in texts[at])), None)
    if label is not None:
        roles[label] = "label"
        left.remove(label)
    return roles | dict.fromkeys(left, "extra")


def _share(column: Sequence[str], test: object) -> float:
    return sum(bool(test(text)) for text in column) / len(column)  # type: ignore[operator]


def _row(line: Sequence[str], columns: Columns, known: Collection[str]) -> Cells:
    """Return the cells of one line of a table, none for a line of totals."""
    found: dict[str, list[str]] = {}
    for at, text in enumerate(line):
        role = columns.roles.get(at, "extra")
        if text and role != "number":
            found.setdefault(role, []).append(columns.headed(at, text) if role == "extra" else text)
    limits, extra = found.get("time_limit", []), found.get("extra", [])
    limit, odd = _limit(limits[0] if limits else "", columns.unit, found.get("unit", [""])[0])
    names = found.get("label") or found.get("actor") or extra[:1] or odd
    if not names or _TOTAL.fullmatch(names[0]):
        return {}
    actor = found["actor"][0] if "label" in found and "actor" in found else ""
    rest = [text for text in (*odd, *extra) if text not in names]
    kind = next(iter(found.get("kind", [])), "")
    cells = wording.step(" ".join(names), actor=actor, limit=limit, kind=kind, known=known)
    for name in LONG:
        cells[name] = "；".join(found.get(name, []))
    cells["duty_requirement"] = "；".join(filter(None, (cells["duty_requirement"], *rest)))
    return {name: text for name, text in cells.items() if text}


def _limit(text: str, unit: str, beside: str) -> tuple[Limit | None, list[str]]:
    """Return the limit of a cell with its unit `beside` it, and its text if it says more than that."""
    if not text:
        return None, [beside] if beside else []
    if text.isdecimal() and len(text) <= 3:
        stated = wording.whole_limit(f"1 {beside}" if beside.isascii() else f"1个{beside.removeprefix('个')}")
        return Limit(str(int(text)), stated.unit if stated else unit), []
    limit = wording.whole_limit(text)
    if limit:
        return limit, []
    part, _rest = wording.without_limit(text)
    return part, [text]
