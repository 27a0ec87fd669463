from __future__ import annotations

import pytest

from headcount.config.durations import microseconds
from headcount.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("200ms", 200_000),
        ("90s", 90_000_000),
        ("1.5m", 90_000_000),
        ("1h", 3_600_000_000),
        ("hour", 3_600_000_000),
        (" 7 d ", 604_800_000_000),
        ("day", 86_400_000_000),
        ("2w", 1_209_600_000_000),
        ("week", 604_800_000_000),
    ],
)
def test_lengths_of_time(text: str, length: int) -> None:
    assert microseconds(text) == length


@pytest.mark.parametrize("text", ["", "1", "0s", "h", "-1h", "1 month", "1e9s", "٣h", "1h30m", "0.0000001s"])
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ConfigError, match="is no length of time; write 90s, 10m, 1h, 1d or hour, day, week"):
        microseconds(text)
