"""Measures riskreg on generated registers and prints a table. Each figure says what it is compared with.

Every register has its own folder and database. Pages are asked for over a real gunicorn; exports run in
processes of their own, so that peak memory is theirs alone.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "Bench-pass-1"  # noqa: S105 - of a database that lives for a minute
EACH = 4  # risk points per power
IMPORTED = (1000, 5000)  # rows of the files that come in
BOOK_POINTS = (
    1000  # in the book that is made as PDF; the whole of a large register takes the best part of an hour
)


def run(folder: Path, *command: str) -> tuple[float, float, str]:
    """Run a command of the project; return wall seconds, peak memory in MB, and what it printed."""
    env = {**os.environ, "RISKREG_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, output


def manage(folder: Path, *arguments: str) -> tuple[float, float, str]:
    return run(folder, sys.executable, "manage.py", *arguments)


def python(folder: Path, code: str) -> tuple[float, float, dict[str, Any]]:
    """Run code inside the project; the last line it prints is JSON."""
    setup = "import django, json, time; django.setup()\n"
    env_code = "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'riskreg.settings')\n"
    seconds, memory, output = run(folder, sys.executable, "-c", env_code + setup + code)
    return seconds, memory, json.loads(output.strip().splitlines()[-1])


class Browser:
    """A keep-alive connection with cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, float]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Host": "127.0.0.1"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        seconds = time.perf_counter() - start
        for header in response.msg.get_all("Set-Cookie") or []:
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text, seconds

    def sign_in(self) -> None:
        from urllib.parse import urlencode

        _status, page, _seconds = self.ask("GET", "/accounts/login/")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        token = found.group(1) if found else ""
        form = urlencode({"csrfmiddlewaretoken": token, "username": "bench", "password": PASSWORD})
        status, _page, _seconds = self.ask("POST", "/accounts/login/", form)
        if status != 302:
            raise SystemExit("bench could not sign in")


def served(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "RISKREG_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "riskreg.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
    ]
    server = subprocess.Popen([*command, "--threads", "2", "--worker-class", "gthread"], cwd=ROOT, env=env)
    for _ in range(100):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
            return server, port
        except OSError:
            time.sleep(0.2)
    raise SystemExit("gunicorn did not start")


def pages(folder: Path, points: int) -> list[tuple[str, float, float, int]]:
    """Return (page, p50 ms, p95 ms, queries) over gunicorn; the queries are counted in a process beside it."""
    last = points // 50
    paths = {
        "list": "/risk-points/",
        "deep page": f"/risk-points/?page={last}",
        "search": "/risk-points/?q=%E5%88%81%E9%9A%BE",
        "list of powers": "/powers/",
        "detail": "/powers/3/",
        "risk point": "/risk-points/3/",
    }
    count = (
        "from django.test import Client\nfrom django.db import connection\n"
        "from django.test.utils import CaptureQueriesContext\nfrom organisation.models import User\n"
        "c = Client(HTTP_HOST='127.0.0.1'); c.force_login(User.objects.get(username='bench'))\n"
        f"paths = {paths!r}\nout = {{}}\n"
        "for name, path in paths.items():\n    c.get(path)\n"
        "    with CaptureQueriesContext(connection) as q:\n        assert c.get(path).status_code == 200, path\n"
        "    out[name] = len(q)\nprint(json.dumps(out))"
    )
    queries = python(folder, count)[2]
    server, port = served(folder)
    try:
        browser = Browser(port)
        browser.sign_in()
        rows = []
        for name, path in paths.items():
            for _ in range(5):
                status, _text, _seconds = browser.ask("GET", path)
                if status != 200:
                    raise SystemExit(f"{path}: {status}")
            times = sorted(browser.ask("GET", path)[2] * 1000 for _ in range(60))
            rows.append((name, statistics.median(times), times[int(len(times) * 0.95)], queries[name]))
        return rows
    finally:
        server.terminate()
        server.wait()


EXCEL = """
import itertools, resource, tempfile
from openpyxl import Workbook, load_workbook
from django.utils import timezone
from organisation.models import Institution
from registers import exporting
from registers.spool import Spool
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def timed(act):
    start, spent = time.perf_counter(), time.process_time()
    made = act()
    return made, time.perf_counter() - start, time.process_time() - spent
def export(contents):
    return exporting.export(institution=institution, year=2026, edition=None, contents=contents, format="xlsx", now=timezone.localtime())
institution = Institution.objects.get(code="GENERATED")
export(itertools.islice(exporting.contents_for(institution, None), 5)).close()
idle = peak()
with Spool(exporting.contents_for(institution, None)) as contents:
    read = peak()
    file, ours, ours_cpu = timed(lambda: export(contents))
    written = peak()
sheets = [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in load_workbook(file, read_only=True)]
def bare():
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(tempfile.TemporaryFile())
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
def styled():
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        pattern = WriteOnlyCell(sheet)
        side = Side(style="thin")
        pattern.border = Border(left=side, right=side, top=side, bottom=side)
        pattern.alignment, pattern.font = Alignment(wrap_text=True), Font(name="SimSun")
        for row in rows:
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value)
                cell._style = pattern._style
                cells.append(cell)
            sheet.append(cells)
    book.save(tempfile.TemporaryFile())
_made, bare, bare_cpu = timed(bare)
_made, styled, _cpu = timed(styled)
print(json.dumps({"ours": ours, "ours_cpu": ours_cpu, "bare": bare, "bare_cpu": bare_cpu, "styled": styled, "memory": [idle, read - idle, written - read], "rows": sum(map(len, sheets))}))
"""
BOOK = """
import resource, shutil
from copy import deepcopy
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from organisation.models import Institution
from registers import book, exporting
from registers.headings import heading
from riskreg.rendering import binding
institution = Institution.objects.get(code="GENERATED")
now = timezone.localtime()
contents, points = [], 0
for content in exporting.contents_for(institution, None):
    contents.append(content)
    points += len(content["risk_points"])
    if points >= MOST:
        break
head = heading(institution, 2026, None, now)
def made(contents):
    start = time.perf_counter()
    pdf = book.render(head, contents, internal=True)
    return pdf, time.perf_counter() - start
pdf, ours = made(contents)
used = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
_pdf, again = made(contents)
changed = [deepcopy(contents[0]) | {"duties": "改了一句。"}, *contents[1:]]
_pdf, one = made(changed)
whole = book.Book(head, contents, True)
Path(PAGES).write_text(json.dumps(list(whole.volumes())), encoding="utf-8")
print(json.dumps({"ours": ours, "again": again, "one": one, "points": points, "pages": binding.page_count(pdf), "size": len(pdf), "here": used[0], "beside": used[1], "cores": settings.PRINT_PROCESSES}))
"""
BARE_BOOK = """
import weasyprint
from django.contrib.staticfiles import finders
style = open(finders.find("print/register.css"), encoding="utf-8").read()
volumes = json.load(open(PAGES, encoding="utf-8"))
start = time.perf_counter()
for volume in volumes:
    weasyprint.HTML(string=volume).write_pdf(stylesheets=[weasyprint.CSS(string=style)], pdf_variant="pdf/a-3b", pdf_tags=True)
print(json.dumps({"bare": time.perf_counter() - start}))
"""
PREVIEW = """
from django.core.management import call_command
from django.test import Client
from organisation.models import User
from powers.models import Power
call_command("load_sample", password="Bench-pass-1", force=True)
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(User.objects.get(username="clerk"))
path = f"/powers/{Power.objects.get(code='XZ-BY-18').pk}/chart/preview/"
def fields(turn):
    # 40 steps, every fourth one branching back; other words each time, so that no drawing is remembered
    found = {}
    for key in range(40):
        cells = {"label": f"第{turn}次审核材料{key}", "kind": ("accept", "review", "execute", "decision")[key % 4]}
        cells |= {"actor": "承办科室", "time_limit_value": "3", "time_limit_unit": "working_day", "way": "next"}
        if key % 4 == 3 and key < 39:
            cells |= {"way": "branch", "exit-0-to": key + 1, "exit-0-condition": "符合"}
            cells |= {"exit-1-to": key - 3, "exit-1-condition": "退回补正"}
        found |= {f"step-{key}-{name}": str(text) for name, text in cells.items()}
    return found
times = []
for turn in range(55):
    start = time.perf_counter()
    answer = client.post(path, fields(turn))
    times.append((time.perf_counter() - start) * 1000)
    assert answer.status_code == 200 and b"<svg" in answer.content
times = sorted(times[5:])
print(json.dumps({"p50": times[25], "p95": times[47], "load": os.getloadavg()[0]}))
"""


def measure(points: int, *, whole: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="riskreg-bench-") as name:
        folder = Path(name)
        seconds, memory, _output = manage(folder, "migrate", "-v", "0")
        print(f"\n## {points:,} risk points\n\nfresh migrate: {seconds:.1f} s")
        manage(folder, "collectstatic", "--noinput", "-v", "0")
        seconds, memory, _output = manage(
            folder, "generate_register", "--powers", str(points // EACH), "--password", PASSWORD
        )
        print(f"generate_register: {seconds:.1f} s, peak {memory:.0f} MB\n")
        print("| page over gunicorn | p50 ms | p95 ms | queries |\n|---|---|---|---|")
        for page, p50, p95, queries in pages(folder, points):
            print(f"| {page} | {p50:.0f} | {p95:.0f} | {queries} |")
        print()
        print_excel(folder)
        path = str(folder / "register.xlsx")
        common = ("--institution", "GENERATED", "--year", "2026", "--output", path)
        seconds, memory, _output = manage(folder, "export_register", *common, "--format", "xlsx")
        print(
            f"export_register xlsx, whole process from the working copy: {seconds:.1f} s, peak {memory:.0f} MB"
        )
        print_charts(folder)
        preview = python(folder, PREVIEW)[2]
        print(
            f"Preview of 40 steps, in process, engine included: p50 {preview['p50']:.0f} ms, "
            f"p95 {preview['p95']:.0f} ms at load {preview['load']:.1f}"
        )
        print_book(folder, points, whole=whole)


def print_imports(rows: int) -> None:
    """Measure bringing a register in, into an institution that has none."""
    with tempfile.TemporaryDirectory(prefix="riskreg-bench-") as name:
        folder = Path(name)
        manage(folder, "migrate", "-v", "0")
        manage(folder, "generate_register", "--powers", "1", "--password", PASSWORD)
        _seconds, _memory, output = run(folder, sys.executable, "script/lib/bench_imports.py", str(rows))
    found = json.loads(output.strip().splitlines()[-1])
    print(
        f"\nImport of {rows:,} rows: {found['first']:.1f} s ({rows / found['first']:.0f} rows/s), the same file again "
        f"{found['again']:.1f} s, peak {found['memory']:.0f} MB above {found['idle']:.0f} MB idle, "
        f"at load {found['load']:.1f}"
    )


def print_excel(folder: Path) -> None:
    """Measure the annual register as Excel against a bare loop over the same cells, in one process."""
    excel = python(folder, EXCEL)[2]
    print(
        f"Excel: {excel['rows']:,} rows in {excel['ours']:.2f} s, bare write-only loop of the same cells "
        f"{excel['bare']:.2f} s without styles (ratio {excel['ours'] / excel['bare']:.2f}, of processor time "
        f"{excel['ours_cpu'] / excel['bare_cpu']:.2f}), {excel['styled']:.2f} s with borders, font and wrapping "
        f"(ratio {excel['ours'] / excel['styled']:.2f})"
    )
    idle, read, written = excel["memory"]
    print(
        f"Memory: the program {idle:.0f} MB; reading the dossiers {read:.0f} MB more (SQLite keeps up to 32 MB of "
        f"pages), making the file {written:.0f} MB more"
    )


def print_charts(folder: Path) -> None:
    _seconds, _memory, output = run(folder, sys.executable, "script/lib/bench_charts.py")
    found = json.loads(output.strip().splitlines()[-1])
    print(f"\nCharts at load {found['load']:.1f}; the bare engine on the same sources, measured in turn:\n")
    print(
        "| charts | drawings | s | again | bare, 1 process | ratio | 2 processes | ratio | processor s | ratio |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for row in found["rows"]:
        print(
            f"| {row['name']} | {row['drawings']} | {row['ours']:.2f} | {row['again']:.2f} "
            f"| {row['one']:.2f} | {row['ours'] / row['one']:.2f} "
            f"| {row['side']:.2f} | {row['ours'] / row['side']:.2f} "
            f"| {row['ours_cpu']:.2f}, bare {row['one_cpu']:.2f} | {row['ours_cpu'] / row['one_cpu']:.2f} |"
        )
    for row in found["rows"]:
        if "single" in row:
            print(
                f"\nOne chart ({row['name']}): {row['single']:.0f} ms, the bare engine {row['alone']:.0f} ms; "
                f"remembered: {row['cached']:.1f} ms"
            )


def print_book(folder: Path, points: int, *, whole: bool) -> None:
    """Measure the PDF of the first BOOK_POINTS risk points, or of all of them where that is asked for."""
    most = points if whole else min(points, BOOK_POINTS)
    given = f"PAGES, MOST = {str(folder / 'volumes.json')!r}, {most}\n"
    made = python(folder, given + BOOK)[2]
    bare = python(folder, given + BARE_BOOK)[2]["bare"]
    share = bare / made["cores"]
    print(
        f"\nPDF: {made['points']:,} risk points, {made['pages']} pages, {made['size'] / 1e6:.1f} MB in "
        f"{made['ours']:.1f} s by {made['cores']} processes; bare WeasyPrint of the same volumes, one after the "
        f"other, {bare:.1f} s, divided by the processes {share:.1f} s, ratio {made['ours'] / share:.2f}\n"
        f"Again, everything kept: {made['again']:.1f} s; one power changed: {made['one']:.1f} s. "
        f"Peak {made['here']:.0f} MB here and at most {made['beside']:.0f} MB in each process beside it"
    )
    if most < points:
        print(
            f"The book of all {points:,} was not made: in proportion about "
            f"{made['ours'] * points / most / 60:.0f} minutes. `script/bench --whole-book {points}` makes it."
        )


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:] if argument != "--whole-book"]
    for size in sizes or [1000, 10000]:
        measure(size, whole="--whole-book" in sys.argv)
    print("\n## Imports")
    for rows in IMPORTED:
        print_imports(rows)
