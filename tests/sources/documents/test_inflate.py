from __future__ import annotations

import gzip
import os
import tracemalloc
import zlib

import brotli  # type: ignore[import-untyped]  # it ships no type information
import pytest
import zstandard

from headcount.sources.documents.inflate import TooLarge, Unreadable, inflate, size_words, told

TEXT = b'{"name": "Ada"}' * 100
RAW = zlib.compressobj(wbits=-15)
BARE = RAW.compress(TEXT) + RAW.flush()
ENCODED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:700]) + gzip.compress(TEXT[700:]) + bytes(9),
    "deflate": zlib.compress(TEXT),
    "Deflate": BARE,
    "br": brotli.compress(TEXT),
    "zstd": zstandard.compress(TEXT),
    "ZSTD": zstandard.compress(TEXT[:300]) + zstandard.compress(TEXT[300:]),
    "identity": TEXT,
    "": TEXT,
    "gzip, br": brotli.compress(gzip.compress(TEXT)),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_every_encoding(encoding: str) -> None:
    assert inflate(ENCODED[encoding], encoding, 1 << 20) == TEXT


def test_empty_bodies() -> None:
    assert inflate(gzip.compress(b""), "gzip", 10) == b""
    assert inflate(b"", "gzip", 10) == b""


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_cut_off_and_damaged(encoding: str) -> None:
    noise = os.urandom(5000)
    whole = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}[encoding](noise)
    with pytest.raises(Unreadable, match=rf"(cut-off|damaged) {encoding}"):
        inflate(whole[:3000], encoding, 1 << 20)
    with pytest.raises(Unreadable, match=rf"(cut-off|damaged) {encoding}"):
        inflate(b"\xff\xfe no such thing", encoding, 1 << 20)


def test_an_encoding_that_is_not_known() -> None:
    with pytest.raises(Unreadable, match=r"^unknown content encoding$"):
        inflate(TEXT, "compress", 1 << 20)


def _bomb(encoding: str) -> bytes:
    """64 MiB of zeros, encoded; `gzip, gzip` is a bomb inside of a bomb."""
    zeros = bytes(64 << 20)
    if encoding == "br":
        return bytes(brotli.compress(zeros, quality=1))
    if encoding == "zstd":
        return zstandard.compress(zeros)
    packed = zlib.compress(zeros) if encoding == "deflate" else gzip.compress(zeros, 1)
    return gzip.compress(packed) if encoding == "gzip, gzip" else packed


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
def test_bombs_are_let_go_of_at_the_limit(encoding: str) -> None:
    bomb = _bomb(encoding)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match=r"^larger than 4 MiB$"):
            inflate(bomb, encoding, 4 << 20)
        assert tracemalloc.get_traced_memory()[1] < 24 << 20
    finally:
        tracemalloc.stop()


def test_told() -> None:
    assert [told(data[:4]) for data in (ENCODED["gzip"], ENCODED["zstd"], TEXT)] == ["gzip", "zstd", ""]


def test_size_words() -> None:
    assert [size_words(size) for size in (1 << 30, 256 << 20, 3 << 10, 1500)] == ["1 GiB", "256 MiB", "3 KiB", "1,500 bytes"]
