"""Letters for tests of both writers, and what their PDF really prints where."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pypdf

from riskreg.rendering.letter import (
    Attachment,
    Cell,
    Heading,
    Letter,
    Listing,
    Paragraph,
    Signature,
    Table,
    Words,
    grid,
)

CREATED = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
WORDS = Words(
    attachment="附件",
    numbered="附件%s",
    digest="内容校验 SHA-256",
    colon="：",
    signer="签发人",
    missing="〓缺字%s",
)
LONG = "廉政风险点公示测试文字一二三四五六七八九十" * 80
FORM = Table(
    (1, 2, 1, 2),
    (
        (Cell("姓名", head=True), Cell(), Cell("职务", head=True), Cell()),
        (Cell("意见", head=True), Cell(span=3, lines=6)),
    ),
)


def letter(rows: int = 1, **values: object) -> Letter:
    """A letter with one of everything, and a table of so many rows."""
    table = grid(("序号", "风险点"), (1, 4), [(str(one), f"第{one}项\n两行") for one in range(rows)])
    usual: dict[str, object] = {
        "issuer": "清河镇人民政府",
        "number": "清河镇廉示〔2026〕1号",
        "title": "清河镇人民政府2026年度廉政风险点公示",
        "subtitle": "（内部公示）",
        "addressee": "各科室、各站所",
        "blocks": (
            Heading(1, "一、内容"),
            Paragraph("第一行\n第二行"),
            Heading(2, "（一）时间"),
            Heading(3, "1. 起"),
            Heading(4, "(1) 止"),
            Listing(("甲", "乙")),
            table,
            FORM,
        ),
        "words": WORDS,
        "attachments": (Attachment("一览表", (Paragraph("附件正文"),)), Attachment("意见表", (FORM,))),
        "signature": Signature("清河镇人民政府", "2026年3月2日"),
        "note": "（此件公开）",
    }
    return Letter(**{**usual, **values})  # type: ignore[arg-type]


def plain(text: str = LONG, **values: object) -> Letter:
    """A letter of nothing but its body."""
    bare = {"subtitle": "", "addressee": "", "attachments": (), "note": "", "signature": None}
    return letter(**{**bare, "blocks": (Paragraph(text),), **values})


@dataclass(frozen=True)
class Shown:
    """A stretch of text on a page: left end and baseline in points from the top left corner, size, font."""

    text: str
    x: float
    y: float
    size: float
    font: str


def shown(pdf: bytes, page: int) -> list[Shown]:
    """What the page shows, in the order of its content."""
    one = pypdf.PdfReader(io.BytesIO(pdf)).pages[page]
    return list(_shown(one))


def _shown(page: pypdf.PageObject) -> Iterator[Shown]:
    found: list[Shown] = []
    high = float(page.mediabox.height)

    def visit(text: str, outer: list[float], inner: list[float], font: dict | None, size: float) -> None:
        if text.strip():
            x, y = inner[4] * outer[0] + outer[4], inner[5] * outer[3] + outer[5]
            name = str((font or {}).get("/BaseFont", "")).partition("+")[2]
            found.append(Shown(text.strip(), x, high - y, size * outer[0], name))

    page.extract_text(visitor_text=visit)
    yield from found


def ends(pdf: bytes, page: int, word: str) -> float:
    """Where the last such word of the page ends, in points from the left edge."""
    number = str(page + 1)
    command = ["pdftotext", "-bbox", "-f", number, "-l", number, "-", "-"]
    lines = subprocess.run(command, input=pdf, capture_output=True).stdout.decode().splitlines()
    return float(
        [line for line in lines if line.endswith(f">{word}</word>")][-1].split('xMax="')[1].split('"')[0]
    )
