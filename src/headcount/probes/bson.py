"""BSON, the documents that MongoDB sends: written as far as questions need it, and read within bounds.

Source: BSON specification 1.1 (bsonspec.org).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

from headcount.probes.wire import EndedError

WRONG = "it does not answer as MongoDB does"
_MOST_DEPTH = 32
_MOST_VALUES = 200_000
_FIXED = {0x06: 0, 0x07: 12, 0x09: 8, 0x0A: 0, 0x11: 8, 0x13: 16, 0x7F: 0, 0xFF: 0}
"""Types of a fixed length that hold nothing to be read here, such as an ObjectId; dates and decimals among them."""


def encode(document: Mapping[str, object]) -> bytes:
    """A document of texts, whole numbers, truth values, bytes and documents."""
    body = b"".join(_element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def _element(name: str, value: object) -> bytes:
    label = name.encode() + b"\0"
    match value:
        case bool():
            return b"\x08" + label + bytes([value])
        case int():
            return b"\x12" + label + struct.pack("<q", value)
        case bytes():
            return b"\x05" + label + struct.pack("<iB", len(value), 0) + value
        case str():
            text = value.encode() + b"\0"
            return b"\x02" + label + struct.pack("<i", len(text)) + text
        case Mapping():
            return b"\x03" + label + encode(value)
        case _:
            raise TypeError(name)


class _Reader:
    """Reads one document."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._left = data, 0, _MOST_VALUES

    def document(self, depth: int = 0) -> dict[str, object]:
        start = self._at
        size = self._int()
        end = start + size
        if not 5 <= size <= len(self._data) - start or depth > _MOST_DEPTH:
            raise EndedError(WRONG)
        found: dict[str, object] = {}
        while (kind := self._take(1)[0]) != 0:
            self._left -= 1
            if self._left < 0:
                raise EndedError(WRONG)
            name = self._name()
            found[name] = self._value(kind, depth)
        if self._at != end:
            raise EndedError(WRONG)
        return found

    def _value(self, kind: int, depth: int) -> object:
        if kind in _FIXED:
            self._take(_FIXED[kind])
            return None
        if kind in {0x03, 0x04}:
            held = self.document(depth + 1)
            return held if kind == 0x03 else list(held.values())
        simple: dict[int, Callable[[], object]] = {
            0x01: lambda: float(struct.unpack("<d", self._take(8))[0]),
            0x02: self._text,
            0x05: self._bytes,
            0x08: lambda: self._take(1) != b"\0",
            0x0B: lambda: f"/{self._name()}/{self._name()}",
            0x0D: self._text,
            0x0E: self._text,
            0x10: self._int,
            0x12: lambda: int.from_bytes(self._take(8), "little", signed=True),
        }
        if kind not in simple:
            raise EndedError(WRONG)
        return simple[kind]()

    def _text(self) -> str:
        return self._take(self._int()).removesuffix(b"\0").decode("utf-8", "replace")

    def _bytes(self) -> bytes:
        size = self._int()
        self._take(1)
        return self._take(size)

    def _int(self) -> int:
        return int.from_bytes(self._take(4), "little", signed=True)

    def _name(self) -> str:
        end = self._data.find(b"\0", self._at)
        if end < 0:
            raise EndedError(WRONG)
        name = self._data[self._at : end].decode("utf-8", "replace")
        self._at = end + 1
        return name

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count] if count >= 0 else b""
        if len(taken) != count:
            raise EndedError(WRONG)
        self._at += count
        return taken


def decode(data: bytes) -> dict[str, object]:
    """The document at the beginning; what has no text of its own (ObjectId, date, decimal) is None.

    Raises:
        EndedError: it is none, or deeper or longer than a document may be.
    """
    return _Reader(data).document()
