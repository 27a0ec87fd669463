"""What answers hold comes back from the ledger as it went in."""

from __future__ import annotations

import numpy as np
import pytest

from headcount.ledger import shapes
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import FieldRow, RouteRow, ShapeRow

PHONE, EMAIL = ("phone", "clear"), ("email", "masked")
FIELD = FieldRow("items[].phone", "phone", "clear", 0.9, 12, 11, "by its name", None)
LATE = FieldRow("items[].email", "email", "masked", 0.8, 3, None, "by its shape", 1_772_442_003_500_000, occasional=True)


def test_sets_of_kinds_keep_their_numbers(ledger: EmbeddedLedger) -> None:
    ledger.know_kind_sets([(), (PHONE,), (PHONE, EMAIL)])
    assert ledger.known_kind_sets == 3
    again = shapes.keep_kind_sets(ledger.connection, [(), (EMAIL, PHONE), (EMAIL,)], np.zeros(1, np.uint16))
    assert again.tolist() == [0, 2, 3]
    rows = ledger.connection.execute("FROM shows ORDER BY ALL").fetchall()
    assert rows == [(1, *PHONE), (2, *EMAIL), (2, *PHONE), (3, *EMAIL)]


def test_beyond_the_last_number_a_set_is_unknown(ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_MOST_SETS", 2)
    assert shapes.keep_kind_sets(ledger.connection, [(), (PHONE,), (EMAIL,)], np.zeros(1, np.uint16)).tolist() == [0, 1, 0]


def test_shapes_replace_what_was_known_of_their_route(ledger: EmbeddedLedger) -> None:
    told = RouteRow("GET", "/users", "$.items[].id", "users", "learned", True, (), False, 0)
    ledger.know_routes([told, RouteRow("GET", "/u/{id}", "id", "users", "learned", True, (), False, 0)])
    ledger.know_shapes([ShapeRow(0, "items[]", True, 5, 3, (FIELD,)), ShapeRow(1, "", False, 1, 1, ())])
    ledger.know_shapes([ShapeRow(0, "items[]", True, 9, 4, (LATE, FIELD))])
    assert ledger.shapes() == [ShapeRow(0, "items[]", True, 9, 4, (LATE, FIELD)), ShapeRow(1, "", False, 1, 1, ())]
