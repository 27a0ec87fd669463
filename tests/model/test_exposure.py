from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from headcount.model.exposure import Count, Exposure
from headcount.model.incident import ClientName

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
TOTAL = Count("all", 3, 2, 5, 4, 1, 9, AT, AT)
FOUND = Exposure((ClientName("account", "ann"),), AT, AT, TOTAL)


def test_what_is_not_known_is_not_nought() -> None:
    assert (FOUND.explained, FOUND.unexplained, FOUND.sensitive, FOUND.fewest_people) == (None, None, None, None)
    assert (FOUND.by_residence, FOUND.at_least, FOUND.notes) == ((), (), ())


def test_one_that_was_written_can_be_read_back() -> None:
    assert msgspec.json.decode(msgspec.json.encode(FOUND), type=Exposure) == FOUND
    earlier = {"clients": [], "begins": AT, "ends": AT, "total": msgspec.to_builtins(TOTAL)}
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(earlier)), Exposure).total == TOTAL


def test_counts_stay_as_they_were_counted() -> None:
    with pytest.raises(AttributeError):
        TOTAL.records = 4  # type: ignore[misc]  # what the test is for
