"""What was classified becomes part of the map."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headcount.catalog.grades import Levels
from headcount.errors import InputError
from headcount.ledger.classified import with_classified
from headcount.model.kind import Form, Kind
from tests.reports.maps import MAP

FIELD: dict[str, object] = {
    "unit": "orders",
    "path": "phone",
    "kind": "phone",
    "form": "masked",
    "confidence": 0.9,
    "grade": 3,
    "count": 7,
    "valid": None,
    "reason": "the field is called `phone`",
}


def test_a_table_has_its_fields_and_a_grade(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    more: list[dict[str, object]] = [{"path": "health_note", "kind": "health", "form": "clear"}, {"path": "x", "confidence": 0.3}]
    path.write_text(json.dumps({"schema": "headcount.classify/1", "fields": [FIELD, *(FIELD | change for change in more)]}))
    found = with_classified(MAP, path, Levels())
    [table] = [route for route in found.routes if route.source == "classified"]
    assert (table.name, table.grade, table.kinds) == ("orders", 4, ((Kind.HEALTH, Form.CLEAR), (Kind.PHONE, Form.MASKED)))
    assert found.idle == MAP.idle
    assert [route.grade for route in found.routes] == [4, 4, 4, 3, 0]


@pytest.mark.parametrize("text", [None, "{", '{"fields": [{"unit": 1}]}', "[" * 100_000])
def test_what_is_no_classification(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "c.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match="make it with: headcount classify"):
        with_classified(MAP, path, Levels())
