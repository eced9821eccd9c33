"""What is really on a printed page: the letters as large as they are printed, the marks as they are painted."""

from __future__ import annotations

import io
import math
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypdf
from pypdf.generic import ContentStream

Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)
MILLIMETRE = 72 / 25.4


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """The words of the file as a search finds them, without the breaks between lines."""
    return "".join("".join(page.extract_text().split()) for page in reader(pdf).pages)


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in millimetres."""
    return [
        (float(page.mediabox.width) / MILLIMETRE, float(page.mediabox.height) / MILLIMETRE)
        for page in reader(pdf).pages
    ]


def letters(pdf: bytes) -> set[float]:
    """The sizes of all letters in points as printed: font size times every transformation in force."""
    return {
        round(size, 2) for page in reader(pdf).pages for size in _letters(page, page.get_contents(), SAME)
    }


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _letters(holder: object, stream: object, start: Matrix) -> Iterator[float]:
    """Walk the content of a page or form, with its graphics states, and yield the height of each shown text."""
    resources = holder["/Resources"]  # type: ignore[index]
    now, size, line, kept = start, 0.0, SAME, []
    for operands, operator in ContentStream(stream, None).operations:
        if operator == b"q":
            kept.append((now, size))
        elif operator == b"Q":
            now, size = kept.pop()
        elif operator == b"cm":
            now = _times(tuple(map(float, operands)), now)
        elif operator == b"BT":
            line = SAME
        elif operator == b"Tf":
            size = float(operands[1])
        elif operator == b"Tm":
            line = tuple(map(float, operands))
        elif operator in (b"Tj", b"TJ", b"'", b'"'):
            a, b, c, d, _e, _f = _times(line, now)
            yield size * math.sqrt(abs(a * d - b * c))
        elif operator == b"Do":
            form = resources["/XObject"][operands[0]].get_object()
            assert form["/Subtype"] == "/Form", "a picture made of dots"
            matrix = tuple(map(float, form.get("/Matrix", SAME)))
            yield from _letters(form if "/Resources" in form else holder, form, _times(matrix, now))


def fonts(pdf: bytes, folder: Path) -> list[list[str]]:
    """The rows of pdffonts: name, type, encoding, embedded, subset, unicode, object."""
    path = folder / "fonts.pdf"
    path.write_bytes(pdf)
    shown = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    return [line.split() for line in shown.splitlines()[2:]]


def grey(pdf: bytes, folder: Path, page: int = 1, dpi: int = 100) -> list[bytes]:
    """The page as printed: rows of grey values."""
    path = folder / "grey.pdf"
    path.write_bytes(pdf)
    command = ["pdftoppm", "-gray", "-r", str(dpi), "-f", str(page), "-singlefile", path]
    image = subprocess.run(command, capture_output=True, check=True).stdout
    _kind, across, down, _most = image.split(None, 4)[:4]
    width, dots = int(across), image[-int(across) * int(down) :]
    return [dots[at : at + width] for at in range(0, len(dots), width)]


def code(rows: list[bytes], modules: int) -> list[list[bool]]:
    """Read the only code in these rows: the square band of dark dots, each module looked at in its middle."""
    for top, bottom in _bands(rows):
        dark = [x for row in rows[top:bottom] for x, value in enumerate(row) if value < 110]
        left, right = min(dark), max(dark) + 1
        if abs((right - left) - (bottom - top)) <= 3 and bottom - top > 2 * modules:
            across, down = (right - left) / modules, (bottom - top) / modules
            return [
                [
                    rows[int(top + (y + 0.5) * down)][int(left + (x + 0.5) * across)] < 128
                    for x in range(modules)
                ]
                for y in range(modules)
            ]
    raise AssertionError("no code in these rows")


def _bands(rows: list[bytes]) -> Iterator[tuple[int, int]]:
    """The stretches of rows that hold something dark."""
    start = None
    for at, row in enumerate([*rows, b"\xff"]):
        if min(row) < 110 and start is None:
            start = at
        elif min(row) >= 110 and start is not None:
            yield start, at
            start = None


def kept_for_good(pdf: bytes) -> dict[str, object]:
    """What a file for the archive promises: its PDF/A part, language, tags, bookmarks, and fonts that are not inside."""
    root = reader(pdf).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    part, level = (metadata.split(f'{name}="')[1].split('"')[0] for name in ("part", "conformance"))
    return {
        "archive": f"{part}{level}",
        "profile": root["/OutputIntents"][0]["/S"],
        "language": root["/Lang"],
        "tagged": bool(root["/MarkInfo"]["/Marked"])
        and root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot",
        "bookmarks": [one.title for one in reader(pdf).outline if not isinstance(one, list)],
        "outside": sorted(_not_embedded(pdf)),
    }


def _not_embedded(pdf: bytes) -> Iterator[str]:
    """The fonts of the file whose program is not in it."""
    file = reader(pdf)
    for number in range(1, int(file.trailer["/Size"])):
        font = file.get_object(number)
        described = isinstance(font, dict) and font.get("/Type") == "/FontDescriptor"
        if described and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font):
            yield str(font["/FontName"])
