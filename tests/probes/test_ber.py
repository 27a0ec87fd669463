"""BER: lengths and numbers as the standard has them, and values that lie about their length."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.probes.ber import number, split, tagged
from headcount.probes.wire import EndedError


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 70_000])
def test_lengths(size: int) -> None:
    assert split(tagged(0x04, b"x" * size) + tagged(0x02, b"\1")) == [(0x04, b"x" * size), (0x02, b"\1")]


@pytest.mark.parametrize(("value", "told"), [(0, "020100"), (127, "02017f"), (128, "02020080"), (10_000, "02022710")])
def test_numbers(value: int, told: str) -> None:
    assert number(value).hex() == told


@given(st.binary(max_size=40))
def test_no_bytes_break_it(data: bytes) -> None:
    with contextlib.suppress(EndedError):
        assert sum(len(held) for _, held in split(data)) <= len(data)
