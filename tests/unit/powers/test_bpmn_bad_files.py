"""Bad files: each gets a sentence that says what to do; nothing is expanded, fetched or kept waiting."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers.bpmn.parsing import MAX_BYTES, MAX_DEPTH, BadFile
from powers.bpmn.reading import read

SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def bpmn(body: str, attributes: str = 'targetNamespace="x"') -> str:
    return f'<definitions xmlns="{SPACE}" {attributes}>{body}</definitions>'


def process(body: str) -> str:
    return bpmn(f'<process id="p">{body}</process>')


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.bpmn", process('<task id="a"/>'))
    return file.getvalue()


DEEPER = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMB = '<!DOCTYPE d [<!ENTITY a0 "aaaaaaaaaa">' + DEEPER + "]>" + process('<task id="a" name="&a9;"/>')
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + process('<task id="a" name="&x;"/>')
CASES: dict[str, tuple[bytes, str]] = {
    "empty": (b" \n", "空的"),
    "too large": (b"<" + b" " * MAX_BYTES, "2 MB"),
    "zip renamed": (zipped(), "压缩包"),
    "old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Visio"),
    "text": ("流程图：先受理，再审核".encode(), "不是 XML"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "不是 XML"),
    "declared UTF-8, written GBK": ('<?xml version="1.0"?><a>受理</a>'.encode("gbk"), "UTF-8"),
    "unknown encoding": (b'<?xml version="1.0" encoding="EBCDIC-CP-US"?><a/>', "UTF-8"),
    "cut off": (process('<task id="a"/>').encode()[:-20], "不是完整的 XML"),
    "undefined entity": (process('<task id="a" name="&nbsp;"/>').encode(), "不是完整的 XML"),
    "document type": (b"<!DOCTYPE definitions><definitions/>", "DOCTYPE"),
    "entity bomb": (BOMB.encode(), "DOCTYPE"),
    "external entity": (OUTSIDE.encode(), "DOCTYPE"),
    "too deep": (process("<task>" * MAX_DEPTH + "</task>" * MAX_DEPTH).encode(), "嵌套太深"),
    "too many elements": (process("<x/>" * 60_000).encode(), "内容太多"),
    "DMN": (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "DMN"),
    "CMMN": (b'<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL"/>', "CMMN"),
    "BPMN 1": (b'<definitions xmlns="http://schema.omg.org/spec/BPMN/1.1"/>', "旧格式"),
    "XPDL": (b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', "XPDL"),
    "draw.io": (b'<mxfile host="app.diagrams.net"/>', "draw.io"),
    "other XML": (b"<html/>", "根元素是“html”"),
    "no process": (bpmn('<collaboration id="c"/>').encode(), "没有流程"),
    "nothing in it": (process("").encode(), "没有环节"),
    "too many steps": (process("".join(f'<task id="t{n}"/>' for n in range(81))).encode(), "最多 80"),
    "far too many": (
        process("".join(f'<exclusiveGateway id="t{n}"/>' for n in range(400))).encode(),
        "最多 80",
    ),
    "no target namespace": (bpmn('<process id="p"/>', "").encode(), "targetNamespace"),
    "id twice": (process('<task id="a"/><task id="a"/>').encode(), "“a”重复"),
    "id no NCName": (process('<task id="1 a"/>').encode(), "写法不对"),
    "flow without source": (
        process('<task id="a"/><sequenceFlow id="f" targetRef="a"/>').encode(),
        "sourceRef",
    ),
    "flow to nowhere": (
        process('<task id="a"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>').encode(),
        "“b”在文件里不存在",
    ),
    "incoming of nowhere": (process('<task id="a"><incoming>q</incoming></task>').encode(), "“q”"),
    "lane with nobody": (
        process('<laneSet id="s"><lane id="l"><flowNodeRef>z</flowNodeRef></lane></laneSet>').encode(),
        "“z”",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_files_get_their_sentence(name: str) -> None:
    content, words = CASES[name]
    started = time.process_time()
    with pytest.raises(BadFile, match=r".") as caught:
        read(content)
    assert words in " ".join(caught.value.sentences)
    assert all(len(sentence) < 200 for sentence in caught.value.sentences)
    assert time.process_time() - started < 2


def test_only_the_first_offences_are_listed() -> None:
    with pytest.raises(BadFile) as caught:
        read(process("<task id='a'/>" * 30).encode())
    assert len(caught.value.sentences) == 7
    assert "还有24处" in caught.value.sentences[-1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_encodings_of_chinese_modelers_are_read(encoding: str) -> None:
    declared = "UTF-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>' + process('<task id="a" name="受理"/>')
    assert [row.label for row in read(text.encode(encoding)).steps] == ["受理"]


pieces = st.sampled_from(
    [
        '<task id="a" name="甲">',
        "</task>",
        '<subProcess id="s">',
        "</subProcess>",
        '<startEvent id="e"/>',
        '<endEvent id="z"/>',
        '<exclusiveGateway id="g"/>',
        '<exclusiveGateway id="h" name="?"/>',
        '<boundaryEvent id="b" attachedToRef="a"/>',
        *(
            f'<sequenceFlow id="{x}{y}" sourceRef="{x}" targetRef="{y}"/>'
            for x in "asegzhb"
            for y in "asegzhb"
        ),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(pieces, max_size=25, unique=True))
def test_any_arrangement_is_read_or_refused_with_words(parts: list[str]) -> None:
    try:
        found = read(process("".join(parts)).encode())
    except BadFile:
        return
    numbers = [row.no for row in found.steps]
    assert numbers == list(range(1, len(numbers) + 1))
    pairs = [(way.source, way.target) for way in found.exits]
    assert len(set(pairs)) == len(pairs)
    assert all(a != b and a in numbers and b in numbers for a, b in pairs)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_refused_with_words(content: bytes) -> None:
    with pytest.raises(BadFile):
        read(content)
