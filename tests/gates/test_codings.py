"""Content codings, within a bound."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
import zstandard

from headcount.gates.codings import Uncoded, coded, plain

TEXT = b'{"phone": "1"}' * 100


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        (" GZIP ", gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:])),
        ("x-gzip", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstandard.ZstdCompressor().compress(TEXT)),
        ("zstd", zstandard.ZstdCompressor().compress(TEXT[:50]) + zstandard.ZstdCompressor().compress(TEXT[50:])),
    ],
)
def test_there_and_back(coding: str, body: bytes) -> None:
    assert plain(body, coding, len(TEXT)) == TEXT
    assert plain(coded(TEXT, coding), coding, len(TEXT)) == TEXT
    with pytest.raises(Uncoded):
        plain(body, coding, len(TEXT) - 1)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("compress", b"x"),
        ("gzip, br", b"x"),
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(TEXT)[:-9]),
        ("br", b"\xff\xff\xff"),
        ("br", brotli.compress(TEXT)[:-3]),
        ("zstd", b"no zstd"),
        ("deflate", b"x"),
    ],
)
def test_what_cannot_be_read(coding: str, body: bytes) -> None:
    with pytest.raises(Uncoded):
        plain(body, coding, 1 << 20)


def test_bombs_stop_at_the_bound() -> None:
    for coding in ("gzip", "br", "zstd"):
        with pytest.raises(Uncoded):
            plain(coded(bytes(50_000_000), coding), coding, 1 << 20)
