"""Measures importing a register, in a process of its own; the last line printed is JSON. In: how many rows.

The file is laid out as offices do it: a title, units and powers merged down, several measures in a cell. Memory is
the peak of the process above what it takes once a file of ten rows has come in.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskreg.settings")

from openpyxl import Workbook

HEADS = (
    "序号", "科室", "职权名称", "流程环节", "风险点", "表现形式", "风险等级", "防控措施", "责任人", "科室负责人",
    "分管领导",
)  # fmt: skip
UNITS, EACH, FEW = 20, 4, 10
"""Units, risk points of a power, and rows of the file that warms up."""


def main(rows: int) -> None:
    django.setup()
    with tempfile.TemporaryDirectory() as name:
        for count in (FEW, rows):  # written elsewhere: memory is that of reading
            subprocess.run(
                [sys.executable, __file__, "write", str(count), f"{name}/{count}.xlsx"], check=True
            )
        brought(Path(name), FEW)
        idle = peak()
        first = brought(Path(name), rows)
        memory = peak() - idle
        again = brought(Path(name), rows)
    figures = {"rows": rows, "first": first, "again": again, "idle": idle, "memory": memory}
    print(json.dumps(figures | {"load": os.getloadavg()[0]}))


def brought(folder: Path, rows: int) -> float:
    """Bring the file in; return the seconds. Every row has to arrive."""
    from django.core.management import call_command

    report = folder / "report.json"
    options = ("--institution", "GENERATED", "--by", "bench", "--report", str(report))
    start = time.perf_counter()
    call_command("import_register", f"{folder}/{rows}.xlsx", *options, stdout=io.StringIO())
    seconds = time.perf_counter() - start
    told = json.loads(report.read_text(encoding="utf-8"))
    if told["created"]["risk_points"] + told["unchanged"]["risk_points"] != rows:
        raise SystemExit("rows are missing")
    return seconds


def write(rows: int, path: str) -> None:
    """Write a register of so many risk points."""
    book = Workbook()
    sheet = book.active
    sheet.append(("测量用廉政风险点登记表",))
    sheet.append(HEADS)
    each = -(-rows // UNITS)
    for at in range(rows):
        unit, power = at // each + 1, at // EACH + 1
        said = f"在第{at % EACH + 1}个环节放宽条件、拖延不办或者泄露信息，损害相对人权益（第{at}例）"
        measures = "1.两人以上办理并签字\n2.结果在网上公示不少于五个工作日\n3.每季度抽查一次"
        cells = (
            f"测量科室{unit}",
            f"测量职权{rows}-{power}",
            f"第{at % EACH + 1}步审核",
            f"第{at}例放宽条件",
            said,
        )
        sheet.append((at + 1, *cells, "高中低"[at % 3], measures, f"经办岗{at % 5}", "科长", "分管副局长"))
        if at % each == 0:
            sheet.merge_cells(
                start_row=at + 3, end_row=min(at + each, rows) + 2, start_column=2, end_column=2
            )
        if at % EACH == 0:
            last = min(at + EACH, rows) + 2
            sheet.merge_cells(start_row=at + 3, end_row=last, start_column=3, end_column=3)
    book.save(path)


def peak() -> float:
    """Return the most memory the process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]))
