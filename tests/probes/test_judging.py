"""Samples become kinds, places and grades; no value is in what comes out."""

from __future__ import annotations

from headcount.probes.judging import Judged, judge
from headcount.probes.seen import Sample

ROWS = [{"buyer": {"name": f"Anna Meyer-{n}", "email": f"anna{n}@example.com"}, "total": n} for n in range(40)]


def test_kinds_with_their_place() -> None:
    judged = judge([Sample("orders", ROWS), Sample("empty", [])])
    places = {kind.kind: kind.path for kind in judged.kinds}
    assert places["email"] == "orders: buyer.email"
    assert (judged.sampled, judged.grade >= 2) == (40, True)
    assert "anna1@example.com" not in repr(judged)
    assert "anna1@example.com" not in repr(Sample("orders", ROWS))


def test_nothing_is_nothing() -> None:
    assert judge([]) == Judged()
    assert judge([Sample("numbers", [{"n": n} for n in range(50)])]).grade == 0


def test_texts_are_looked_at_too() -> None:
    judged = judge([Sample("lines", [f"write to bo{n}@example.com" for n in range(20)])])
    assert [(kind.kind, kind.path) for kind in judged.kinds] == [("email", "lines")]


def test_no_more_than_so_many_rows_of_a_container() -> None:
    assert judge([Sample("a", ROWS), Sample("b", ROWS[:3])], most=10).sampled == 13


def test_a_container_named_after_somebody_is_not_told() -> None:
    rows = [f"write to bo{n}@example.com" for n in range(20)]
    told = [kind.path for kind in judge([Sample("inbox/anna.meyer@example.com.eml", rows)]).kinds]
    assert told == ["inbox/{}"]
