"""BSON: as its specification has it, and documents that lie about themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.probes.bson import decode, encode
from headcount.probes.wire import EndedError
from tests.probes.doubles.mongodb import bson

HELLO = bytes.fromhex("16000000 0268656c6c6f00 06000000 776f726c6400 00")
AWESOME = bytes.fromhex(
    "31000000 04 42534f4e00 26000000 02 3000 08000000 617765736f6d6500 01 3100 333333333333144010 3200 c2070000 00 00"
)


def test_the_examples_of_the_specification() -> None:
    assert encode({"hello": "world"}) == HELLO
    assert decode(HELLO) == {"hello": "world"}
    assert decode(AWESOME) == {"BSON": ["awesome", 5.05, 1986]}


def test_every_type_that_is_written_is_read_back() -> None:
    document = {"a": "中", "b": -(1 << 40), "c": True, "d": b"\0\1", "e": {"f": {}}}
    assert decode(encode(document)) == document
    assert decode(bson(document | {"b": 7})) == document | {"b": 7}


def test_types_without_a_text_of_their_own_are_none() -> None:
    body = b"\x07_id\0" + bytes(12) + b"\x09at\0" + bytes(8) + b"\x13n\0" + bytes(16) + b"\x0are\0" + b"\x0bx\0a\0i\0"
    assert decode((len(body) + 5).to_bytes(4, "little") + body + b"\0") == {
        "_id": None,
        "at": None,
        "n": None,
        "re": None,
        "x": "/a/i",
    }


def test_what_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="a"):
        encode({"a": object()})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HELLO[:-1],
        b"\xff\xff\xff\x7f" + HELLO[4:],
        b"\x17" + HELLO[1:],
        HELLO.replace(b"\x06", b"\xff"),
        b"\x05\0\0\0\1",
        b"\x08\0\0\0\x20a\0\0",
    ],
    ids=["none", "cut", "huge", "long", "text", "no end", "type"],
)
def test_documents_that_lie(data: bytes) -> None:
    with pytest.raises(EndedError):
        decode(data)


def test_one_that_is_too_deep() -> None:
    document: dict[str, object] = {}
    for _ in range(40):
        document = {"a": document}
    with pytest.raises(EndedError):
        decode(encode(document))


@given(st.binary(max_size=60))
def test_no_bytes_break_it(data: bytes) -> None:
    for whole in (data, (len(data) + 5).to_bytes(4, "little") + data + b"\0"):
        try:
            decode(whole)
        except EndedError:
            continue
