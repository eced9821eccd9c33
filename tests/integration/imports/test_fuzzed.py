"""Whatever stands in the cells: an import writes what its report says, or nothing, and never fails unforeseen."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from controls.models import Measure
from imports import actions, choosing, loading
from imports.models import Import
from powers.models import Power
from riskpoints.models import RiskPoint
from riskreg.decisions import Refused
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Unreadable
from tests import scenarios
from tests.integration.imports.test_own_register import texts
from tests.scenarios import NOW, Cast
from tests.unit.reading.making import parts_of, zipped

HEADS = (
    "序号", "单位/科室", "岗位", "职权名称", "职权编码", "流程环节", "风险点", "表现形式", "风险类别", "三线", "风险等级",
    "防控措施", "监控指标", "责任岗位/责任人", "部门负责人", "责任（分管）领导", "备注", "行使依据", "办理时限", "公开属性",
    "主管领导", "职权类别", "姓名", "下一环节", "没听说过的栏目", "",
)  # fmt: skip
CELLS = (
    st.none()
    | texts(60)
    | texts(3000)
    | st.sampled_from(
        [
            "P-1",
            "R1",
            "R1 优亲厚友",
            "临时救助",
            "民政所",
            "A",
            "高",
            "三级",
            "20个工作日",
            "办事员（clerk甲）",
            "是",
            "合计",
        ]
    )
    | st.sampled_from(["=1+1", "=CMD()", "#REF!", "1e400", "-1", "0", "长" * 5000, "长" * 32_767])
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates(date(1900, 3, 1), date(2999, 1, 1))
    | st.datetimes(datetime(1900, 3, 1), datetime(2999, 1, 1))
)
LETTERS = st.lists(
    st.tuples(st.integers(0, 1_000_000), st.sampled_from(b"0123456789ABZ<>/\"'=: arstvn")), max_size=4
)


@st.composite
def grids(draw: st.DrawFn) -> list[list[Any]]:
    """Return heads of which some are known, and rows of anything."""
    needed = draw(
        st.sampled_from([("职权名称", "风险点"), ("职权名称",), ("职权名称", "流程环节"), ("岗位",), ()])
    )
    more = draw(st.lists(st.sampled_from(HEADS), max_size=6))
    heads = [*needed, *more]
    rows = draw(st.lists(st.lists(CELLS, min_size=len(heads), max_size=len(heads)), max_size=5))
    return [heads, *rows]


def workbook(grid: list[list[Any]], letters: list[tuple[int, int]]) -> bytes:
    """Return the grid as a file, with some letters of its sheet put in another's place."""
    book = Workbook()
    for row in grid:
        book.active.append(
            [ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row]
        )
    file = io.BytesIO()
    book.save(file)
    parts, name = parts_of(file.getvalue()), "xl/worksheets/sheet1.xml"
    changed = bytearray(parts[name])
    for place, letter in letters:
        changed[place % len(changed)] = letter
    return zipped(parts | {name: bytes(changed)})


def kept() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {m._meta.label: list(m._base_manager.order_by("pk").values_list()) for m in apps.get_models()}


def brought_in(cast: Cast, data: bytes) -> dict[str, Any] | None:
    """Import the file as it proposes itself; None where it was refused."""
    try:
        book = read_book("r.xlsx", data)
        tables = loading.load(book, choosing.propose(book, cast.institution), cast.institution)
    except Unreadable:
        return None
    common: dict[str, Any] = {"by": cast.registrar, "now": NOW}
    source = Import.objects.get()
    try:
        return actions.apply(source=source, tables=tables, **common).report
    except (Refused, ValidationError):
        return None


@pytest.mark.django_db
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@example(grid=[["职权名称", "风险点"], ["长" * 5000, "长" * 5000]], letters=[])
@example(
    grid=[["职权名称", "职权编码", "风险点"], ["临时救助", "P-1", "=1+1"], ["临时救助", "p-1", "=1+1"]],
    letters=[],
)
@given(grid=grids(), letters=LETTERS)
def test_any_cells_are_taken_or_refused_whole(cast: Cast, grid: Any, letters: Any) -> None:
    if not Power.objects.exists():
        scenarios.complete(cast, code="P-1")
        common: dict[str, Any] = {"by": cast.registrar, "now": NOW}
        actions.upload(institution=cast.institution, file_name="r.xlsx", content=b"", keep=False, **common)
    before = kept()
    with transaction.atomic():
        report = brought_in(cast, workbook(grid, letters))
        if report is None:
            assert kept() == before
        else:
            for model, name in ((Power, "powers"), (RiskPoint, "risk_points"), (Measure, "measures")):
                added = model._base_manager.count() - len(before[model._meta.label])
                assert added == report["created"][name]
        transaction.set_rollback(True)
    assert kept() == before
