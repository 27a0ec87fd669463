"""Documents taken apart: one element a line, with exact positions, however they are laid out and cut."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.sources.taps import elements
from headcount.sources.taps.elements import Elements, key_of, open_lines
from headcount.sources.taps.opening import open_stream

EVENTS = [{"a": 1, "b": {"c": [1, 2, {"d": "x, y]}"}]}}, {"e": 'quote " and \\ and é'}, {}, {"Records": [{"f": None}]}]


def unfolded(path: Path, room: int = 1 << 20) -> bytes:
    stream, parts = open_lines(str(path)), []
    while True:
        into = bytearray(room)
        got = stream.readinto(memoryview(into))
        parts.append(bytes(into[:got]))
        if got < room:
            stream.close()
            return b"".join(parts)


@pytest.mark.parametrize("indent", [None, 0, 4])
@pytest.mark.parametrize("shape", ["Records", "entry", "list"])
def test_one_element_a_line(tmp_path: Path, shape: str, indent: int | None) -> None:
    documents = {
        "Records": {"Records": EVENTS, "more": [1]},
        "entry": {"resourceType": "Bundle", "link": [{"no": 1}], "x": "entry", "y": ["no"], "entry": EVENTS},
        "list": EVENTS,
    }
    path = tmp_path / "x"
    path.write_text(json.dumps(documents[shape], indent=indent), "utf-8")
    lines = unfolded(path).splitlines()
    assert [json.loads(line) for line in lines] == EVENTS
    assert lines[0] == b'{"a":1,"b":{"c":[1,2,{"d":"x, y]}"}]}}'


def test_positions_are_the_same_however_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(json.dumps({"Records": EVENTS * 50}).encode()))
    whole = unfolded(path)
    assert unfolded(path, 7) == whole
    stream = open_lines(str(path))
    assert stream.compression == "gzip"
    assert stream.skip(100) == 100
    into = bytearray(20)
    assert stream.readinto(memoryview(into)) == 20
    assert bytes(into) == whole[100:120]
    assert stream.skip(1 << 30) == len(whole) - 120
    stream.close()


def test_many_documents_after_each_other(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text('{"Records":[{"a":1}]}\n{"Records":[]}\n{"x":{"Records":[9]},"Records":[{"b":2},3,"c"]}', "utf-8")
    assert unfolded(path) == b'{"a":1}\n{"b":2}\n3\n"c"\n'


@pytest.mark.parametrize(
    ("beginning", "key"),
    [
        (b'{"Records":[{"eventVersion"', b"Records"),
        (b'\xef\xbb\xbf {\n "Records" : [\n  {', b"Records"),
        (b'{"Records":[]}', b"Records"),
        (b'{"resourceType":"Bundle","type"', b"entry"),
        (b"[\n  {", b""),
        (b'{"resourceType":"AuditEvent"', None),
        (b'{"Records":5}', None),
        (b"[01/Nov/2025:08:00:02 +0000] - 200", None),
        (b'{"time":1}\n', None),
        (b"", None),
    ],
)
def test_what_is_taken_apart(beginning: bytes, key: bytes | None) -> None:
    assert key_of(beginning) == key


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b'{"a": 1}\n{"b": 2}\n')
    assert unfolded(path) == path.read_bytes()
    stream = open_lines(str(path))
    assert stream.compression == ""
    stream.close()


def test_what_stands_before_a_damage_is_kept(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps({"Records": [{"n": i} for i in range(50_000)]}).encode())
    path = tmp_path / "x"
    path.write_bytes(packed[: len(packed) // 2])
    stream, into = open_lines(str(path)), bytearray(1 << 20)
    with pytest.raises(OSError, match="truncated"):
        stream.readinto(memoryview(into))
    kept = bytes(into[: stream.rescued]).split(b"\n")
    assert len(kept) > 10_000
    assert [json.loads(line)["n"] for line in kept[:-1]] == list(range(len(kept) - 1))
    with pytest.raises(OSError, match="truncated"):
        stream.readinto(memoryview(into))
    stream.close()


def test_damage_at_the_beginning_is_told_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(b'{"Records":[]}')[:12])
    stream = open_lines(str(path))
    with pytest.raises(OSError, match="truncated"):
        stream.readinto(memoryview(bytearray(10)))
    stream.close()


@settings(max_examples=40, deadline=None)
@given(text=st.text(alphabet='{}[],:" \\aR\n', max_size=60))
def test_any_text_has_no_more_lines_than_it_has_commas(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "x"
    path.write_bytes(b"[{" + text.encode())
    found = Elements(open_stream(str(path)), b"")
    into = bytearray(200)
    got = found.readinto(memoryview(into))
    found.close()
    assert bytes(into[:got]).count(b"\n") <= text.count(",") + text.count("]") + text.count("}")


def test_the_loop_is_the_same_uncompiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_text(json.dumps({"Records": EVENTS}), "utf-8")
    whole = unfolded(path)
    monkeypatch.setattr(elements, "_unfold", elements._unfold.py_func)  # type: ignore[attr-defined]  # compiled functions have it
    assert unfolded(path) == whole
