from __future__ import annotations

import datetime as dt

import pytest

from headcount.config.retention import RetentionConfig, keep, retention_warnings
from headcount.errors import ConfigError
from headcount.ledger.retention import Keep


def test_lengths_are_by_table_and_empty_is_for_good() -> None:
    assert keep(RetentionConfig()) == Keep()
    assert keep(RetentionConfig(disclosures="400d", traffic="2w")) == Keep(dt.timedelta(days=400), None, dt.timedelta(days=14))


@pytest.mark.parametrize(("text", "why"), [("soon", "no length"), ("23h", "less than a day"), ("0d", "no length")])
def test_a_length_that_is_none_is_said_with_its_place(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=rf"^\[retention\] attempts: .*{why}"):
        keep(RetentionConfig(attempts=text))


def test_less_than_the_law_asks_is_warned_about() -> None:
    told = RetentionConfig(disclosures="182d", attempts="183d", traffic="1d", regimes=["CN"])
    assert [warning.split(" = ")[0] for warning in retention_warnings(told)] == ["[retention] disclosures", "[retention] traffic"]
    assert "less than 6 months" in retention_warnings(told)[0]
    year = RetentionConfig(disclosures="365d", regimes=["CN", "IN"])
    assert retention_warnings(year) == []
    assert "12 months" in retention_warnings(RetentionConfig(disclosures="364d", regimes=["CN", "IN"]))[0]
    assert retention_warnings(RetentionConfig(disclosures="1d", regimes=["SG"])) == []
    assert retention_warnings(RetentionConfig(regimes=["CN"])) == []
