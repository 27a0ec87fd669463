from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from headcount.errors import HeadcountError
from headcount.incident.manifest import OUTSIDE, Entry, Manifest, digest_of, manifest_of, read, written


def test_a_digest_is_that_of_the_whole_stream() -> None:
    content = bytes(range(256)) * 9_000
    assert digest_of(io.BytesIO(content)) == Entry(len(content), hashlib.sha256(content).hexdigest())
    assert digest_of(io.BytesIO(b"")) == Entry(0, hashlib.sha256(b"").hexdigest())


def test_reading_stops_one_byte_beyond_what_is_expected() -> None:
    stream = io.BytesIO(bytes(5_000))
    assert digest_of(stream, 100).bytes == 101
    assert stream.tell() == 101
    assert digest_of(io.BytesIO(b"abc"), 3) == Entry(3, hashlib.sha256(b"abc").hexdigest())


def test_a_manifest_names_every_file_but_those_outside(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/z.csv", "a.json", *OUTSIDE):
        (tmp_path / name).write_text(name)
    made = manifest_of(tmp_path, 7)
    found = read(made)
    assert (found.incident, list(found.files)) == (7, ["a.json", "b/z.csv"])
    assert found.files["a.json"] == Entry(6, hashlib.sha256(b"a.json").hexdigest())
    assert written(found) == made
    assert manifest_of(tmp_path, 7) == made


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"schema": "headcount.pack/1"}', '{"schema": "headcount.pack/9", "incident": 1, "files": {}}', "[" * 9999],
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(HeadcountError, match=r"manifest\.json is"):
        read(text.encode())


def test_bytes_are_sorted_by_path_whatever_the_order() -> None:
    one, other = Entry(1, "00"), Entry(2, "11")
    assert written(Manifest("s", 1, {"a": one, "b": other})) == written(Manifest("s", 1, {"b": other, "a": one}))
