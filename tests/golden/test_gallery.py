"""docs/gallery shows every sample chart in every layout, as it is drawn today."""

from __future__ import annotations

from PIL import Image

from script.lib.gallery import GALLERY, STAMP, Picture, page, written

HOW = "Run script/gallery"


def test_the_page_is_current() -> None:
    assert (GALLERY / "README.md").read_text(encoding="utf-8") == written(page()), HOW


def test_every_picture_is_of_today_and_none_is_of_yesterday() -> None:
    stamps = {one.file: one.stamp() for one in page() if isinstance(one, Picture)}
    kept = {}
    for path in GALLERY.glob("*.png"):
        with Image.open(path) as image:
            kept[path.name] = image.text[STAMP]
    assert kept == stamps, HOW


def test_the_gallery_stays_light() -> None:
    assert sum(path.stat().st_size for path in GALLERY.iterdir()) < 6_000_000
