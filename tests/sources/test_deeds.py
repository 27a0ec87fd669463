"""Deeds and their batch."""

from __future__ import annotations

from headcount.sources.deeds import Deed, batch_of, literal, target, values_of
from tests.sources.reading import rows


def test_a_batch() -> None:
    deed = Deed(1_761_984_002_000_000, "GET", "/a/1", 200, account="alice", address="192.0.2.7", size=5)
    assert rows(batch_of([deed], [7])) == [
        {
            "time": "2025-11-01T08:00:02+00:00",
            "address": "192.0.2.7",
            "account": "alice",
            "method": "GET",
            "target": "/a/1",
            "status": 200,
            "size": 5,
            "line": 7,
        }
    ]
    assert len(batch_of([], [])) == 0
    assert repr(deed) == "Deed(***)"


def test_targets() -> None:
    assert target(["a", "", "b/c d"], {"x": ["1", "a,b"], "none": [], "é": ["@"]}) == "/a/b%2Fc%20d?x=1,a%2Cb&%C3%A9=@"
    assert target([]) == "/"
    assert target(["\ud800"]) == "/%3F"


def test_values_are_bounded() -> None:
    assert values_of(["1"] * 2_000).count(",") == 999
    assert values_of(["x" * 600]) == "x" * 512


def test_a_literal_is_never_taken_for_a_value() -> None:
    assert literal("users2") == "users2"
    assert literal("orders_2024") == "orders_%32%30%32%34"
    assert literal("17") == "%31%37"
    assert literal("a@b") == "a%40b"
    assert literal("tenant/0001") == "tenant%2F%30%30%30%31"
