"""Columns from decoded JSON values."""

from __future__ import annotations

import numpy as np

from headcount.sources.json_columns import addresses, columns, numbers, plain, requests, texts, times


def test_text_of_any_value() -> None:
    assert [plain(v) for v in ("a", "-", None, 7, ["x", "y"], {"k": 1})] == ["a", "", "", "7", "x, y", ""]
    assert texts(["a", "-", None, 7]).to_list() == [b"a", b"", b"", b"7"]
    assert texts([["Browser 1.0"], [], None, ["a", "b"]]).to_list() == [b"Browser 1.0", b"", b"", b"a, b"]
    assert texts([["Browser 1.0"], ["é\n"]]).to_list() == [b"Browser 1.0", "é\n".encode()]
    assert texts([]).to_list() == []


def test_numbers_are_taken_from_strings_too() -> None:
    assert numbers([1, 2], -1).tolist() == [1, 2]
    assert numbers(["200", "-", None, 7.9, "x", 10**30, [1]], -1).tolist() == [200, -1, -1, 7, -1, -1, -1]


def test_times_of_mixed_kinds() -> None:
    second = 1761984002_000000
    kinds: list[list[object]] = [
        [1761984002, 1761984002.5, None],
        ["2025-11-01T08:00:02Z", "01/Nov/2025:08:00:02 +0000", "soon"],
        ["2025-11-01T08:00:02Z", 1761984002000, {}],
        [1761984002000000000, True, []],
    ]
    found = [times(values) for values in kinds]
    assert [known.tolist() for _, known in found] == [
        [True, True, False],
        [True, True, False],
        [True, True, False],
        [True, False, False],
    ]
    assert [micros[0] for micros, _ in found] == [second] * 4
    assert found[0][0][1] == second + 500_000


def test_a_list_of_addresses_ends_with_the_peer() -> None:
    address, forwarded = addresses(
        ["192.0.2.7", "198.51.100.1, 192.0.2.8", None, "192.0.2.9:4711", "[2001:db8::7]:80", "2001:db8::7"]
    )
    assert address.to_list() == [b"192.0.2.7", b"192.0.2.8", b"", b"192.0.2.9", b"2001:db8::7", b"2001:db8::7"]
    assert forwarded.to_list() == [b"", b"198.51.100.1, 192.0.2.8", b"", b"", b"", b""]


def test_a_redacted_secret_is_none() -> None:
    batch, _, _ = columns(
        {"time": [1.0] * 3, "target": ["/"] * 3, "credential": ["REDACTED", ["REDACTED"], "REDACTED2"]}, np.arange(3)
    )
    assert batch.credential.to_list()[2] == b"REDACTED2"
    assert batch.credential.size.tolist()[:1] == [0]


def test_request_lines() -> None:
    method, target, http = requests(["GET /a HTTP/1.1", "PURGE /b HTTP/1.1", "-", None, "- - - "])
    assert method.to_list()[:4] == [b"GET", b"PURGE", b"", b""]
    assert target.to_list()[:4] == [b"/a", b"/b", b"", b""]
    assert http.tolist() == [True, True, True, True, False]


def test_targets_are_told_in_one_of_three_ways() -> None:
    values: dict[str, list[object]] = {
        "time": [1761984002] * 4,
        "target": ["/t", None, None, None],
        "path": ["/p", "/p", None, None],
        "query": ["q", "?q=1", "q", None],
        "request": [*["GET /r HTTP/1.1"] * 3, "- - - "],
        "status": [200, "404", 99999, None],
    }
    batch, known, http = columns(values, np.arange(4))
    assert batch.target.to_list()[:3] == [b"/t", b"/p?q=1", b"/r"]
    assert batch.method.to_list()[:3] == [b"GET"] * 3
    assert batch.status.tolist() == [200, 404, 0, 0]
    assert batch.size.tolist() == [-1] * 4
    assert (known.tolist(), http.tolist()) == ([True] * 4, [True, True, True, False])
