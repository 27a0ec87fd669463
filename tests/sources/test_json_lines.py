"""JSON lines by a field map."""

from __future__ import annotations

from headcount.sources.interface import Block
from headcount.sources.json_lines import JsonSource, lookup
from tests.sources.reading import read, rows

SOURCE = JsonSource("any", {"time": ("t", "time"), "address": ("ip", "client.ip"), "target": ("url.path",), "status": ("code",)})
ROW = {"time": "2025-11-01T08:00:02+00:00", "address": "192.0.2.7", "target": "/a", "status": 200, "size": -1}


def test_lookup_finds_nested_keys_and_keys_with_dots() -> None:
    assert lookup({"a": {"b.c": {"d": 1}}}, "a.b.c.d") == (("a", "b.c", "d"), 1)
    assert lookup({"a.b": 2, "a": {"b": 3}}, "a.b") == (("a.b",), 2)
    assert lookup({"a": None}, "a") == lookup([], "a") == lookup({"a": 1}, "a.b") == ((), None)


def test_lines_are_read_whole() -> None:
    text = '{"t":1761984002,"ip":"192.0.2.7","url":{"path":"/a"},"code":200,"other":{"deep":[1]}}\n' * 3
    assert read(SOURCE, text) == ([ROW | {"line": n} for n in (1, 2, 3)], {})


def test_a_broken_line_costs_only_itself() -> None:
    good = '{"t":1761984002,"client":{"ip":"192.0.2.7"},"url.path":"/a","code":200}'
    lines = [good, "{", "", '{"t":"soon","url.path":"/b"}', '{"t":1}', "[1]", '{"t":1761984002,"url.path":{"x":1}}', good]
    found, skipped = read(SOURCE, "\n".join(lines))
    assert [row["line"] for row in found] == [1, 8]
    assert found[1] == ROW | {"line": 8}
    assert skipped == {"not in the format of this file": 4, "empty line": 1, "time not readable": 1}


def test_keys_that_differ_from_line_to_line() -> None:
    one = '{"t":1761984002,"ip":"192.0.2.7","url":{"path":"/a"},"code":200}'
    text = one + "\n" + one.replace('"ip":"192.0.2.7"', '"client":{"ip":"192.0.2.7"}').replace('"t"', '"time"') + "\n"
    assert read(SOURCE, text) == ([ROW | {"line": 1}, ROW | {"line": 2}], {})


def test_a_reader_opened_without_a_head_takes_the_preferred_keys() -> None:
    batch, _ = SOURCE.open(b"").read(Block.of(b'{"t":1761984002,"ip":"192.0.2.7","url":{"path":"/a"},"code":200}', first_line=9))
    assert rows(batch) == [ROW | {"line": 9}]


def test_recognising_asks_for_time_status_and_target() -> None:
    head = b'{"t":1,"url":{"path":"/a"},"code":200}\n{"t":1,"url":{"path":"/a"}}\n{"t":1,"code":2}\nx\n'
    assert SOURCE.recognise(head) == 0.25
