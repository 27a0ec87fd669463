from __future__ import annotations

from typing import Any

import pytest

from headcount.errors import UsageError
from headcount.lab.setting import Setting


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"people": 999}, "a made world needs at least 1,000 people; 999 are too few"),
        ({"clients": 49}, "a made world needs at least 50 clients; 49 are too few"),
        ({"days": 1}, "a made world needs at least 2 days; 1 are too few"),
        ({"days": 30}, "harvesters start after the learning days: of 30 days, 30 cannot be that"),
        ({"seed": -1}, "a seed is a whole number from 0 up"),
    ],
)
def test_what_makes_no_world_is_said(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Setting(**wrong)
    assert str(caught.value) == message
