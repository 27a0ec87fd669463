"""A file is known again by its content."""

from __future__ import annotations

import gzip
from pathlib import Path

from headcount.sources.taps.file import digest
from headcount.sources.taps.place import Place, read_place

TEXT = b"".join(b"line %d\n" % number for number in range(2000))


def _place(offset: int) -> Place:
    return Place("p", 4096, digest(TEXT[:4096]), offset, digest(TEXT[offset - 1024 : offset]), 7)


def test_the_same_content_fits_plain_or_compressed(tmp_path: Path) -> None:
    plain, packed, other = tmp_path / "a", tmp_path / "b.gz", tmp_path / "c"
    plain.write_bytes(TEXT)
    packed.write_bytes(gzip.compress(TEXT))
    other.write_bytes(TEXT[:9000] + b"#" + TEXT[9001:])
    assert [_place(10_000).fits(str(path)) for path in (plain, packed, other)] == [True, True, False]


def test_a_shorter_file_and_a_place_without_content_fit_nothing(tmp_path: Path) -> None:
    short = tmp_path / "a"
    short.write_bytes(TEXT[:5000])
    assert not _place(10_000).fits(str(short))
    assert not Place("p", 0, "", 0, "").fits(str(short))


def test_it_is_written_and_read() -> None:
    assert read_place(_place(10_000).written()) == _place(10_000)
    assert [read_place(text) for text in ("", "5:77", '{"path": "p"}')] == [None, None, None]
