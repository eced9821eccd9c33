"""pdf.py: fonts inside, text readable, nothing fetched from outside."""

import io
from datetime import UTC, datetime

import pypdf
import pytest

from riskreg.rendering import binding, checks, fonts, pdf

CREATED = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
PAGE = (
    '<html lang="zh-CN"><head><title>廉政风险登记册</title><style>body{{font-family:"Noto Sans CJK SC"}}'
    "{css}</style></head><body><h1>权力目录</h1><p>审核环节</p>{body}</body></html>"
)


def render(body="", css="", **arguments):
    return pdf.render(PAGE.format(body=body, css=css), created=CREATED, **arguments)


def test_text_can_be_read_back_and_fonts_are_embedded():
    reader = pypdf.PdfReader(io.BytesIO(render()))
    assert "审核环节" in reader.pages[0].extract_text()
    assert reader.metadata.title == "廉政风险登记册"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


def test_it_declares_the_archive_format():
    metadata = pypdf.PdfReader(io.BytesIO(render())).trailer["/Root"]["/Metadata"].get_data()
    assert b'part="3"' in metadata
    assert b'conformance="B"' in metadata


def test_same_input_gives_same_bytes_and_the_date_given():
    assert render() == render()
    assert pypdf.PdfReader(io.BytesIO(render())).metadata.creation_date == CREATED


def test_attachments_keep_name_type_and_content():
    item = pdf.Attachment("登记册.json", b'{"a": 1}', "application/json", "数据")
    reader = pypdf.PdfReader(io.BytesIO(render(attachments=[item])))
    assert reader.attachments["登记册.json"] == [b'{"a": 1}']
    assert render(attachments=[item]) == render(attachments=[item])
    assert b"application#2fjson" in render(attachments=[item])


@pytest.mark.parametrize("pages", [1, 3])
def test_page_count(pages):
    body = '<p style="page-break-before:always">续页</p>' * (pages - 1)
    assert binding.page_count(render(body)) == pages


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "//example.org/x.png",
        "/etc/passwd",
        "../../etc/passwd",
        "static:../riskreg/settings.py",
        "static:/etc/passwd",
        "static:no/such/file.png",
        "FILE:///etc/passwd",
    ],
)
def test_nothing_is_fetched_from_outside(url):
    for body, css in (
        (f'<img src="{url}">', ""),
        (f'<link rel="stylesheet" href="{url}">', ""),
        (f'<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>', ""),
        ("", f'body{{background:url("{url}")}}'),
        ("", f'@font-face{{font-family:x;src:url("{url}")}}'),
    ):
        with pytest.raises(pdf.ResourceRefused):
            render(body, css)


@pytest.mark.parametrize("tag", ['<link rel="attachment" href="{}">', '<a rel="attachment" href="{}">x</a>'])
def test_attached_links_are_refused_too(tag):
    with pytest.raises(pdf.ResourceRefused):
        render(tag.format("file:///etc/passwd"))


def test_data_uris_and_plain_links_are_allowed():
    image = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='5' height='5'/%3E"
    render(f'<img src="{image}" alt=""><a href="https://example.org/">x</a>')


def test_static_files_are_found(settings, tmp_path):
    (tmp_path / "print.css").write_text("h1 { break-after: page }")
    settings.STATICFILES_DIRS = [tmp_path]
    from django.contrib.staticfiles import finders

    finders.get_finder.cache_clear()
    try:
        assert binding.page_count(render('<link rel="stylesheet" href="static:print.css">')) == 2
    finally:
        finders.get_finder.cache_clear()


def test_a_missing_font_is_named():
    assert fonts.check_fonts(("No Such Font CJK",)) == ["No Such Font CJK"]
    assert fonts.check_fonts() == []


def test_system_checks_are_silent_on_a_complete_machine():
    assert checks.graphviz_installed() == []
    assert checks.fonts_installed() == []


def test_system_checks_say_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = [*checks.graphviz_installed(), *checks.fonts_installed()]
    assert [message.id for message in found] == ["riskreg.E001", "riskreg.E002"]
    assert "graphviz" in found[0].hint
    assert "fonts-noto-cjk" in found[1].hint


def test_without_fonts_no_pdf_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pdf.FontMissing, match="Noto Sans CJK SC"):
        render()
