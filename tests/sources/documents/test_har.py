from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import brotli  # type: ignore[import-untyped]  # it ships no type information
import pytest

from headcount.sources.documents import har
from headcount.sources.documents.har import HAR
from tests.sources.documents.collected import Collected, read


def entry(
    url: str, text: str | bytes | None, mime: str = "application/json", *, encoding: str = "", method: str = "get"
) -> dict[str, Any]:
    content: dict[str, Any] = {"mimeType": mime, "size": 9}
    if isinstance(text, bytes):
        content |= {"text": base64.b64encode(text).decode(), "encoding": "base64"}
    elif text is not None:
        content["text"] = text
    headers = [{"name": "Content-Encoding", "value": encoding}] if encoding else []
    return {"request": {"method": method, "url": url}, "response": {"status": 200, "headers": headers, "content": content}}


def archive(*entries: object) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}}).encode()


def of(*entries: object) -> Collected:
    return read(HAR, archive(*entries))


def test_recognised() -> None:
    assert HAR.recognise(archive())
    assert HAR.recognise(b'\xef\xbb\xbf {\n "log": {\n "pages": []')
    assert not HAR.recognise(b'{"log": {"level": "info"}}')


def test_answers_by_method_and_path() -> None:
    found = of(
        entry("https://shop.example/u/4711?x=1#y", '{"phone": "1"}'),
        entry("https://cdn.example/u/4711", '{"phone": "2"}'),
        entry("https://shop.example/u/4712", '{"phone": "3"}', method="post"),
        entry("https://shop.example", "<p id=a>4</p>", "text/html"),
    )
    assert found.values == {
        "GET /u/4711": {"phone": ["1"]},
        "GET //cdn.example/u/4711": {"phone": ["2"]},
        "POST /u/4712": {"phone": ["3"]},
        "GET /": {"a": ["4"]},
    }
    assert [answers for paths in found.answers.values() for answers in paths.values()] == [[0], [1], [2], [3]]
    assert (found.total, found.skipped) == (4, {})
    assert found.units == ("GET /u/4711", "GET //cdn.example/u/4711", "POST /u/4712", "GET /")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (b'{"a": "1"}', ""),
        (gzip.compress(b'{"a": "1"}', mtime=0), "gzip"),
        (gzip.compress(b'{"a": "1"}', mtime=0), ""),
        (brotli.compress(b'{"a": "1", "b": "' + "é张".encode() * 99 + b'"}'), "br"),
        (b'{"a": "1"}', "br"),
        ('{"a": "1"}', "gzip"),
    ],
)
def test_bodies_as_they_came_over_the_wire(text: bytes | str, encoding: str) -> None:
    assert of(entry("http://a.example/", text, encoding=encoding)).values["GET /"]["a"] == ["1"]


def test_what_is_skipped_has_a_reason() -> None:
    broken = entry("http://a.example/", None) | {}
    broken["response"]["content"] |= {"text": "aaaaa", "encoding": "base64"}
    found = of(
        entry("http://a.example/", None),
        entry("http://a.example/", b"\x89PNG" + bytes(9), "image/png"),
        entry("data:text/plain,hello", "hello"),
        entry("http://[broken/", "{}"),
        entry("http://a.example/", '{"a":'),
        entry("http://a.example/", "[" * 100_000),
        broken,
        {"request": 7},
        None,
        entry("http://a.example/", '{"ok": "1"}'),
    )
    assert found.values == {"GET /": {"ok": ["1"]}}
    assert found.skipped == {
        "answer without a body": 1,
        "picture, sound, font or other binary body": 1,
        "no HTTP": 1,
        "broken address": 1,
        "broken JSON": 1,
        "nested too deeply": 1,
        "broken base64": 1,
        "broken entry": 2,
    }


def test_a_bomb_in_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har, "LARGEST_BODY", 1 << 20)
    found = of(
        entry("http://a.example/", gzip.compress(bytes(4 << 20))), entry("http://a.example/", "x" * (2 << 20), "text/plain")
    )
    assert found.skipped == {"larger than 1 MiB": 2}


@pytest.mark.parametrize("text", [archive()[:-9], b'{"log": {"entries": 7}}', b'{"log": {"entries": [' + b"[" * 100_000])
def test_archives_that_break_off(text: bytes) -> None:
    [reason] = read(HAR, text).skipped
    assert reason in {"raised: broken or cut-off HAR", "raised: nested too deeply"}


def test_long_values_are_told() -> None:
    found = of(entry("http://a.example/", json.dumps({"a": "x" * 70_000})))
    assert found.skipped == {"value of which only the first 65,536 characters were read": 1}
