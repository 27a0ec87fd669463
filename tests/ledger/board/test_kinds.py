"""What an answer held: as it was seen to, else as its route is known to."""

from __future__ import annotations

from headcount.ledger.board.kinds import DECLARED, KindsOf
from headcount.ledger.board.place import Small
from headcount.ledger.entries import FieldRow, RouteRow, ShapeRow
from headcount.model.kind import Kind


def test_seen_known_and_declared() -> None:
    route = RouteRow("GET", "/u/{id}", "id", "users", "declared", True, ("phone", "email", "own word"), False, 0)  # a row
    fields = (
        FieldRow("$.tel", "phone", "masked", 0.9, 5, None, "looks so", None),
        FieldRow("$.t", "phone", "masked", 0.9, 5, None, "too", None),
    )
    small = Small((route, route), (ShapeRow(0, "$", True, 9, 1, fields),), {1: (("nickname", "clear"),)})  # a row
    told = KindsOf(small)
    assert told.held(0, 1) == ((Kind.NICKNAME, "clear"),)
    assert set(told.held(0, 0)) == {(Kind.PHONE, "masked"), (Kind.EMAIL, DECLARED)}
    assert set(told.held(1, 0)) == {(Kind.PHONE, DECLARED), (Kind.EMAIL, DECLARED)}
    assert told.held(7, 0) == told.held(0, 9) == ()
    assert told.reason(0, Kind.PHONE, "masked") == "looks so too"
    assert told.reason(1, Kind.PHONE, "masked") == ""
