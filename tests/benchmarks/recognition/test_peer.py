from __future__ import annotations

import json

from benchmarks.recognition.peer import laid_out
from benchmarks.recognition.peers import values


def test_leaves_stand_where_the_text_says() -> None:
    body: dict[str, object] = {"a": [{"b": "张三", "n": 7}, {"b": 'x"y'}], "c": None, "d": {}, "e": []}
    text, leaves = laid_out(body)
    assert text == json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    assert [(pointer, path) for _, pointer, path, _, _ in leaves] == [
        ("/a/0/b", "a[].b"),
        ("/a/0/n", "a[].n"),
        ("/a/1/b", "a[].b"),
        ("/c", "c"),
    ]
    assert text[leaves[0][0] :].startswith("张三")
    assert text[leaves[1][0] :].startswith("7}")


def test_types_of_peers_become_groups() -> None:
    assert values([["US_SSN", "a"], ["SSN", "a"], ["DATE_TIME", "a"]]) == {("a", "national_id"): 2}
