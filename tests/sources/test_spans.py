"""Reading many spans at once agrees with plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.model.text import PADDING
from headcount.sources.spans import Bytes, Rows, bytes_at, find, matches, number, packed, windows, words


def data(text: bytes) -> Bytes:
    return np.frombuffer(text + bytes(PADDING), np.uint8)


def test_words_and_windows_are_unaligned_loads() -> None:
    text = bytes(range(1, 65))
    at = np.array([0, 3, 17])
    assert words(data(text), at).tolist() == [int.from_bytes(text[i : i + 8], "little") for i in (0, 3, 17)]
    assert windows(data(text), at)[2].tobytes() == text[17:49]
    assert packed(b"ab") == 0x6261


def test_positions_outside_of_the_buffer_do_no_harm() -> None:
    at = np.array([-500, 2, 10_000])
    assert len(words(data(b"abc"), at)) == len(windows(data(b"abc"), at)) == 3
    assert bytes_at(data(b"abc"), at).tolist() == [ord("a"), ord("c"), 0]


@settings(deadline=None)  # the first example may compile
@given(st.lists(st.text("ab ", max_size=40), min_size=1, max_size=8))
def test_find_agrees_with_bytes_find(texts: list[str]) -> None:
    size = np.array([len(t) for t in texts])
    start = np.cumsum(size) - size
    expected = [s + (len(t) if " " not in t else t.index(" ")) for s, t in zip(start.tolist(), texts, strict=True)]
    assert find(data("".join(texts).encode()), start, start + size, ord(" ")).tolist() == expected


@settings(deadline=None)  # the first example may compile
@given(st.lists(st.one_of(st.integers(0, 10**18).map(str), st.text("0123456789-/:x", max_size=18)), min_size=1, max_size=8))
def test_number_agrees_with_int(texts: list[str]) -> None:
    size = np.array([len(t) for t in texts])
    value, ok = number(data("".join(texts).encode()), np.cumsum(size) - size, size)
    assert ok.tolist() == [t.isdecimal() and len(t) <= 16 for t in texts]
    assert [v for v, fine in zip(value.tolist(), ok, strict=True) if fine] == [
        int(t) for t, fine in zip(texts, ok, strict=True) if fine
    ]


def test_matches_short_and_long_literals() -> None:
    text = b'x] "GET /a longer literal than eight bytes'
    assert where(data(text), np.array([1, 2]), b'] "') == [True, False]
    assert where(data(text), np.array([4, 5]), b"GET /a longer literal") == [True, False]


def where(text: Bytes, at: Rows, literal: bytes) -> list[bool]:
    ok = np.ones(len(at), np.bool_)
    matches(text, at, literal, ok)
    found: list[bool] = ok.tolist()
    return found
