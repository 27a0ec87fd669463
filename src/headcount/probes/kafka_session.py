"""What a Kafka broker and a client say to each other, as far as a probe needs it, and the records of a batch.

Source: Apache Kafka protocol guide (ApiVersions 0, Metadata 1, ListOffsets 1, Fetch 4, SaslHandshake 1, SaslAuthenticate 0), and
Message Format (record batch, magic 2). All numbers are big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import pyarrow as pa

from headcount.probes.wire import EndedError, Wire

WRONG = "it does not answer as Kafka does"
API_VERSIONS, METADATA, LIST_OFFSETS, FETCH, SASL_HANDSHAKE, SASL_AUTHENTICATE = 18, 3, 2, 1, 17, 36
_VERSIONS = {API_VERSIONS: 0, METADATA: 1, LIST_OFFSETS: 1, FETCH: 4, SASL_HANDSHAKE: 1, SASL_AUTHENTICATE: 0}
_MOST_ANSWER = 4 << 20
_MOST_ITEMS = 50_000
_MOST_UNPACKED = 1 << 20
_MOST_NAME = 249
_PACKED = {1: "gzip", 3: "lz4", 4: "zstd"}
"""Compressions that are read; the other one, Snappy, is framed in a way of Kafka's own."""
Item = TypeVar("Item")


class Cursor:
    """Reads an answer from its beginning on.

    Every method raises `EndedError` where the answer is too short or claims more than it has.
    """

    def __init__(self, data: bytes) -> None:
        """Nothing is read yet."""
        self._data, self._at = data, 0

    def take(self, count: int) -> bytes:
        """So many bytes."""
        taken = self._data[self._at : self._at + count] if count >= 0 else b""
        if len(taken) != count:
            raise EndedError(WRONG)
        self._at += count
        return taken

    def number(self, size: int) -> int:
        """A whole number of so many bytes."""
        return int.from_bytes(self.take(size), signed=True)

    def text(self) -> str:
        """A text; empty for none."""
        size = self.number(2)
        return self.take(size).decode("utf-8", "replace") if size >= 0 else ""

    def data(self) -> bytes:
        """Bytes with their length before; empty for none."""
        size = self.number(4)
        return self.take(size) if size >= 0 else b""

    def items(self, read: Callable[[], Item]) -> list[Item]:
        """A list; empty for none."""
        count = self.number(4)
        if count > _MOST_ITEMS:
            raise EndedError(WRONG)
        return [read() for _ in range(count)]

    def varint(self) -> int:
        """A number of variable length, zigzag."""
        value = shift = 0
        while shift < 70:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return (value >> 1) ^ -(value & 1)
            shift += 7
        raise EndedError(WRONG)


def text(value: str) -> bytes:
    """A text as it is sent."""
    return struct.pack("!h", len(value.encode())) + value.encode()


@dataclass(slots=True)
class Session:
    """One connection."""

    wire: Wire
    _number: int = field(default=0)

    def ask(self, what: int, body: bytes = b"") -> Cursor:
        """One request and its answer.

        Raises:
            EndedError: it does not keep to the protocol.
        """
        self._number += 1
        head = struct.pack("!hhi", what, _VERSIONS[what], self._number) + text("headcount-probe")
        self.wire.send(struct.pack("!i", len(head) + len(body)) + head + body)
        size, number = struct.unpack("!ii", self.wire.exactly(8))
        if not 4 <= size <= _MOST_ANSWER or number != self._number:
            raise EndedError(WRONG)
        return Cursor(self.wire.exactly(size - 4))

    def hello(self) -> None:
        """Ask which questions it knows: every broker says so before anything else."""
        answer = self.ask(API_VERSIONS)
        wrong = answer.number(2)
        known = answer.items(lambda: (answer.number(2), answer.take(4)))
        if wrong or METADATA not in {what for what, _ in known}:
            raise EndedError(WRONG)

    def topics(self) -> dict[str, list[int]]:
        """The topics that it shows, each with its partitions; Kafka's own are left out."""
        answer = self.ask(METADATA, struct.pack("!i", -1))
        answer.items(lambda: (answer.number(4), answer.text(), answer.number(4), answer.text()))
        answer.number(4)

        def partition() -> int:
            answer.number(2)
            index = answer.number(4)
            answer.number(4)
            answer.items(lambda: answer.number(4))
            answer.items(lambda: answer.number(4))
            return index

        def topic() -> tuple[int, str, int, list[int]]:
            return answer.number(2), answer.text(), answer.number(1), answer.items(partition)

        found = answer.items(topic)
        return {name: sorted(places) for error, name, own, places in found if not error and not own and len(name) <= _MOST_NAME}

    def offsets(self, wanted: Mapping[str, Sequence[int]], at: int) -> dict[tuple[str, int], int]:
        """First (`at` -2) or next (-1) offsets of the partitions that this broker leads."""
        ask = struct.pack("!ii", -1, len(wanted)) + b"".join(
            text(name) + struct.pack("!i", len(places)) + b"".join(struct.pack("!iq", place, at) for place in places)
            for name, places in wanted.items()
        )
        answer = self.ask(LIST_OFFSETS, ask)

        def partition() -> tuple[int, int, int, int]:
            return answer.number(4), answer.number(2), answer.number(8), answer.number(8)

        told = answer.items(lambda: (answer.text(), answer.items(partition)))
        return {(name, place): offset for name, found in told for place, error, _, offset in found if not error}

    def fetch(self, wanted: Mapping[tuple[str, int], int], most: int) -> dict[tuple[str, int], bytes]:
        """Batches of records from offsets on, about `most` bytes a partition."""
        ask = struct.pack("!iiiibi", -1, 500, 1, _MOST_ANSWER // 4, 0, len(wanted)) + b"".join(
            text(name) + struct.pack("!iiqi", 1, place, offset, most) for (name, place), offset in wanted.items()
        )
        answer = self.ask(FETCH, ask)
        answer.number(4)

        def partition() -> tuple[int, int, bytes]:
            place, error = answer.number(4), answer.number(2)
            answer.take(16)
            answer.items(lambda: answer.take(16))
            return place, error, answer.data()

        told = answer.items(lambda: (answer.text(), answer.items(partition)))
        return {(name, place): data for name, found in told for place, error, data in found if not error}


def records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of each record; what is cut off at the end, or packed in a way that is not read, is left out."""
    at, left = 0, _MOST_UNPACKED
    while len(data) - at >= 61 and left > 0:
        size = int.from_bytes(data[at + 8 : at + 12])
        end = at + 12 + size
        if size < 49 or data[at + 16] != 2:
            return
        packed, count = int.from_bytes(data[at + 21 : at + 23]) & 7, int.from_bytes(data[at + 57 : at + 61], signed=True)
        body = data[at + 61 : end]
        if packed:
            body = _unpacked(body, packed, left)
            left -= max(len(body), 1 << 10)
        yield from _records(Cursor(body), count)
        at = end


def _records(body: Cursor, count: int) -> Iterator[tuple[bytes, bytes]]:
    for _ in range(count):
        try:
            record = Cursor(body.take(body.varint()))
            record.take(1)
            record.varint()
            record.varint()
            key = record.take(max(0, record.varint()))
            value = record.take(max(0, record.varint()))
        except EndedError:
            return
        yield key, value


def _unpacked(body: bytes, packed: int, most: int) -> bytes:
    if packed not in _PACKED:
        return b""
    try:
        with pa.CompressedInputStream(pa.BufferReader(body), _PACKED[packed]) as stream:
            return bytes(stream.read(most))
    except OSError:
        return b""
