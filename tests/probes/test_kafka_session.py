"""Kafka's protocol: records of a batch, packed or not, and answers that claim more than they hold."""

from __future__ import annotations

import gzip
import struct

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.probes.kafka_session import Cursor, records
from headcount.probes.wire import EndedError

TWO = [(b"k", b"first"), (b"", b"second")]


def varint(value: int) -> bytes:
    rest, told = (value << 1) ^ (value >> 63), b""
    while rest > 0x7F:
        told += bytes([rest & 0x7F | 0x80])
        rest >>= 7
    return told + bytes([rest])


def batch(pairs: list[tuple[bytes, bytes]], packed: int = 0) -> bytes:
    """As a broker keeps it: record batch, magic 2."""
    body = b""
    for place, (key, value) in enumerate(pairs):
        one = b"\0" + varint(0) + varint(place) + varint(len(key)) + key + varint(len(value)) + value + varint(0)
        body += varint(len(one)) + one
    if packed == 1:
        body = gzip.compress(body)
    elif packed in {3, 4}:
        sink = pa.BufferOutputStream()
        with pa.CompressedOutputStream(sink, {3: "lz4", 4: "zstd"}[packed]) as out:
            out.write(body)
        body = sink.getvalue().to_pybytes()
    elif packed:
        body = b"\x82SNAPPY\0" + body
    head = struct.pack("!ibIhiqqqhii", 0, 2, 0, packed, len(pairs) - 1, 0, 0, -1, -1, -1, len(pairs))
    return struct.pack("!qi", 0, len(head) + len(body)) + head + body


@pytest.mark.parametrize("packed", [0, 1, 3, 4], ids=["plain", "gzip", "lz4", "zstd"])
def test_records_of_two_batches(packed: int) -> None:
    data = batch(TWO, packed) + batch([(b"x" * 200, b"third")])
    assert [*records(data)] == [*TWO, (b"x" * 200, b"third")]


def test_snappy_and_the_formats_of_old_days_are_left_out() -> None:
    assert [*records(batch(TWO, 2) + batch(TWO))] == TWO
    assert [*records(batch(TWO).replace(b"\0\x02", b"\0\x01", 1))] == []


def test_what_is_cut_off_is_left_out() -> None:
    assert [*records(batch(TWO)[:-10])] == TWO[:1]
    assert [*records(batch(TWO, 1)[:-30])] in ([], TWO[:1], TWO)


@given(st.binary(max_size=120))
def test_no_bytes_break_it(data: bytes) -> None:
    for whole in (data, batch([(b"", b"x")])[:61] + data):
        list(records(whole))


@pytest.mark.parametrize("data", [b"\0\0\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\5\0\0"], ids=["many", "huge", "short"])
def test_lists_that_claim_more_than_there_is(data: bytes) -> None:
    cursor = Cursor(data)
    with pytest.raises(EndedError):
        cursor.items(lambda: cursor.number(4))


def test_none_is_empty() -> None:
    cursor = Cursor(b"\xff\xff" + b"\xff\xff\xff\xff" * 2)
    assert (cursor.text(), cursor.data(), cursor.items(cursor.text)) == ("", b"", [])


def test_a_number_without_end() -> None:
    with pytest.raises(EndedError):
        Cursor(b"\xff" * 20).varint()
