from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships no type information
import pytest
import zstandard

from headcount.sources.documents.content import HEAD, LONGEST_LINE, Content
from headcount.sources.documents.inflate import TooLarge, Unreadable

TEXT = b"".join(b"line %d\n" % n for n in range(20_000))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT),
        ("a.txt.gz", gzip.compress(TEXT)),
        ("a.txt.zst", zstandard.compress(TEXT)),
        ("a.txt.bz2", bz2.compress(TEXT)),
        ("a.txt.br", brotli.compress(TEXT)),
    ],
)
def test_compression_makes_no_difference(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    content = Content.open(str(path), 60)
    assert (content.unit, content.head, content.path is None) == ("a.txt", TEXT[:HEAD], name != "a.txt")
    assert content.whole(1 << 20) == TEXT
    assert content.size == len(TEXT)
    content.close()
    again = Content.open(str(path), 60)
    assert list(again.lines()) == TEXT.splitlines()
    again.close()


def test_the_limit_holds_for_files_and_streams(tmp_path: Path) -> None:
    for name, data in (("a", TEXT), ("a.gz", gzip.compress(TEXT)), ("a.br", brotli.compress(TEXT))):
        (tmp_path / name).write_bytes(data)
        content = Content.open(str(tmp_path / name), 60)
        with pytest.raises(TooLarge, match=r"larger than 1 KiB"):
            content.whole(1024)
        content.close()


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"^no such file$"):
        Content.open(str(tmp_path / "none"), 60)
    (tmp_path / "a.gz").write_bytes(gzip.compress(TEXT)[:-9])
    content = Content.open(str(tmp_path / "a.gz"), 60)
    with pytest.raises(Unreadable, match=r"^cut-off gzip$"):
        content.whole(1 << 20)
    content.close()
    (tmp_path / "b.br").write_bytes(b"no brotli")
    with pytest.raises(Unreadable, match=r"^damaged br$"):
        Content.open(str(tmp_path / "b.br"), 60)


def test_long_lines_are_none() -> None:
    long = b"x" * (LONGEST_LINE + 1)
    content = Content.of(b"a\r\n" + long + b"\n\nb")
    assert list(content.lines()) == [b"a", None, b"", b"b"]
    assert list(Content.of(b"a\n" + long).lines()) == [b"a", None]


def test_reading_ends_where_only_blank_or_one_endless_line_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.sources.documents.content.MOST_BARREN", 3 << 20)
    for barren in (b"\n", b" ", b"\r\n", b"x"):
        lines = Content.of(b"a\n" + barren * ((5 << 20) // len(barren)) + b"\nb\n").lines()
        assert next(lines) == b"a"
        with pytest.raises(Unreadable, match=r"^stopped after 3 MiB without a line that holds anything$"):
            list(lines)
    assert len(list(Content.of(b"a\n" + b"\n" * (2 << 20) + b"b\n").lines())) == (2 << 20) + 2


def test_late() -> None:
    assert Content.of(b"", seconds=-1).late
    assert not Content.of(b"", seconds=60).late
