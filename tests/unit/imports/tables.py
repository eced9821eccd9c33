"""Tables as the reader leaves them, built by hand."""

from __future__ import annotations

from typing import Any

from imports.fields import TableKind
from imports.rows import ReadRow, ReadTable
from organisation.models import Institution
from powers.models import PowerCategory
from riskreg.guarded import acting
from tests.scenarios import NOW, Cast

HEADS = {
    "unit": "单位/科室", "post": "岗位", "power_code": "职权编码", "power": "职权名称", "category": "职权类别",
    "step": "流程环节", "point": "风险点", "manifestation": "表现形式", "kind": "风险类型", "line": "三线",
    "cause": "风险类别", "grade": "风险等级", "grade_reason": "定级理由", "measures": "防控措施",
    "indicator": "监控指标", "responsible": "责任人", "unit_head": "部门负责人", "leader": "责任领导", "notes": "备注",
}  # fmt: skip


def table(*rows: dict[str, Any], kind: TableKind = TableKind.REGISTER, **told: Any) -> ReadTable:
    """Return a table of the rows, from row 4 on; its columns are those the rows use."""
    used = dict.fromkeys(name for row in rows for name in row)
    read = tuple(ReadRow(number, row) for number, row in enumerate(rows, start=4))
    columns = {HEADS.get(name, name): name for name in used}
    return ReadTable(
        kind=kind, sheet="表一", header_row=3, columns=columns, unmapped=("自定",), rows=read, **told
    )


def row(**values: Any) -> dict[str, Any]:
    """Return a row of a register as offices keep it."""
    return {
        "unit": "民政所",
        "power": "低保审核",
        "point": "优亲厚友",
        "manifestation": "为亲属放宽条件",
        "grade": "A",
        "measures": ("两人核查", "张榜公布"),
        "unit_head": "王建国",
        "leader": "李爱民",
        **values,
    }


def other_category() -> PowerCategory:
    """Add the category of powers that fit no other."""
    with acting(by=None, now=NOW):
        category = PowerCategory(code="other", name="其他行政权力", external_code="QT", position=99)
        category.save()
    return category


def ours(cast: Cast) -> Institution:
    """Return the institution afresh, as a new request reads it."""
    return Institution.objects.get(pk=cast.institution.pk)
