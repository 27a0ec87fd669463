from __future__ import annotations

import datetime as dt
import sys

import pytest

from headcount.errors import ConfigError
from headcount.incident import business_days


def test_holidays_and_weekends_are_left_out() -> None:
    thursday = dt.date(2026, 11, 19)
    assert business_days.after(thursday, 0, "BR") == thursday
    assert business_days.after(thursday, 1, "BR") == dt.date(2026, 11, 23)  # the 20th is a holiday in Brazil
    assert business_days.after(thursday, 1, "DE") == dt.date(2026, 11, 20)
    assert business_days.after(dt.date(2025, 12, 31), 1, "JP") == dt.date(2026, 1, 2)


def test_a_country_that_nobody_knows() -> None:
    with pytest.raises(ConfigError, match="the holidays of XX are not known"):
        business_days.after(dt.date(2026, 11, 19), 1, "XX")


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    business_days._holidays.cache_clear()
    with pytest.raises(ConfigError, match=r"headcount\[incident\]"):
        business_days.after(dt.date(2026, 11, 19), 1, "BR")
