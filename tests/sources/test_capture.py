"""HTTP archives as accesses."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from headcount.errors import InputError
from headcount.sources import capture
from headcount.sources.capture import NO_ENTRY, is_capture, read_capture


def entry(second: int, url: str, text: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values of any shape
    return {
        "startedDateTime": f"2026-03-02T10:00:{second:02d}.5+01:00",
        "request": {"method": "get", "url": url, "headers": [{"name": "Authorization", "value": "Token t"}]},
        "response": {"status": 200, "content": {"text": text} | more},
    }


def archive(folder: Path, *entries: object) -> str:
    path = folder / "site.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}}), "utf-8-sig")
    return str(path)


def test_entries_in_the_order_of_their_times(tmp_path: Path) -> None:
    body = base64.b64encode(b'{"a": 2}').decode()
    path = archive(
        tmp_path,
        entry(9, "https://shop.example/users?page=2", '{"a": 1}'),
        entry(3, "https://shop.example", body, encoding="base64"),
        entry(4, "https://shop.example/x", "?", encoding="base64"),
        {"startedDateTime": "soon"},
        entry(5, "https://[", None),
    )
    batch, skipped = read_capture(path)
    assert batch.line.tolist() == [2, 3, 5, 1]
    assert batch.target.to_list() == [b"/", b"/x", b"/", b"/users?page=2"]
    assert batch.body is not None
    assert batch.body.to_list() == [b'{"a": 2}', b"", b"", b'{"a": 1}']
    assert batch.time.tolist()[0] == 1_772_442_003_500_000
    assert (batch.method.to_list()[0], batch.credential.to_list()[0], batch.status.tolist()[0]) == (b"GET", b"Token t", 200)
    assert dict(skipped.counts()) == {NO_ENTRY: 1}
    assert is_capture(path)


@pytest.mark.parametrize("text", ["{", '{"log": 1}', "[" * 100_000])
def test_what_is_no_archive_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.har"
    path.write_text(text)
    with pytest.raises(InputError, match="is no HTTP archive"):
        read_capture(str(path))


def test_a_huge_archive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "LARGEST", 10)
    with pytest.raises(InputError, match="cut it into several"):
        read_capture(archive(tmp_path))
