"""What stands around the rows and holds for them: `科室：财务科` above the heads, `一、办公室` between the rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

from django.utils.translation import gettext as _

from imports.fields import FIELDS, TableKind
from imports.rows import Warned
from imports.tables import Table
from imports.wordforms import normal, unbracketed
from riskreg import phrases

_LABELS: Mapping[str, str] = {
    "unit": "科室 部门 处室 股室 填报科室 填报部门 填报股室 填报处室 所在科室 所在部门 所在处室 所属科室 科室名称 department section",
    "post": "岗位 职务 职位 岗位名称 所在岗位 现任职务 post position",
    "responsible": "姓名 name",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split()}
_LABELLED = re.compile(r"([^\s：:，,；;]{2,10})[：:][ \u3000]*([^\s：:，,；;_＿]{2,30})")
_NUMBERED = re.compile(
    r"^(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}\s*[、.．,，:：]|第[一二三四五六七八九十]+[部分章节类])\s*"
)
_OFFICE = re.compile(r".{1,18}(?:科|室|股|处|所|队|中心|部|站|办|窗口|组)")
_NO_OFFICE = frozenset(
    {"全部", "内部", "外部", "总部", "本部", "各科室", "各部门", "各处室", "各股室", "各单位"}
)
_CATEGORY = re.compile(
    r"(?:行政(?:许可|审批|处罚|强制|征收|给付|检查|确认|奖励|裁决|征用)|内部管理|其他(?:行政)?)(?:权力?|类|事项|类事项|职权|权力事项)?"
)

Said = Mapping[str, str]


def around(table: Table, mapped: Collection[str], kind: TableKind) -> tuple[dict[int, Said], list[Warned]]:
    """Return what the surroundings say of each row, for the fields that have no column, and a warning for each."""
    free = set(FIELDS[kind]) - set(mapped)
    labelled = {field: pair for field, pair in _above(table).items() if field in free}
    above = {field: value for field, (_label, value) in labelled.items()}
    of_sheet = {field: name for field, name in _of_name(table.sheet).items() if field in free - set(above)}
    warnings = [
        Warned(
            table.first_header_row,
            "",
            _("表头上方写着“%(text)s”，用于下面各行。") % {"text": phrases.labelled(*pair)},
        )
        for pair in labelled.values()
    ]
    for name in of_sheet.values():
        message = _("工作表叫做“%(name)s”，用于下面各行。") % {"name": name}
        warnings.append(Warned(table.first_header_row, "", message))
    above = of_sheet | above
    said: dict[int, Said] = {}
    sections = list(table.sections)
    current: dict[str, str] = above
    for row in table.rows:
        while sections and sections[0][0] < row.number:
            number, text = sections.pop(0)
            found = {field: name for field, name in _section(text).items() if field in free}
            if found:
                current = _inside(current, found, above)
                warnings.append(Warned(number, "", _("分组行“%(text)s”用于下面各行。") % {"text": text}))
        said[row.number] = current
    return said, warnings


def _inside(current: Mapping[str, str], found: Said, above: Said) -> dict[str, str]:
    """Return what holds from a section on: a new outer section ends the inner ones that stood in the old one."""
    [field] = found
    outer = list(current)[: list(current).index(field)] if field in current else list(current)
    return dict(above) | {name: current[name] for name in outer} | dict(found)


def _above(table: Table) -> dict[str, tuple[str, str]]:
    """Return labels above the heads with their values: side by side, or parted by a colon."""
    found: dict[str, tuple[str, str]] = {}
    for texts in table.above:
        for label, value in pairwise(texts):
            field = _FIELD_OF.get(normal(label))
            if field and normal(value) not in _FIELD_OF and len(value) <= 30:
                found.setdefault(field, (label, value))
        for text in texts:
            for label, value in _LABELLED.findall(text):
                field = _FIELD_OF.get(normal(label))
                if field:
                    found.setdefault(field, (label, value))
    return found


def _of_name(sheet: str) -> dict[str, str]:
    """Return what the name of a sheet says of its rows, where an office keeps a sheet for each section."""
    return {} if sheet.strip() in _NO_OFFICE else _section(sheet)


def _section(text: str) -> dict[str, str]:
    """Return what a row between the rows names: an office, or a category of powers."""
    name = unbracketed(normal(_NUMBERED.sub("", text.strip())))
    name = re.sub(r"共?\d+[项个条]$", "", name)
    if _CATEGORY.fullmatch(name):
        return {"category": name}
    return {"unit": name} if _OFFICE.fullmatch(name) else {}
