"""Opening inputs: compression is told by the first bytes."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest
import zstandard

from headcount.sources.taps.opening import open_stream, trouble

TEXT = b"".join(b"line %d\n" % i for i in range(5000))
PACKED = {"": TEXT, "gzip": gzip.compress(TEXT), "zstd": zstandard.compress(TEXT), "bz2": bz2.compress(TEXT)}


@pytest.mark.parametrize("compression", PACKED)
def test_the_name_does_not_matter(compression: str, tmp_path: Path) -> None:
    path = tmp_path / "access.log.xz"
    path.write_bytes(PACKED[compression])
    stream = open_stream(str(path))
    room = bytearray(len(TEXT) + 10)
    assert stream.compression == compression
    assert stream.readinto(memoryview(room)) == len(TEXT)
    assert bytes(room[: len(TEXT)]) == TEXT
    stream.close()


@pytest.mark.parametrize("compression", PACKED)
def test_skipping(compression: str, tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(PACKED[compression])
    stream, room = open_stream(str(path)), bytearray(9)
    assert stream.skip(len(TEXT) - 10) == len(TEXT) - 10
    assert stream.readinto(memoryview(room)) == 9
    assert bytes(room) == TEXT[-10:-1]
    assert stream.skip(5) == 1
    stream.close()


def test_what_was_read_before_a_damage_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    text = bytes(range(256)) * 2000
    path.write_bytes(gzip.compress(text, 0)[:300_000])
    stream, room = open_stream(str(path)), bytearray(len(text))
    with pytest.raises(OSError, match="runcated") as error:
        stream.readinto(memoryview(room))
    assert 200_000 < stream.rescued < 300_000
    assert bytes(room[: stream.rescued]) == text[: stream.rescued]
    assert trouble(error.value, stream.compression) == "cut-off gzip"
    stream.close()


def test_troubles_in_words() -> None:
    assert trouble(FileNotFoundError(), "") == "no such file"
    assert trouble(PermissionError(), "") == "no permission to read it"
    assert trouble(IsADirectoryError(), "") == "is a directory"
    assert trouble(OSError("disk"), "") == "cannot be read"
    assert trouble(OSError("zlib inflate failed"), "gzip") == "damaged gzip"
