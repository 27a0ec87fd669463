from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.catalog import subjects
from headcount.catalog.subjects import Walks, numbers, records, step_codes
from headcount.ledger.pictures import decode_steps
from headcount.model.text import Text

few = settings(max_examples=60, deadline=None)
UNKNOWN = int(np.iinfo(np.int64).min)
UUID = "6f9619ff-8b86-4011-b42d-00cf4fc964ff"


def split(*values: str | bytes) -> list[tuple[int, bytes]]:
    rows, text = records(Text.of(values))
    return list(zip(rows.tolist(), text.to_list(), strict=True))


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        ("4242", ["4242"]),
        ("0042", ["0042"]),
        ("%34%32", ["42"]),
        ("%E5%BC%A0%E4%B8%89", ["张三"]),
        ("张三", ["张三"]),
        ("e%CC%81", ["é"]),
        ("%C3%A9", ["é"]),
        (UUID.upper(), [UUID]),
        (UUID, [UUID]),
        ("Ann.Lee%40Example.COM", ["ann.lee@example.com"]),
        ("Ann.Lee@Example.com", ["ann.lee@example.com"]),
        ("AnnLee", ["AnnLee"]),
        ("1,2,3", ["1", "2", "3"]),
        ("1%2C2", ["1", "2"]),
        ("7,7,8", ["7", "8"]),
        (",5,,6,", ["5", "6"]),
        ("a@example.com,B@example.com", ["a@example.com", "b@example.com"]),
        ("Doe,John", ["Doe,John"]),
        ("1,Doe", ["1,Doe"]),
        ("%2B12025550100", ["+12025550100"]),
        ("", [""]),
        ("100%", ["100%"]),
        ("%zz", ["%zz"]),
    ],
)
def test_the_records_that_a_value_names(value: str, canonical: list[str]) -> None:
    assert split(value) == [(0, record.encode()) for record in canonical]


def test_rows_keep_their_order_and_lists_their_row() -> None:
    assert split("9", "1,2", "8", "%37", "5,6") == [(0, b"9"), (1, b"1"), (1, b"2"), (2, b"8"), (3, b"7"), (4, b"5"), (4, b"6")]


def test_broken_utf8_stays_as_it_is() -> None:
    assert split(b"\xff\xfe", b"%FF", b"\0") == [(0, b"\xff\xfe"), (1, b"\xff"), (2, b"\0")]


def test_a_list_is_cut_off_at_its_limit() -> None:
    rows, text = records(Text.of([",".join(str(n) for n in range(subjects.MOST_IN_LIST + 5))]))
    assert len(text) == subjects.MOST_IN_LIST
    assert set(rows.tolist()) == {0}
    assert text.to_list()[-1] == b"9999"


def test_no_values() -> None:
    assert split() == []
    assert [part.tolist() for part in numbers(Text.empty(0))] == [[], []]


@few
@given(
    st.lists(st.from_regex(rb"[ -~\x80-\xff]{0,12}[0-9]{0,20}", fullmatch=True) | st.binary(max_size=20), min_size=1, max_size=10)
)
def test_numbers_are_the_last_sixteen_digits_at_the_end(values: list[bytes]) -> None:
    tails = [re.search(rb"[0-9]*\Z", value) for value in values]
    ends = [tail.group()[-16:] if tail else b"" for tail in tails]
    number, known = numbers(Text.of(values))
    assert number.tolist() == [int(end or b"0") for end in ends]
    assert known.tolist() == [bool(end) for end in ends]


@pytest.mark.parametrize("length", range(1, 20))
def test_a_number_of_any_length_at_any_place(length: int) -> None:
    digits = "1234567890987654321"[:length]
    for before in ("", "a", "abc-", "order_no-", "\xff" * 9, ":", "/", "\0"):
        number, known = numbers(Text.of([before + digits, digits + "x"]))
        assert number.tolist() == [int(digits[-16:]), 0]
        assert known.tolist() == [True, False]


def slow_walk(rows: list[tuple[int, int]]) -> list[int]:
    """What `Walks` says, one row at a time."""
    memory: dict[int, list[int]] = {}
    steps = []
    for walker, number in rows:
        before = memory.setdefault(walker, [])
        steps.append(min((number - old for old in reversed(before[-2:])), key=abs, default=UNKNOWN))
        before.append(number)
    return steps


walk_rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60) | st.integers(0, 10**16 - 1)), max_size=60)


@few
@given(walk_rows, st.lists(st.integers(0, 60), max_size=6))
def test_steps_do_not_depend_on_how_the_rows_are_cut(rows: list[tuple[int, int]], cuts: list[int]) -> None:
    walks, steps = Walks(), list[int]()
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    for begin, end in itertools.pairwise(edges):
        part = np.array(rows[begin:end], np.int64).reshape(-1, 2)
        steps += walks.steps(part[:, 0].astype(np.uint32), part[:, 1]).tolist()
    assert steps == slow_walk(rows)


def test_walkers_beyond_the_limit_have_no_steps() -> None:
    walks = Walks(most=1)
    first = walks.steps(np.array([0, 1, 1], np.uint32), np.array([10, 20, 21]))
    second = walks.steps(np.array([0, 1, 1], np.uint32), np.array([11, 22, 23]))
    assert first.tolist() == [UNKNOWN] * 3
    assert second.tolist() == [1, UNKNOWN, UNKNOWN]


def test_step_codes_are_exact_to_eight_and_tell_there_and_back() -> None:
    steps = np.arange(-8, 9)
    codes = step_codes(steps)
    assert codes.tolist() == [-8, -7, -6, -5, -4, -3, -2, -1, 127, 1, 2, 3, 4, 5, 6, 7, 8]
    assert decode_steps(codes.astype(np.int64)).tolist() == steps.tolist()


@few
@given(st.integers(9, 10**16 - 1), st.sampled_from([1, -1]))
def test_longer_steps_keep_their_sign_and_their_power_of_two(size: int, sign: int) -> None:
    code = step_codes(np.array([sign * size]))
    back = int(decode_steps(code.astype(np.int64))[0])
    assert (sign * back) // 2 < size <= sign * back
    assert code[0] not in (subjects.NO_STEP, 127)


def test_codes_grow_with_the_step() -> None:
    steps = np.concatenate([np.arange(1, 5_000), 10 ** np.arange(4, 16)])
    codes = step_codes(steps).astype(np.int64)
    assert (np.diff(codes) >= 0).all()
    assert (step_codes(-steps) == -codes).all()
    assert codes.max() < 127
