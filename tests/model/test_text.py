"""A column of byte strings as spans."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.model.text import PADDING, Text

VALUES = st.lists(st.one_of(st.text(max_size=8), st.binary(max_size=8), st.none()), max_size=8)


def plain(value: str | bytes | None) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value or b""


@given(VALUES)
def test_what_goes_in_comes_out(values: list[str | bytes | None]) -> None:
    column = Text.of(values)
    assert column.to_list() == [plain(v) for v in values]
    last = int((column.start + column.size).max()) if values else 0
    assert len(column.data) >= last + PADDING
    assert not column.data[-PADDING:].any()


def test_strings_with_line_feeds_and_surrogates() -> None:
    assert Text.of(["a\nb", "", "\ud800", "é"]).to_list() == [b"a\nb", b"", b"\xed\xa0\x80", "é".encode()]
    assert Text.of([]).to_list() == []


def test_values_of_other_types_are_refused() -> None:
    with pytest.raises(TypeError):
        Text.of([["x"]])  # type: ignore[list-item]  # what the test is about


@given(VALUES, VALUES)
def test_concat_and_take(one: list[str | bytes | None], other: list[str | bytes | None]) -> None:
    joined = Text.concat([Text.of(one), Text.of(other)])
    assert joined.to_list() == [plain(v) for v in [*one, *other]]
    rows = np.arange(len(joined))[::-1]
    assert joined.take(rows).to_list() == joined.to_list()[::-1]
    assert joined.take(np.zeros(len(joined), np.bool_)).to_list() == []


def test_columns_over_one_buffer_are_joined_without_a_copy() -> None:
    column = Text.of(["a", "b"])
    joined = Text.concat([column.take(np.array([1])), column])
    assert joined.data is column.data
    assert joined.to_list() == [b"b", b"a", b"b"]


def test_arrow_there_and_back() -> None:
    array = pa.chunked_array([["a", None], ["é"]])
    assert Text.from_arrow(array).to_list() == [b"a", b"", "é".encode()]
    assert Text.from_arrow(pa.array(["x", "yz", None]).slice(1)).to_list() == [b"yz", b""]
    assert Text.of([b"ok", b"\xff", ""]).to_arrow().to_pylist() == ["ok", "\\xff", ""]


def test_no_clear_text_is_printed() -> None:
    assert repr(Text.of(["secret"])) == "Text(*** x 1)"


def test_an_empty_column() -> None:
    assert Text.empty(2).to_list() == [b"", b""]
