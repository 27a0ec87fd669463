"""A finding cannot be made without its evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from headcount.errors import HeadcountError
from headcount.model.finding import Finding

FIRST = dt.datetime(2025, 11, 1, tzinfo=dt.UTC)
FINDING = Finding(
    detector="fast_crawl",
    lens="address",
    client="192.0.2.7",
    client_id=1,
    records=5000,
    people=None,
    first=FIRST,
    last=FIRST + dt.timedelta(hours=2),
    strength=1e9,
    threshold=1e4,
    sentence="It was shown 5,000 records in two hours.",
    routes=("/orders/{id}",),
    query="select 5000",
)


@pytest.mark.parametrize(
    "lack", [{"records": 0}, {"sentence": ""}, {"query": ""}, {"routes": ()}, {"last": FIRST - dt.timedelta(1)}]
)
def test_what_a_finding_may_not_lack(lack: dict[str, object]) -> None:
    with pytest.raises(HeadcountError, match="fast_crawl: a finding needs"):
        replace(FINDING, **lack)  # type: ignore[arg-type]  # one field each
