from __future__ import annotations

import json

import pytest

from headcount.sources.documents import json_text
from headcount.sources.documents.inflate import Unreadable


def leaves(text: bytes, media: str = "") -> list[tuple[str, str]]:
    return list(json_text.leaves(text, media))


def test_numbers_keep_their_digits() -> None:
    big = "9" * 5000
    assert leaves(b'{"a": -0.10, "b": 1e999999, "c": 12345678901234567890123, "d": ' + big.encode() + b"}") == [
        ("a", "-0.10"),
        ("b", "1e999999"),
        ("c", "12345678901234567890123"),
        ("d", big),
    ]


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": "\xc3\xa9"}',
        b'\xef\xbb\xbf{"a": "\xc3\xa9"}',
        '\ufeff{"a": "é"}'.encode("utf-16-le"),
        b')]}\',\n{"a": "\xc3\xa9"}',
        b'for (;;);{"a": "\xc3\xa9"}',
        b'/**/cb_1.x({"a": "\xc3\xa9"});',
    ],
)
def test_what_may_stand_around_it(text: bytes) -> None:
    assert leaves(text) == [("a", "é")]


def test_a_declared_charset_counts() -> None:
    assert leaves('{"姓名": "张伟"}'.encode("gbk"), "application/json; charset=gbk") == [("姓名", "张伟")]


def test_broken_bytes_lone_surrogates_and_nan_are_read_all_the_same() -> None:
    assert leaves(b'{"a": "caf\xe9 1\xff2", "b": "\\ud800x", "c": NaN}') == [("a", "café 1ÿ2"), ("b", "?x"), ("c", "NaN")]


@pytest.mark.parametrize("text", [b'{"a": [1,', b"", b"nothing", b'{"a" 1}', b"[1] [2]"])
def test_broken(text: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^broken JSON$"):
        leaves(text)


@pytest.mark.parametrize("text", [b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000, b"[" * 100_000])
def test_nested_100_000_deep(text: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^(nested too deeply|broken JSON)$"):
        leaves(text)


def test_nested_deeply_and_large() -> None:
    text = b"[" * 100_000 + b'"' + b"x" * json_text.LAZILY + b'"' + b"]" * 100_000
    with pytest.raises(Unreadable, match=r"^nested too deeply$"):
        leaves(text)


def test_large_texts_give_the_same_member_by_member(monkeypatch: pytest.MonkeyPatch) -> None:
    value = {
        "items": [{"id": n, "tags": ["a", None, 1.5]} for n in range(20)],
        "7001": {"x": "y" * 40},
        "o": {"p": {"q": ["z" * 50, {"r": True}]}},
        "e": [],
    }
    text = json.dumps(value, indent=1).encode()
    at_once = leaves(text)
    monkeypatch.setattr(json_text, "LAZILY", 16)
    assert leaves(text) == at_once
    assert leaves(b"  " + json.dumps([value, 1, "x"]).encode()) == [
        *((_under(path), v) for path, v in at_once),
        ("[]", "1"),
        ("[]", "x"),
    ]


def _under(path: str) -> str:
    return f"[].{path}"


def test_large_texts_that_need_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "LAZILY", 16)
    assert leaves(b'{"a": NaN, "b": "xxxxxxxxxxxx\xff"}') == [("a", "NaN"), ("b", "xxxxxxxxxxxxÿ")]


def test_protobuf_as_lists() -> None:
    assert leaves(b'[null,"Ada",[["x",1]]]', "application/json+protobuf") == [("2", "Ada"), ("3[].1", "x"), ("3[].2", "1")]


def test_a_value_inside_of_a_text() -> None:
    assert json_text.value_at('var a = {"b": [1.50]}; more', 8) == {"b": ["1.50"]}
    assert json_text.value_at("var a = {b: 1}", 8) is None
    assert json_text.value_at("[" * 100_000, 0) is None
