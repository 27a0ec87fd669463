"""Which routes count, and under which number."""

from __future__ import annotations

from headcount.ledger.board.through import changed, counted_as
from headcount.ledger.entries import RouteRow


def _route(template: str, subject: str | None = "id", *, tentative: bool = False) -> RouteRow:
    return RouteRow("GET", template, subject, "users", "learned", True, (), tentative, 0)  # a row


def test_routes_of_one_name_count_as_the_first() -> None:
    routes = [_route("/a/{id}"), _route("/b", None), _route("/c/{id}", tentative=True), _route("/a/{id}"), _route("/d/{id}")]
    assert counted_as(routes).tolist() == [0, -1, -1, 0, 4]
    assert counted_as(routes[:2], 4).tolist() == [0, -1, -1, -1]
    assert counted_as([]).tolist() == []


def test_what_changed_is_told_of_known_routes_only() -> None:
    before = [_route("/a/{id}"), _route("/c/{id}", tentative=True), _route("/e/{id}")]
    after = [_route("/a/{id}"), _route("/c/{id}"), _route("/a/{id}"), _route("/f/{id}")]
    assert changed(before, after).tolist() == [1, 2]
    assert changed(before, before).tolist() == []
    assert changed([], after).tolist() == []
