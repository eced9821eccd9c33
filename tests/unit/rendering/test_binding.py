"""binding.py: volumes bound into one document are what one document would have been."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from riskreg.rendering import binding, pdf, press, shelf
from riskreg.rendering.binding import Bookmark, Foot
from tests import printed

CREATED = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
STYLE = 'body { font-family: "Noto Sans CJK SC" } h2 { break-before: page } .serif { font-family: "Noto Serif CJK SC" }'
TABLE = (
    '<table><thead><tr><th scope="col">头{0}</th></tr></thead><tbody><tr><td>格{0}</td></tr></tbody></table>'
)
FRONT = (
    '<h1 id="top">书名</h1><p><a href="volume:1/power-2">乙一</a> <a href="https://example.org/">外面</a></p>'
)
VOLUMES = (
    FRONT,
    f'<h2 id="unit">甲科</h2><h2 id="power-1">甲一</h2><h2 id="power-2">乙一</h2>{TABLE.format("一")}',
    f'<h2 id="unit">丙科</h2>{TABLE.format("二")}<p class="serif">签字</p>',
)
MARKS = [
    Bookmark(1, "书名", 0, "top"),
    Bookmark(2, "甲科", 1, "unit"),
    Bookmark(3, "甲一", 1, "power-1"),
    Bookmark(3, "乙一", 1, "power-2"),
    Bookmark(2, "丙科", 2, "unit"),
]


def page(body: str, title: str = "卷") -> str:
    return (
        f'<!doctype html><html lang="zh-hans"><head><title>{title}</title></head><body>{body}</body></html>'
    )


def bound(bodies: tuple[str, ...] = VOLUMES, marks: list[Bookmark] = MARKS) -> bytes:
    with shelf.workshop() as folder:
        files = press.volumes(map(page, bodies), folder, styles=[STYLE])
        measures = [binding.measure(file) for file in files]
        pages = sum(one.pages for one in measures)
        feet = [None, *(Foot("册号", f"{number} / {pages}") for number in range(2, pages + 1))]
        attached = [pdf.Attachment("data.json", b"{}", "application/json", "数据")]
        frame = pdf.render(page("", "书名"), created=CREATED, attachments=attached, tagged=False)
        case = binding.type_case(measures, feet, "zh-hans")
        (types,) = press.volumes([case], folder, styles=[])
        return binding.bind(frame, files, marks, feet, types=types)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Iterator[bytes]:
    from django.test import override_settings

    with override_settings(VOLUMES_DIR=tmp_path_factory.mktemp("volumes")):
        yield bound()


@pytest.fixture(scope="module")
def book(made: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield opened


def elements(tree: Any) -> Iterator[Any]:
    for kid in tree.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_pages_stand_in_order_with_their_numbers_at_the_foot(made: bytes, book: pikepdf.Pdf) -> None:
    pages = ["".join(one.extract_text().split()) for one in printed.reader(made).pages]
    assert pages == [
        "书名乙一外面",
        "甲科册号2/5",
        "甲一册号3/5",
        "乙一头一格一册号4/5",
        "丙科头二格二签字册号5/5",
    ]
    assert book.check_pdf_syntax() == []
    assert binding.page_count(made) == 5


def test_the_foot_is_no_part_of_what_is_read_aloud(book: pikepdf.Pdf) -> None:
    for one in book.pages[1:]:
        before, _text, after = (part.read_bytes() for part in one.obj.Contents)
        assert (before.strip(), after.split()[0], after.split()[-1]) == (b"q", b"Q", b"EMC")
        assert b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC" in after
        assert b"/MCID" not in after
    assert isinstance(book.pages[0].obj.Contents, pikepdf.Stream)


def test_bookmarks_keep_their_levels_and_lead_to_their_pages(made: bytes) -> None:
    reader = printed.reader(made)

    def entries(outline: list[Any]) -> list[Any]:
        return [
            entries(one) if isinstance(one, list) else (one.title, reader.get_destination_page_number(one))
            for one in outline
        ]

    assert entries(reader.outline) == [
        ("书名", 0),
        [("甲科", 1), [("甲一", 2), ("乙一", 3)], ("丙科", 4)],
    ]


def test_links_lead_into_other_volumes_and_outside_ones_stay(made: bytes) -> None:
    inside, outside = printed.reader(made).pages[0]["/Annots"]
    named = printed.reader(made).named_destinations
    target = named[inside.get_object()["/Dest"]]
    assert printed.reader(made).get_destination_page_number(target) == 3
    assert inside.get_object()["/Contents"] == "乙一"
    assert "/A" not in inside.get_object()
    assert outside.get_object()["/A"]["/URI"] == "https://example.org/"
    assert sorted(named) == ["0/top", "1/power-1", "1/power-2", "1/unit", "2/unit"]


def test_every_page_and_link_is_found_in_the_tree_of_tags(book: pikepdf.Pdf) -> None:
    root = book.Root.StructTreeRoot
    (whole,) = root.K
    assert [str(part.S) for part in whole.K] == ["/Part"] * 3
    numbers = {}
    for leaf in root.ParentTree.Kids:
        found = list(leaf.Nums)
        assert [int(leaf.Limits[0]), int(leaf.Limits[1])] == [int(found[0]), int(found[-2])]
        numbers |= {int(found[at]): found[at + 1] for at in range(0, len(found), 2)}
    assert sorted(numbers) == list(range(int(root.ParentTreeNextKey)))
    tagged = {kid.objgen for kid in elements(root)}
    pages = {one.objgen for one in book.pages}
    assert {kid.Pg.objgen for kid in elements(root) if "/Pg" in kid} == pages
    assert all("/P" in kid for kid in elements(root))
    for one in book.pages:
        assert all(owner.objgen in tagged for owner in numbers[int(one.obj.StructParents)])
        for link in one.obj.get("/Annots", []):
            assert str(numbers[int(link.StructParent)].S) == "/Link"
    assert book.Root.MarkInfo.Marked


def test_cells_name_their_heads_and_no_two_heads_have_one_name(book: pikepdf.Pdf) -> None:
    found = list(elements(book.Root.StructTreeRoot))
    heads = [str(kid.ID) for kid in found if "/ID" in kid]
    named = [str(one) for kid in found if kid.S == pikepdf.Name.TD for one in kid.A.Headers]
    assert len(heads) == len(set(heads)) == 2
    assert sorted(named) == sorted(heads)


def test_each_face_is_stored_once_and_the_colours_too(made: bytes, book: pikepdf.Pdf, tmp_path: Path) -> None:
    rows = printed.fonts(made, tmp_path)
    assert sorted(row[0].split("+")[1] for row in rows) == [
        "Noto-Sans-CJK-SC",
        "Noto-Sans-CJK-SC-Bold",
        "Noto-Serif-CJK-SC",
    ]
    assert {tuple(row[-5:-2]) for row in rows} == {("yes", "yes", "yes")}  # embedded, subset, searchable
    assert len({one.obj.Resources.ColorSpace.srgb[1].objgen for one in book.pages}) == 1


def test_title_language_archive_format_and_attachments_are_the_frames(made: bytes) -> None:
    reader = printed.reader(made)
    root = reader.trailer["/Root"]
    assert (reader.metadata.title, reader.metadata.creation_date) == ("书名", CREATED)
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("zh-hans", True)
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    declared = root["/Metadata"].get_data()
    assert b'part="3"' in declared
    assert b'conformance="B"' in declared
    assert reader.attachments["data.json"] == [b"{}"]
    assert root["/AF"][0]["/AFRelationship"] == "/Data"
    assert "/ID" in reader.trailer
    assert made.startswith(b"%PDF-1.7")
    assert "/Encrypt" not in reader.trailer


def test_the_same_volumes_give_the_same_bytes(made: bytes) -> None:
    assert bound() == made
    other = (*VOLUMES[:2], VOLUMES[2].replace("签字", "签名"))
    assert bound(other) != made


def test_a_volume_keeps_a_font_that_the_types_cannot_stand_for() -> None:
    with shelf.workshop() as folder:
        (volume,) = press.volumes([page("甲乙丙")], folder, styles=[STYLE])
        (types,) = press.volumes([binding.type_case([], [], "zh-hans")], folder, styles=[STYLE])
        (poor,) = press.volumes([page("甲")], folder, styles=[STYLE])
        frame = pdf.render(page(""), created=CREATED, tagged=False)
        for given in (types, poor):
            made = binding.bind(frame, [volume], [], [Foot("丁", "甲")], types=given)
            assert printed.text(made) == "甲乙丙" + ("甲" if given == poor else "")
