"""Writes docs/gallery: a page with every sample chart in every layout, and its pictures."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskreg.settings")
django.setup()

from django.utils import translation  # noqa: E402
from PIL import Image, PngImagePlugin  # noqa: E402

from powers.chart import Drawing  # noqa: E402
from powers.enums import ChartLayout  # noqa: E402
from registers.sample import reading  # noqa: E402
from registers.sample.drawn import (  # noqa: E402
    SampleChart,
    map_drawing,
    sample_charts,
    sample_map,
)
from riskreg.rendering import dot  # noqa: E402

GALLERY = ROOT / "docs" / "gallery"
DPI = 144
STAMP = "Source"
"""The note in a picture's file that tells whether it is still the drawing of today."""
COLOURS = 64
"""So many are enough for six tints and the edges of letters; a picture takes a third of the room."""
HEAD = """# Gallery

Every sample chart as the application draws it from its table of steps: the flow, the same steps in lanes, and
with the risks and measures beside them; before them the overview map of each institution. Institutions, people
and risk points are invented. These are the internal drawings: the public ones say nothing of risks.

Written by `script/gallery`; do not edit.
"""


@dataclass(frozen=True)
class Picture:
    """A drawing on the page: its file and what it says to those who do not see it."""

    file: str
    words: str
    drawing: Drawing

    def markdown(self) -> str:
        return f'<img src="{self.file}" alt="{self.words}" width="{_width(self.drawing)}">\n'

    def stamp(self) -> str:
        """Return what the picture's file says it was drawn from."""
        return hashlib.sha256(self.drawing.source.encode()).hexdigest()

    def png(self) -> bytes:
        """Return the drawing with few colours, so that it is small, and with its stamp."""
        drawn = dot.render(self.drawing.source, format="png", engine=self.drawing.engine, dpi=DPI)
        image = Image.open(io.BytesIO(drawn)).convert("RGB")
        kept = io.BytesIO()
        few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        noted = PngImagePlugin.PngInfo()
        noted.add_text(STAMP, self.stamp())
        few.save(kept, "PNG", optimize=True, pnginfo=noted)
        return kept.getvalue()


def main() -> None:
    GALLERY.mkdir(parents=True, exist_ok=True)
    parts = page()
    pictures = [part for part in parts if isinstance(part, Picture)]
    for gone in {path.name for path in GALLERY.glob("*.png")} - {one.file for one in pictures}:
        (GALLERY / gone).unlink()
    size = sum((GALLERY / one.file).write_bytes(one.png()) for one in pictures)
    (GALLERY / "README.md").write_text(written(parts), encoding="utf-8")
    print(f"Wrote docs/gallery: {len(pictures)} pictures, {size / 1e6:.1f} MB")


def page() -> list[str | Picture]:
    """Return what stands on the page, words and pictures, from top to bottom."""
    charts = list(sample_charts())
    contents = "".join(f"- [{one.code} {one.name}](#{one.code.lower()})\n" for one in charts)
    with translation.override("zh-hans"):
        parts = (part for code in reading.INSTITUTIONS for part in _institution(code, charts))
        return [HEAD, contents, *parts]


def _institution(code: str, charts: list[SampleChart]) -> Iterator[str | Picture]:
    overview = sample_map(code)
    held = {item.code for item in overview.items}
    yield f"## {overview.institution}\n"
    yield Picture(f"{code}.map.png", overview.title, map_drawing(code))
    for chart in (one for one in charts if one.code in held):
        yield f'<a id="{chart.code.lower()}"></a>\n\n### {chart.code} {chart.name}\n'
        for layout in ChartLayout:
            yield f"{layout.label}\n"
            words = f"{chart.name}：{layout.label}"
            yield Picture(f"{chart.code}.{layout}.png", words, chart.drawing(layout))


def written(parts: list[str | Picture]) -> str:
    """Return the page as Markdown."""
    return "\n".join(part.markdown() if isinstance(part, Picture) else part for part in parts)


def _width(drawing: Drawing) -> int:
    """Return the width in pixels at which letters have their true size."""
    left, _low, right, *_rest = drawing.source.partition('bb="')[2].split(",")
    return round((float(right) - float(left)) * 4 / 3)


if __name__ == "__main__":
    main()
