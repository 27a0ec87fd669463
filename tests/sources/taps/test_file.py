"""The file tap brings whole lines, whatever the file looks like."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.sources.lines import DROPPED, LONGEST
from headcount.sources.taps.file import HEAD, FileTap, digest, fingerprint, head_digest, tail_digest

TEXT = b"".join(b"line %d\n" % i for i in range(20_000))
PACK: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "bz2": bz2.compress,
}


def write(folder: Path, content: bytes) -> str:
    path = folder / "access.log"
    path.write_bytes(content)
    return str(path)


def drain(tap: FileTap) -> bytes:
    """All the text, after a check of the numbers of every block."""
    text, offset, line = b"", tap.offset, tap.line
    for block in tap:
        part = block.data[: block.size].tobytes()
        assert (block.offset >= offset, block.first_line) == (True, line)
        assert not block.data[block.size : block.size + 64].any()
        assert block.end - block.offset >= block.size or DROPPED in part
        text, offset, line = text + part, block.end, line + part.count(b"\n") + (not part.endswith(b"\n"))
    assert (tap.offset, tap.line) == (max(offset, tap.offset), line)
    return text


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(st.binary(max_size=30), max_size=20), size=st.integers(1, 60), start=st.integers(0, 200))
def test_blocks_of_any_size_and_any_start_are_the_file(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], size: int, start: int
) -> None:
    text = b"\n".join(lines)
    path = write(tmp_path_factory.mktemp("tap"), text)
    assert drain(FileTap(path, block_size=size)) == text
    tap = FileTap(path, start, 5, block_size=size)
    rest = drain(tap)
    if start > len(text):
        assert (rest, tap.problem) == (b"", "shorter than it was when it was read before")
    elif start == 0 or text[start - 1 : start] == b"\n":
        assert rest == text[start:]
    else:
        assert rest == text[start:].partition(b"\n")[2]
    if not tap.problem:
        assert tap.offset == len(text)
        assert tap.tail_digest == digest(text[-1024:]) == tail_digest(path, len(text))


@pytest.mark.parametrize("kind", PACK)
def test_compressed_files_are_read_in_parts_and_resumed(kind: str, tmp_path: Path) -> None:
    pack = PACK[kind]
    path = write(tmp_path, pack(TEXT[:100_000]) + pack(TEXT[100_000:]) if kind != "plain" else TEXT)
    assert drain(FileTap(path, block_size=4096)) == TEXT
    start = TEXT.index(b"line 15000\n")
    tap = FileTap(path, start, 15_001, block_size=4096)
    assert drain(tap) == TEXT[start:]
    assert (tap.line, tap.problem) == (20_001, "")
    assert tap.tail_digest == tail_digest(path, len(TEXT)) == digest(TEXT[-1024:])


@pytest.mark.parametrize("kind", ["gzip", "zstd", "bz2"])
def test_a_cut_off_file_gives_what_it_has(kind: str, tmp_path: Path) -> None:
    text = TEXT * 8
    packed = PACK[kind](text[:400_000]) + PACK[kind](text[400_000:])
    tap = FileTap(write(tmp_path, packed[: len(packed) - 50]))
    found = drain(tap)
    assert len(found) >= 390_000
    assert text.startswith(found)
    lines = found.count(b"\n") + (not found.endswith(b"\n"))
    assert tap.problem == f"cut-off {kind}: read {lines:,} lines before the damage"


def test_bytes_that_only_begin_like_gzip(tmp_path: Path) -> None:
    tap = FileTap(write(tmp_path, b"\x1f\x8b\x08 not gzip at all"))
    assert (tap.head, list(tap)) == (b"", [])
    assert tap.problem == "damaged gzip: read 0 lines before the damage"


@pytest.mark.parametrize("block", [1 << 20, 300_000])
def test_long_lines_are_counted_and_dropped(block: int, tmp_path: Path) -> None:
    fits, long = b"f" * LONGEST, b"l" * (LONGEST + 1)
    text = b"a\n" + long + b"\nb\n" + fits + b"\n" + long * 4 + b"\n" + long + b"\nc\n" + long
    tap = FileTap(write(tmp_path, text), block_size=block)
    assert drain(tap).split(b"\n") == [b"a", DROPPED, b"b", fits, DROPPED, DROPPED, b"c", DROPPED]
    assert (tap.offset, tap.line) == (len(text), 9)
    start = text.index(b"b\n")
    again = FileTap(tap.path, start, 3, block_size=block)
    assert drain(again).count(DROPPED) == 3
    inside = FileTap(tap.path, 100, 3, block_size=block)
    assert drain(inside).startswith(b"b\n")


def test_head_is_whole_lines(tmp_path: Path) -> None:
    assert FileTap(write(tmp_path, b"a\nb")).head == b"a\nb"
    assert FileTap(write(tmp_path, b"")).head == b""
    long = b"x" * 99 + b"\n"
    head = FileTap(write(tmp_path, long * 10_000), 500_000).head
    assert head == long * (HEAD // 100)
    assert FileTap(write(tmp_path, b"x" * 300_000)).head == b""


def test_a_read_head_does_not_move_the_tap(tmp_path: Path) -> None:
    tap = FileTap(write(tmp_path, TEXT))
    assert tap.head == tap.head == TEXT[: TEXT.rfind(b"\n", 0, HEAD) + 1]
    assert drain(tap) == TEXT


def test_what_cannot_be_opened_is_a_value(tmp_path: Path) -> None:
    for path, problem in ((tmp_path / "missing", "no such file"), (tmp_path, "is a directory")):
        tap = FileTap(str(path))
        assert (tap.head, list(tap), tap.problem) == (b"", [], problem)
        assert fingerprint(str(path)) == (0, digest(b""))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (TEXT, gzip.compress(TEXT)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))
        tap = FileTap("-", block_size=5000)
        assert tap.head == TEXT[:HEAD][: TEXT.rfind(b"\n", 0, HEAD) + 1]
        assert drain(tap) == TEXT


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(TEXT * 4,))
    writer.start()
    tap = FileTap(str(path))
    assert TEXT.startswith(tap.head[:100])
    assert drain(tap) == TEXT * 4
    writer.join()


def test_a_file_is_known_again_after_rotation_compression_and_growth(tmp_path: Path) -> None:
    first = fingerprint(write(tmp_path, TEXT[:3000]))
    assert first == (3000, digest(TEXT[:3000]))
    grown = tmp_path / "access.log.1.gz"
    grown.write_bytes(gzip.compress(TEXT))
    assert head_digest(str(grown), first[0]) == first[1]
    assert fingerprint(str(grown)) == (4096, digest(TEXT[:4096]))
    assert tail_digest(str(grown), 3000) == digest(TEXT[3000 - 1024 : 3000])
    assert tail_digest(str(grown), 10) == digest(TEXT[:10])
    assert (head_digest(str(grown), len(TEXT) + 1), tail_digest(str(grown), len(TEXT) + 1)) == ("", "")
