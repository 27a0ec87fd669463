from __future__ import annotations

import pytest
from scipy import stats

from benchmarks.attribution.page import interval, page

LISTS = [
    {"of": "nobody", "kind": "anybody", "rows": 40, "known": 40, "accused": 0, "broad": 1, "seconds": 0.1},
    {"of": "nobody", "kind": "one region", "rows": 60, "known": 60, "accused": 2, "broad": 0, "seconds": 0.1},
    {"of": "one", "own": 60, "foreign": 0.5, "rank": 1, "named": True, "wrong": 0, "seconds": 0.2},
    {"of": "one", "own": 12, "foreign": 0.0, "rank": 3, "named": False, "wrong": 1, "seconds": 0.2},
    {"of": "several", "clients": 2, "found": 1, "wrong": 0, "first": True, "seconds": 0.3},
]
FOUND = {"seeds": [1], "site": {"clients": 20_000, "people": 60_000, "days": 40, "clients_in_ledger": 27_000}, "lists": LISTS}


def test_the_page_counts() -> None:
    text = page(FOUND)
    assert "| anybody | 1 | 40 | 0 | 1 |" in text
    assert "| one region | 1 | 60 | 1 | 0 |" in text
    assert "All together 1 of 2: 50.00%" in text
    assert "| 50 to 199 |  |  |  | 100.0% / 100.0% / 0 of 1 |" in text
    assert "| 10 to 19 | 0.0% / 0.0% / 1 of 1 |" in text
    assert "first in 1 of 1: **100.00%**" in text
    assert "| 2 | 1 | 100.0% | 50.0% | 0.0% | 0 |" in text


@pytest.mark.parametrize(("hits", "of"), [(0, 2000), (3, 50), (50, 50), (1, 1000)])
def test_the_interval_is_that_of_clopper_and_pearson(hits: int, of: int) -> None:
    expected = stats.binomtest(hits, of).proportion_ci(0.95)
    assert interval(hits, of) == pytest.approx((expected.low, expected.high), abs=1e-9)
