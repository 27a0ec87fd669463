from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.catalog import spans
from headcount.catalog.trie import is_identifier
from headcount.model.text import PADDING, Text

few = settings(max_examples=60, deadline=None)
NASTY = st.sampled_from(
    [b"", b"\0", b"\x80\xff", b"/" * 9, b"a\0/", b"0123456789abcdef", b"%40", b"@", b"a" * 7 + b"/", b"/" + b"\xff" * 8]
)
strings = st.lists(st.binary(max_size=40) | NASTY, min_size=1, max_size=12)
delimiters = st.lists(st.sampled_from([0, 1, 38, 47, 61, 63, 128, 255]), min_size=1, max_size=3, unique=True)


def python_find(value: bytes, wanted: Sequence[int]) -> int:
    return next((place for place, byte in enumerate(value) if byte in wanted), len(value))


@few
@given(strings, delimiters)
def test_find_is_the_first_delimiter_or_the_end(values: list[bytes], wanted: list[int]) -> None:
    text = Text.of(values)
    found = spans.find(text.data, text.start, text.start + text.size, *wanted)
    assert (found - text.start).tolist() == [python_find(value, wanted) for value in values]


def test_a_delimiter_behind_the_span_is_not_found() -> None:
    data = Text.of([b"abc/def/"]).data
    start, end = np.array([0, 4, 7, 8]), np.array([3, 7, 7, 8])
    assert spans.find(data, start, end, 47).tolist() == [3, 7, 7, 8]


def test_no_rows() -> None:
    text = Text.empty(0)
    assert spans.find(text.data, text.start, text.start, 47).tolist() == []
    assert spans.keys(text).tolist() == []
    assert spans.join(spans.keys(text), spans.keys(text)).tolist() == []


@few
@given(strings)
def test_equal_strings_have_equal_keys_and_others_not(values: list[bytes]) -> None:
    keys = spans.keys(Text.of([*values, *values])).tolist()
    assert 0 not in keys
    assert len(set(values)) == len(set(keys))
    assert keys[: len(values)] == keys[len(values) :]


def test_trailing_zeros_and_lengths_tell_keys_apart() -> None:
    values = [b"\0" * n for n in range(40)] + [b"a" + b"\0" * n for n in range(40)]
    assert len(set(spans.keys(Text.of(values)).tolist())) == 80


def test_keys_look_at_every_byte_of_a_long_string() -> None:
    values = [b"x" * n + b"y" + b"x" * (199 - n) for n in range(200)]
    assert len(set(spans.keys(Text.of(values)).tolist())) == 200


def test_a_key_is_that_of_the_bytes_wherever_they_stand() -> None:
    data = np.frombuffer(b"12/34/56" + bytes(PADDING), np.uint8)
    text = Text(data, np.array([0, 3, 6, 0, 8]), np.array([2, 2, 2, 8, 0]))
    assert spans.keys(text).tolist() == spans.keys(Text.of([b"12", b"34", b"56", b"12/34/56", b""])).tolist()


def test_joined_keys_know_their_order() -> None:
    a, b = spans.keys(Text.of([b"a", b"b", b"a", b"a"])), spans.keys(Text.of([b"b", b"a", b"b", b"a"]))
    before = a.tolist()
    joined = spans.join(a, b).tolist()
    assert joined[0] == joined[2]
    assert len(set(joined) | set(before)) == 5
    assert a.tolist() == before
    assert 0 not in spans.join(np.zeros(4, np.uint64), b).tolist()


def test_mixing_is_a_bijection_with_known_values() -> None:
    mix = cast("Callable[[np.uint64], int]", spans.mix)  # compiled code takes unsigned numbers
    counter = np.array([1, 2, 3], np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    assert [int(mix(state)) for state in counter] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@few
@given(
    st.text("0159aZ@%4/.v", max_size=15).map(str.encode) | st.binary(max_size=15) | NASTY.filter(lambda value: len(value) < 16)
)
def test_a_value_on_sight_is_one_for_the_tree_too(value: bytes) -> None:
    text = Text.of([b"99", value, b"99"])
    found = bool(spans.is_value(text.data, int(text.start[1]), int(text.size[1])))
    assert found == is_identifier(value) or value[:1] in b"vV"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"", False),
        (b"7", True),
        (b"a1", False),
        (b"ab1c2d3e4", True),
        (b"1,2,3", True),
        (b"1,b,3", False),
        (b",", False),
        (b"a" * 12 + b"1234", True),
        (b"a" * 13 + b"1234", False),
        (b"1" * 40, True),
        (b"a@", True),
        (b"a%40", True),
        (b"%4", False),
        (b"%40", True),
        (b"a" * 63 + b"@b.example", True),
        (b"a" * 50 + b"%40b.example", True),
        (b"%E5%BC%A0%E4%B8%89", False),
        (b"%E5%BC%A01001", True),
        (b"%31%32%33%34", False),
        (b"100%", False),
        (b"1234%", True),
    ],
)
def test_values(value: bytes, *, expected: bool) -> None:
    text = Text.of([value, b"0@1234"])
    assert bool(spans.is_value(text.data, 0, len(value))) == expected


def test_words_are_little_endian_at_every_byte() -> None:
    data = np.frombuffer(bytes(range(1, 11)), np.uint8)
    assert spans.words(data).tolist() == [int.from_bytes(bytes(range(n, n + 8)), "little") for n in (1, 2, 3)]
