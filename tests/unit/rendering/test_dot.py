"""dot.py and svg.py: whatever people type, the drawing shows exactly that and nothing happens."""

import json
import subprocess
import time
import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.rendering import dot
from riskreg.rendering.canvas import FONT
from riskreg.rendering.svg import clean_svg, safe_link
from tests import printed

CORPUS = [
    r"\N \G \E \L \l \r",
    "ends in backslash\\",
    "two\\\\",
    'quote " and \\" more',
    "<b>bold</b>",
    "<TABLE><TR><TD>x</TD></TR></TABLE>",
    '"]; evil [label="x',
    "a -> b; c",
    "&amp; & &#65; <&>",
    "{record|fields}",
    "𡃁 生僻字 ０",
    "bell\x07 null\x00 end",
]
SHOWN = {"bell\x07 null\x00 end": "bell null end"}


def words(svg: bytes) -> list[str]:
    return [
        "".join(element.itertext()).replace("\u00a0", " ")
        for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    ]


@pytest.mark.parametrize("text", CORPUS)
def test_quoted_text_is_shown_as_typed(text):
    source = f"digraph {{ n [label={dot.quote(text)}] }}"
    assert words(dot.render(source, format="svg")) == [SHOWN.get(text, text)]


@pytest.mark.parametrize("text", CORPUS)
def test_html_text_is_shown_as_typed(text):
    source = f"digraph {{ n [label=<<B>{dot.html_text(text)}</B>>] }}"
    assert words(dot.render(source, format="svg")) == [SHOWN.get(text, text)]


@pytest.mark.parametrize("text", [text for text in CORPUS if text not in SHOWN])
def test_text_in_a_pdf_is_found_as_typed_also_rare_characters(text):
    source = f'digraph {{ n [label={dot.quote(text)} fontname="{FONT}"] }}'
    found = printed.text(dot.render(source, format="pdf"))
    assert normal(found) == normal("".join(text.split()))


def normal(text):
    """Return the text as readers of PDF compare it: an fi drawn as one sign is an f and an i."""
    return unicodedata.normalize("NFKC", text)


def test_quoted_line_breaks_break_lines():
    label = dot.quote("一\r\n二")
    source = f"digraph {{ n [label={label}] }}"
    assert words(dot.render(source, format="svg")) == ["一", "二"]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_no_text_leaves_its_string(text):
    source = f"digraph {{ n [label={dot.quote(text)} tooltip={dot.quote(text)}] }}"
    done = subprocess.run(["dot", "-Tjson0"], input=source.encode(), capture_output=True, check=True)
    assert [node["name"] for node in json.loads(done.stdout)["objects"]] == ["n"]


@pytest.mark.parametrize(("format", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_formats(format, start):
    assert dot.render("digraph { a }", format=format, dpi=96).startswith(start)


def test_same_source_gives_same_bytes():
    source = 'digraph { a [label="审核"] }'
    assert dot.render(source, format="svg") == dot.render(source, format="svg")
    assert dot.render_cached(source, format="svg") == dot.render_cached(source, format="svg")


@pytest.mark.parametrize("format", ["svg", "pdf", "png"])
def test_a_drawing_made_another_day_is_the_same_to_the_byte(format, tmp_path):
    source = 'digraph { a [label="审核" fontname="Noto Sans CJK SC"] }'
    first = dot.render(source, format=format)
    if format == "pdf":
        assert "/CreationDate" not in (printed.reader(first).metadata or {})
    time.sleep(1.1)  # the engine writes the second into a PDF
    assert dot.render(source, format=format) == first


def test_many_are_drawn_like_one_by_one():
    sources = [f'digraph g {{ a [label="第{number}号" pos="0,0"] }}' for number in range(7)]
    alone = [dot.render(source, format="svg", engine="neato") for source in sources]
    assert dot.render_many(sources, batch=3) == alone


def test_one_bad_graph_among_many_is_reported():
    with pytest.raises(dot.DotFailed) as failure:
        dot.render_many(['digraph { a [pos="0,0"] }', "digraph { a ["])
    assert "syntax error" in failure.value.detail


def test_missing_dot_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(dot.DotMissing, match="graphviz"):
        dot.render("digraph { a }", format="svg")


def test_a_slow_drawing_is_stopped():
    slow = ";".join(f"a{one}->a{other}" for one in range(150) for other in range(one))  # takes many seconds
    with pytest.raises(dot.DotTimeout):
        dot.render(f"digraph {{ {slow} }}", format="svg", timeout=0.01)


def test_a_huge_source_is_refused():
    with pytest.raises(dot.SourceTooLarge):
        dot.render(" " * (dot.MAX_SOURCE + 1), format="svg")


def cleaned(**arguments):
    source = 'digraph { a [id="step-1" label="甲"]; b; a -> b [id="edge-1-2"] }'
    return clean_svg(dot.render(source, format="svg"), title="标题 <x>", **arguments)


def test_cleaned_svg_scales_and_describes_itself():
    svg = cleaned(description="说明", id_prefix="p7-")
    root = ET.fromstring(svg)
    assert "<!" not in svg
    assert "<?" not in svg
    assert root.get("role") == "img"
    assert root.get("height") is None
    assert root.get("width") == str(round(float(root.get("viewBox").split()[2]) * 4 / 3))
    assert [element.text for element in list(root)[:2]] == ["标题 <x>", "说明"]
    assert root.get("aria-labelledby") == "p7-drawing-title p7-drawing-desc"
    assert {"p7-step-1", "p7-edge-1-2"} <= {element.get("id") for element in root.iter()}


def drawn_with(hostile: bytes = b"") -> bytes:
    """Return a drawing as the engine writes it, with something more in its first group."""
    source = (
        'digraph { a [id="step-1" label="甲 & \'乙\'" URL="/p/1" tooltip="<1>"]; b; a -> b [id="edge-1-2"] }'
    )
    return dot.render(source, format="svg").replace(b'class="graph"', b'class="graph"' + hostile, 1)


def test_what_only_the_engine_wrote_is_cleaned_like_any_other():
    """There is a quick way for it: an attribute that the engine does not write makes it the long way."""
    more = {"description": "说明", "id_prefix": "p7-", "titles": {"step-1": "1. 甲 <乙>"}}
    quick = clean_svg(drawn_with(), title="标题", **more)
    long = clean_svg(drawn_with(b' opacity="1"'), title="标题", **more)
    assert long.replace(' opacity="1"', "") == quick
    assert '<g id="p7-step-1" class="node">\n<title>1. 甲 &lt;乙&gt;</title>' in quick


@pytest.mark.parametrize(
    ("hostile", "sign"),
    [
        (b' onload="x()"', "onload"),
        (b" onload='x()'", "onload"),
        (b' onload = "x()"', "onload"),
        (b'\tonload="x()"', "onload"),
        (b' style="fill:red"', "style"),
        (b"><script>x()</script><g", "script"),
        (b"><a xlink:href='javascript:x()'></a><g", "javascript"),
        (b'><a xlink:href="javascript:x()"></a><g', "javascript"),
        (b'><a xlink:href="&#106;avascript:x()"></a><g', "avascript"),
        (b"><image/><g", "image"),
    ],
)
def test_nothing_active_hides_in_an_ordinary_drawing(hostile, sign):
    drawn = drawn_with(hostile)
    if hostile.startswith(b">"):
        drawn = drawn.replace(b"</svg>", b"</g></svg>")
    assert sign not in clean_svg(drawn, title="t")


def test_half_a_drawing_is_refused():
    with pytest.raises(ValueError, match="not an SVG document"):
        clean_svg(drawn_with().replace(b"</g>\n</svg>", b""), title="t")


def test_cleaned_svg_has_nothing_active():
    hostile = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x()">'
        b'<script>x()</script><a xlink:href="javascript:x()"><text style="color:red">t</text></a>'
        b'<image href="http://example.org/x"/></svg>'
    )
    svg = clean_svg(hostile, title="t")
    for sign in ("script", "onload", "style", "image", "http://example.org"):
        assert sign not in svg


def test_cleaned_svg_keeps_to_names_it_knows():
    hostile = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:s="http://www.w3.org/2000/svg" '
        b'xmlns:h="http://www.w3.org/1999/xlink"><s:script>x()</s:script><SCRIPT>x()</SCRIPT>'
        b'<a HREF="javascript:x()" h:href="javascript:x()" ONCLICK="x()"><text x="1">t</text></a></svg>'
    )
    assert clean_svg(hostile, title="t") == (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" class="drawing" aria-labelledby="drawing-title">'
        '<title id="drawing-title">t</title>\n<a><text x="1">t</text></a></svg>'
    )


@pytest.mark.parametrize("text", [b"", b"<svg", b"<svg/>", b"<html xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_svg_is_refused(text):
    with pytest.raises(ValueError, match="not an SVG document"):
        clean_svg(text, title="t")


def test_words_are_written_as_text():
    source = f'digraph {{ a [id="a" label={dot.quote("<b> & x")} tooltip={dot.quote("1 < 2")}] }}'
    svg = clean_svg(dot.render(source, format="svg"), title="<t> & x", titles={"a": "</title><script>"})
    assert "<script" not in svg
    texts = {"".join(element.itertext()) for element in ET.fromstring(svg).iter()}
    assert {"<b> & x", "<t> & x", "</title><script>"} <= texts


def test_linked_svg_is_a_group_so_that_its_links_are_read_out():
    svg = clean_svg(dot.render('digraph { a [URL="/p/1"] }', format="svg"), title="t")
    assert 'role="group"' in svg
    assert '"/p/1"' in svg


@pytest.mark.parametrize("url", ["javascript:x", "//evil.example", "data:text/html,x", "file:///etc", ""])
def test_unsafe_links_are_dropped(url):
    assert safe_link(url) is None
