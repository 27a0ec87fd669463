"""Decoders that read only some keys."""

from __future__ import annotations

from operator import attrgetter

from headcount.sources.json_decoder import decoder


def test_only_the_keys_asked_for() -> None:
    made, names = decoder([("a",), ("b", "User-Agent"), ("b", "c")])
    lines = made.decode_lines(b'{"a":1,"x":[2],"b":{"User-Agent":["u"],"z":0}}\n{"b":{}}\n{}\n')
    assert [attrgetter(names["a",])(line) for line in lines] == [1, None, None]
    assert [attrgetter(names["b", "User-Agent"])(line) for line in lines] == [["u"], None, None]


def test_a_key_that_is_a_value_and_a_way() -> None:
    assert decoder([("request",), ("request", "uri")])[1] == {}
    assert decoder([("request", "uri"), ("request",)])[1] == {}


def test_raw_keys_stay_as_they_stand() -> None:
    made, names = decoder([("a",), ("b", "body")], [("b", "body")])
    lines = made.decode_lines(b'{"a":1,"b":{"body":{"x" : [1]}}}\n{"b":{"body":"t"}}\n{}\n')
    assert [bytes(attrgetter(names["b", "body"])(line)) for line in lines] == [b'{"x" : [1]}', b'"t"', b""]
