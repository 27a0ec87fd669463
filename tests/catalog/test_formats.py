from __future__ import annotations

from headcount.catalog.formats import DECLARED, declared_fields
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.sources.documents.interface import Declared

KNOWN = Field("u", "mail", Kind.EMAIL, 0.4, Form.CLEAR, 3, 2, "3 of 9 values have the shape")


def test_a_declared_format_makes_surer() -> None:
    [field] = declared_fields([KNOWN], [Declared("u", "mail", "Email")])
    assert field == Field("u", "mail", Kind.EMAIL, DECLARED, Form.CLEAR, 3, 2, f"{KNOWN.reason}; declared with the format email")


def test_a_declared_format_adds_a_field_without_values() -> None:
    fields = declared_fields([KNOWN], [Declared("u", "addr", "ipv4"), Declared("u", "when", "date-time")])
    assert fields[1:] == [Field("u", "addr", Kind.IP_ADDRESS, DECLARED, Form.CLEAR, 0, None, "declared with the format ipv4")]


def test_what_is_surer_already_stays() -> None:
    sure = Field("u", "mail", Kind.EMAIL, 0.99, Form.CLEAR, 3, 3, "sure")
    assert declared_fields([sure], [Declared("u", "mail", "email")]) == [sure]
