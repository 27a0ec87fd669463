from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from headcount.sources.documents.cells import cell


@pytest.mark.parametrize(
    ("value", "leaves"),
    [
        (None, []),
        ("text", [("c", "text")]),
        ("", [("c", "")]),
        ('{"phone": ["1", 2.50]}', [("c.phone[]", "1"), ("c.phone[]", "2.50")]),
        ("{no json}", [("c", "{no json}")]),
        ("[" * 5000 + "]" * 5000, [("c", "[" * 5000 + "]" * 5000)]),
        ({"a": [dt.date(2026, 1, 2), Decimal("1.50"), None]}, [("c.a[]", "2026-01-02"), ("c.a[]", "1.50")]),
        ((1, 2), [("c[]", "1"), ("c[]", "2")]),
        ({"k": b"raw"}, [("c.k", "raw")]),
        (True, [("c", "true")]),
        (7, [("c", "7")]),
        (dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC), [("c", "2026-01-02T03:04:00+00:00")]),
        (dt.time(3, 4), [("c", "03:04:00")]),
        (uuid.UUID(int=7), [("c", "00000000-0000-0000-0000-000000000007")]),
        (b"ada@example.com", [("c", "ada@example.com")]),
        (memoryview(b"x"), [("c", "x")]),
        (b"\x00\x01", []),
        (b"\xff\xfe", []),
    ],
)
def test_cells(value: object, leaves: list[tuple[str, str]]) -> None:
    assert list(cell("c", value)) == leaves
