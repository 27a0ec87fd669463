"""Rows of the board go over the wire and come back."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from headcount.model.board import ClientPage, ClientRow, Day, Hour, Known, Over, RouteRow, Showing

AT = dt.datetime(2026, 3, 2, 9, 0, 0, 5, dt.UTC)
ROW = ClientRow("account", "\u0645\u062b\u0627\u0644", 5, 3, 9, 12, 1, 2, AT, AT)


@pytest.mark.parametrize(
    "told",
    [
        Known(AT, None, AT, 1, 2, 3, people=True),
        Hour(AT, 1, 2, 3, None, 1.5, 2.0),
        Day(AT.date(), 1, 2, 3, None, None, None),
        ClientPage((ROW,), 1, exact=True, following="5.1"),
        Showing(AT, "GET /users/{id}", "00000000000000ff", ("phone",), "a.log", 7),
        RouteRow("GET", "/users/{id}", "users", True, 1, 2, 3, 0, 4, ("phone",), None),  # a row
        Over("account", "ann", AT, 51),
    ],
    ids=lambda told: type(told).__name__,
)
def test_as_json_and_back(told: msgspec.Struct) -> None:
    assert msgspec.json.decode(msgspec.json.encode(told), type=type(told)) == told


def test_fields_stand_in_their_order() -> None:
    assert msgspec.structs.asdict(ROW) == {
        "lens": "account",
        "name": "\u0645\u062b\u0627\u0644",
        "records": 5,
        "new": 3,
        "showings": 9,
        "requests": 12,
        "misses": 1,
        "routes": 2,
        "first": AT,
        "last": AT,
    }
