"""text.py: lines an office would print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.rendering.text import NOT_AT_END, NOT_AT_START, atoms, display_width, wrap, wrap_whole

SENTENCES = st.lists(
    st.sampled_from(
        ["审核", "申请材料", "（1日内）", "15个工作日", "，", "。", "“公示”", "《条例》", "。”", "、"]
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize(
    ("text", "width"), [("审核", 4), ("AB", 2), ("（1日）", 7), ("𡃁", 2), ("e\u0301", 1)]
)
def test_display_width(text, width):
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("审核", 20, ["审核"]),
        ("", 20, []),
        ("受理申请（1日内）", 10, ["受理申请", "（1日内）"]),
        ("应当在15个工作日内办结", 14, ["应当在", "15个工作日内", "办结"]),
        ("材料是否齐全", 8, ["材料", "是否齐全"]),
        ("第一行\n第二行", 20, ["第一行", "第二行"]),
        ("由责任单位直接处理", 8, ["由责任", "单位", "直接处理"]),
        ("应由其他行政机关处理", 8, ["应由", "其他行政", "机关处理"]),
    ],
)
def test_examples(text, width, lines):
    assert wrap(text, width) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("由责任单位直接处理", ["由责任单位", "直接处理"]),
        ("应由其他行政机关处理", ["应由", "其他行政", "机关处理"]),
        ("行政机关行政机关", ["行政机关", "行政机关"]),
        ("行", ["行"]),
    ],
)
def test_a_word_is_split_only_if_lines_a_little_shorter_or_longer_split_one_too(text, lines):
    assert wrap_whole(text, 10) == lines


def test_last_line_is_no_lone_character():
    assert len(wrap("一二三四五六七八九", 16)[-1]) > 1


def test_number_and_measure_word_are_one_piece():
    assert atoms("收到15个工作日内（1日内）。")[2:] == ["15个工作日内", "（1日内）。"]


def test_too_narrow_a_box_is_refused():
    with pytest.raises(ValueError, match="width"):
        wrap("甲", 3)


@given(st.text(max_size=120), st.integers(4, 40))
def test_no_line_is_too_wide_and_nothing_is_lost(text, width):
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(SENTENCES, st.integers(16, 40))
def test_no_line_begins_or_ends_with_the_wrong_sign(text, width):
    if any(display_width(piece) > width for piece in atoms(text)) or text[:1] in NOT_AT_START:
        return
    for line in wrap(text, width):
        assert line[0] not in NOT_AT_START
        assert line[-1] not in NOT_AT_END


@given(SENTENCES, st.integers(16, 40))
def test_numbers_keep_their_measure_words(text, width):
    assert "".join(wrap(text, width)).count("15个工作日") == sum(
        line.count("15个工作日") for line in wrap(text, width)
    )
