"""Content encodings of HTTP (RFC 9110, section 8.4.1) taken off a body, with a bound on what may come out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import brotli  # type: ignore[import-untyped]  # it ships no type information
import zstandard

_STEP = 1 << 20
_SIP = 256
_WINDOW = 27
"""Largest window of a zstd frame as a power of two: 128 MiB (RFC 8878 asks decoders for 8 MiB at least; `--long` writes 27)."""


class Unreadable(Exception):  # noqa: N818 - a state of the input, not a fault of the program
    """An input or body cannot be read; the argument says why, in a phrase that holds nothing of it."""


class TooLarge(Unreadable):
    """More bytes than are read at once."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {size_words(limit)}")


def size_words(size: int) -> str:
    """A number of bytes in the largest unit that divides it, such as `256 MiB`."""
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size >= factor and size % factor == 0:
            return f"{size // factor} {unit}"
    return f"{size:,} bytes"


def inflate(data: bytes, encoding: str, limit: int) -> bytes:
    """`data` without its encodings; `identity` and empty ones leave it as it is.

    Args:
        data: the encoded body.
        encoding: the header's value, such as `gzip` or `gzip, br` (applied in this order, so taken off from the end).
        limit: most bytes of the result, and of each step on the way.

    Raises:
        TooLarge: more would come out. What came out until then was at most a mebibyte over the limit.
        Unreadable: damaged, cut off, or an encoding that is not known.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in {"", "identity"}:
            continue
        if name not in _DECODERS:
            raise Unreadable("unknown content encoding")
        data = _DECODERS[name](data, limit)
    return data


def told(data: bytes) -> str:
    """The encoding that the first bytes show: `gzip`, `zstd` or empty. Brotli and deflate have no mark."""
    return "gzip" if data.startswith(b"\x1f\x8b\x08") else "zstd" if data.startswith(b"\x28\xb5\x2f\xfd") else ""


def _gzip(data: bytes, limit: int) -> bytes:
    parts, size = [], 0
    while data:
        member = zlib.decompressobj(31)
        while not member.eof:
            try:
                part = member.decompress(data, _STEP)
            except zlib.error:
                raise Unreadable("damaged gzip") from None
            size += len(part)
            if size > limit:
                raise TooLarge(limit)
            parts.append(part)
            data = member.unused_data if member.eof else member.unconsumed_tail
            if not member.eof and not data and not part:
                raise Unreadable("cut-off gzip")
        data = data.lstrip(b"\0")
    return b"".join(parts)


def _deflate(data: bytes, limit: int) -> bytes:
    """Zlib's format, as the RFC says, or bare deflate, as some servers send."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        stream = zlib.decompressobj(bits)
        try:
            found = _drain(lambda piece, stream=stream: stream.decompress(piece, _STEP), data, stream, limit)  # type: ignore[misc]  # the default argument binds the loop's value
        except zlib.error:
            continue
        if not stream.eof:
            raise Unreadable("cut-off deflate")
        return found
    raise Unreadable("damaged deflate")


def _drain(step: Callable[[bytes], bytes], data: bytes, stream: Any, limit: int) -> bytes:  # noqa: ANN401 - zlib's type has no public name
    parts, size = [], 0
    while part := step(data):
        size += len(part)
        if size > limit:
            raise TooLarge(limit)
        parts.append(part)
        data = stream.unconsumed_tail
    return b"".join(parts)


def _brotli(data: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    parts, size = [], 0
    piece = data
    while not stream.is_finished():
        try:
            part = stream.process(piece, output_buffer_limit=_STEP)
        except brotli.error:
            raise Unreadable("damaged br") from None
        piece = b""
        size += len(part)
        if size > limit:
            raise TooLarge(limit)
        if not part and not stream.is_finished():
            raise Unreadable("cut-off br")
        parts.append(part)
    return b"".join(parts)


def _zstd(data: bytes, limit: int) -> bytes:
    """Frame after frame. A block of 128 KiB can be 4 bytes long, so few bytes are given at a time."""
    decoder = zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW)
    parts, size, frame, view = [], 0, decoder.decompressobj(), memoryview(data)
    while view:
        try:
            part = frame.decompress(view[:_SIP])
        except zstandard.ZstdError:
            raise Unreadable("damaged zstd") from None
        size += len(part)
        if size > limit:
            raise TooLarge(limit)
        parts.append(part)
        view = view[min(_SIP, len(view)) - len(frame.unused_data) :]
        if frame.eof and view:
            frame = decoder.decompressobj()
    if data and not frame.eof:
        raise Unreadable("cut-off zstd")
    return b"".join(parts)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
