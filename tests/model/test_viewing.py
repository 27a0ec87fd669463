from __future__ import annotations

import datetime as dt

import msgspec

from headcount.model.kind import Kind
from headcount.model.viewing import PersonReport, Viewing

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SEEN = Viewing("account", "ann", 2, AT, AT, ("/u/{id}",), (Kind.PHONE,), (Kind.EMAIL,), presumed=False, explained=None)


def test_a_report_comes_back_from_json_as_it_was() -> None:
    report = PersonReport((SEEN,), AT, AT, None, 3)
    told = msgspec.json.encode(report)
    assert msgspec.json.decode(told, type=PersonReport) == report
    assert b'"clear":["phone"],"masked":["email"],"presumed":false,"explained":null' in told
