"""Content codings of answers (RFC 9110, section 8.4.1): taken off within a bound, and put on again after masking."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # ships no types
import zstandard

_GZIP_LEVEL, _BROTLI_QUALITY, _ZSTD_LEVEL = 5, 4, 3
"""As fast as proxies that compress on the way."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class Uncoded(Exception):  # noqa: N818  # no failure of ours: such an answer cannot be read, and the caller's rule decides
    """The coding is unknown, its bytes are broken, or they hold more than the bound."""


def _inflate(body: bytes, most: int) -> bytes:
    """Gzip of one or several members (RFC 1952), or zlib."""
    parts, size = list[bytes](), 0
    while body:
        one = zlib.decompressobj(_GZIP_OR_ZLIB)
        try:
            parts.append(one.decompress(body, most - size + 1))
        except zlib.error:
            raise Uncoded from None
        size += len(parts[-1])
        if size > most or not one.eof:
            raise Uncoded
        body = one.unused_data
    return b"".join(parts)


def _unbrotli(body: bytes, most: int) -> bytes:
    one = brotli.Decompressor()
    try:
        text: bytes = one.process(body, output_buffer_limit=most + 1)
    except brotli.error:
        raise Uncoded from None
    if len(text) > most or not one.is_finished():
        raise Uncoded
    return text


def _unzstd(body: bytes, most: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body, read_across_frames=True) as reader:
            text = reader.read(most + 1)
    except zstandard.ZstdError:
        raise Uncoded from None
    if len(text) > most:
        raise Uncoded
    return text


def _gzip(text: bytes) -> bytes:
    one = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return one.compress(text) + one.flush()


_CODINGS: dict[str, tuple[Callable[[bytes, int], bytes], Callable[[bytes], bytes]]] = {
    "": (lambda body, _: body, lambda text: text),
    "identity": (lambda body, _: body, lambda text: text),
    "gzip": (_inflate, _gzip),
    "x-gzip": (_inflate, _gzip),
    "deflate": (_inflate, zlib.compress),
    "br": (_unbrotli, lambda text: brotli.compress(text, quality=_BROTLI_QUALITY)),
    "zstd": (_unzstd, zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress),
}


def plain(body: bytes, coding: str, most: int) -> bytes:
    """An answer without its coding, of at most `most` bytes.

    Raises:
        Uncoded: that is not possible.
    """
    found = _CODINGS.get(coding.strip().lower())
    if found is None or len(body) > most:
        raise Uncoded
    return found[0](body, most)


def coded(text: bytes, coding: str) -> bytes:
    """The text under a coding that `plain` took off."""
    return _CODINGS[coding.strip().lower()][1](text)
