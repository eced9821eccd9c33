"""Mermaid and DOT text: nothing a person writes changes their meaning, and dot itself lays the DOT out."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powers import diagrams, mermaid, readable_dot
from powers.enums import StepKind
from riskreg.rendering import dot

NASTY = '1. "审核" [a](b) {c} #35; `**d**` <b>&amp;</b> |e| ; \\N %% end --> \n---\n'


def chart(*labels: str) -> diagrams.Chart:
    kinds = list(StepKind.values)
    steps = tuple(
        diagrams.ChartStep(no, label, kinds[no % len(kinds)], actor=label, time_limit_text=label)
        for no, label in enumerate(labels, 1)
    )
    ways = tuple(diagrams.ChartEdge(no, no + 1, label) for no, label in enumerate(labels[1:], 1))
    return diagrams.Chart(labels[0], "X-1", steps, ways)


def shown(escaped: str) -> str:
    """What Mermaid makes of a label."""
    return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), escaped)


@given(st.text(max_size=40) | st.just(NASTY))
def test_mermaid_labels_say_what_was_written(text: str) -> None:
    escaped = mermaid.escaped(text)
    assert not set(re.sub(r"#\d+;", "", escaped)) & set("\"'`#[](){}<>|&;:.*_-\n\r")
    plain = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in text)
    if plain == text and "\u2028" not in text:
        assert shown(escaped).replace("\u2060", "").split() == text.replace("\u2060", "").split()


@pytest.mark.parametrize("text", ["$$x^2$$", "fa:fa-user", "fab:fa-user 办理", "$$$"])
def test_mermaid_makes_no_formula_and_no_icon_of_words(text: str) -> None:
    told = shown(mermaid.escaped(text))
    assert not re.search(r"\$\$|fa[bklrs]?:fa-", told)
    assert told.replace("\u2060", "") == text


def test_mermaid_is_a_flowchart_with_one_line_a_thing() -> None:
    text = mermaid.text_of(chart("开始办理", NASTY, "结束"))
    lines = text.splitlines()
    assert lines[0] == lines[2] == "---"
    assert lines[3] == "flowchart TD"
    assert [line.split("[")[0].split("(")[0].split("{")[0].strip() for line in lines[4:7]] == [
        "s1",
        "s2",
        "s3",
    ]
    assert all(re.fullmatch(r'  s\d (-->|-->\|"[^"`]*"\|) s\d', line) for line in lines[7:9])
    assert text == mermaid.text_of(chart("开始办理", NASTY, "结束"))


@settings(deadline=None, max_examples=15)
@given(st.lists(st.text(max_size=20) | st.just(NASTY), min_size=1, max_size=6))
def test_dot_lays_the_text_out(labels: list[str]) -> None:
    source = readable_dot.text_of(chart(*labels))
    svg = dot.render(source, format="svg", engine="dot").decode()
    assert svg.count('class="node"') == len(labels)
    assert svg.count('class="edge"') == max(len(labels) - 1, 0)


@pytest.mark.parametrize("kind", StepKind.values)
def test_every_kind_has_its_shape(kind: str) -> None:
    one = diagrams.Chart("职权", "X", (diagrams.ChartStep(1, "环节", kind, external=True),), ())
    svg = dot.render(readable_dot.text_of(one), format="svg", engine="dot").decode()
    assert "环节" in html.unescape(svg)
    assert '"环节"' in mermaid.text_of(one)
