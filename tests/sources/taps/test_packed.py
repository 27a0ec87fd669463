"""Compressed files that a rotation left."""

from __future__ import annotations

import gzip
from pathlib import Path

from headcount.sources.taps.packed import Packed, is_packed

TEXT = b"".join(b"line %d\n" % number for number in range(3000))


def _all(file: Packed) -> bytes:
    text = b""
    while (block := file.read()) is not None:
        text += block.data[: block.size].tobytes()
    return text


def test_it_is_read_on_from_the_middle_and_its_place_fits(tmp_path: Path) -> None:
    path = tmp_path / "log.1.gz"
    path.write_bytes(gzip.compress(TEXT))
    start = TEXT.index(b"line 2000\n")
    file = Packed(str(path), "s", start, 2001)
    assert _all(file) == TEXT[start:]
    assert (file.ended, file.line, file.offset, file.problem) == (True, 3001, len(TEXT), "")
    assert file.place().fits(str(path))
    assert file.head() == TEXT


def test_a_cut_off_one_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.1.gz"
    path.write_bytes(gzip.compress(TEXT)[:-200])
    file = Packed(str(path), "s")
    assert TEXT.startswith(_all(file))
    assert "cut-off gzip" in file.problem


def test_what_is_compressed_is_told_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(gzip.compress(b"x"))
    (tmp_path / "b.gz").write_bytes(b"plain")
    assert [is_packed(str(tmp_path / name)) for name in ("a", "b.gz")] == [True, False]
