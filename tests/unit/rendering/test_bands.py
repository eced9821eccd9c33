"""riskreg/rendering/bands.py: columns in bands of one width."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.rendering.bands import BESIDE, Bands, Channel, in_bands, side_by_side
from riskreg.rendering.grid import GAP_ACROSS, TRACK

TWO = [(0, 0), (1, 1)]
AROUND = 2 * BESIDE + TRACK


def channels(*tracks: int) -> list[Channel]:
    return [Channel(0.0, count, 0.0, count // 2) for count in tracks]


def test_columns_stand_side_by_side_with_their_tracks_between_them() -> None:
    found = side_by_side([100, 50], channels(1, 2, 0))
    assert found.columns == (
        (TRACK, TRACK + 100),
        (3 * TRACK + 100 + GAP_ACROSS, 3 * TRACK + 150 + GAP_ACROSS),
    )
    assert found.tracks == (-TRACK, TRACK + 100, 3 * TRACK + 150 + GAP_ACROSS)
    assert found.width == 3 * TRACK + 150 + GAP_ACROSS


def test_the_band_that_needs_most_sets_the_width_and_the_others_stand_in_the_middle() -> None:
    found = in_bands([200, 80], channels(0, 0, 0), Bands(TWO))
    first, second, third = found.edges
    assert second - first == third - second == found.columns[0][1] - found.columns[0][0] + AROUND
    assert found.columns[1][0] - second == third - found.columns[1][1]


def test_a_band_is_as_wide_as_is_asked() -> None:
    assert in_bands([80], channels(0, 0), Bands([(0, 0)], [500])).edges == (0, 500)


def test_bands_that_need_not_be_equal_keep_what_each_needs_or_is_given() -> None:
    found = in_bands([200, 80], channels(0, 0, 0), Bands(TWO, [100, 150], equal=False))
    assert found.edges == (0, 200 + AROUND, 200 + AROUND + 150)


def test_a_text_beside_a_box_moves_its_column_no_further_than_it_must() -> None:
    plain = in_bands([100, 100], channels(0, 0, 0), Bands(TWO, [300, 300])).columns
    texts = [Channel(0, 0, 0), Channel(90, 0, 0), Channel(0, 0, 0)]
    assert in_bands([100, 100], texts, Bands(TWO, [300, 300])).columns == plain
    texts = [Channel(0, 0, 0), Channel(150, 0, 0), Channel(0, 0, 0)]
    (_left, right), _second = in_bands([100, 100], texts, Bands(TWO, [300, 300])).columns
    assert 300 - right == pytest.approx(150 + TRACK / 2)


@given(
    st.lists(
        st.tuples(st.floats(20, 300), st.floats(0, 90), st.floats(0, 90), st.integers(0, 5)),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_bands_are_equal_and_hold_columns_and_tracks(
    parts: list[tuple[float, float, float, int]], data: st.DataObject
) -> None:
    widths = [part[0] for part in parts]
    between = [Channel(a, count, b, data.draw(st.integers(0, count))) for _wide, a, b, count in parts]
    last = data.draw(st.integers(0, 3))
    between = [Channel(0, between[0].tracks, between[0].after), *between[1:], Channel(9, last, 0, last)]
    cut = data.draw(st.integers(0, len(widths) - 1))
    bands = [(0, cut)] + ([(cut + 1, len(widths) - 1)] if cut + 1 < len(widths) else [])
    found = in_bands(widths, between, Bands(bands))
    sizes = [b - a for a, b in pairwise(found.edges)]
    assert sizes == pytest.approx([sizes[0]] * len(sizes))
    for number, (first, end) in enumerate(bands):
        assert found.edges[number] < found.columns[first][0]
        assert found.columns[end][1] < found.edges[number + 1]
    for at, channel in enumerate(between):
        low = found.columns[at - 1][1] if at else found.edges[0]
        high = found.columns[at][0] if at < len(widths) else found.edges[-1]
        for track in range(channel.tracks):
            x = found.tracks[at] + (track + 1) * TRACK
            assert low + channel.before < x < high - channel.after
            assert all(abs(x - edge) > 4 for edge in found.edges)
