"""What Today counts: the last whole day, hours, and what the counts rest on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from headcount.console.interface import Role
from headcount.console.pages import today
from headcount.console.pages.today_answers import last_day
from headcount.model.board import Known
from headcount.model.verdict import Action
from tests.console.made_parts import (
    DAY,
    HOUR,
    MIDNIGHT,
    NOW,
    MadeRunning,
    health,
    made_parts,
)
from tests.console.pages.browsing import hear, opened
from tests.incident.made_signals import signal


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [
        (MIDNIGHT - 9 * DAY, NOW - HOUR, 19),
        (MIDNIGHT - 9 * DAY, MIDNIGHT - HOUR, 19),
        (MIDNIGHT - 9 * DAY, MIDNIGHT - 3 * DAY - HOUR, 16),
        (MIDNIGHT - 9 * DAY, MIDNIGHT - 3 * DAY - 2 * HOUR, 15),
        (MIDNIGHT + HOUR, NOW - HOUR, 20),
    ],
    ids=["running", "up to midnight", "old, whole", "old, cut off", "first day"],
)
def test_the_last_whole_day(first: dt.datetime, last: dt.datetime, day: int) -> None:
    assert last_day(Known(NOW, first, last, 1, 1, 1, True), NOW) == dt.date(2026, 11, day)


def test_hours_end_with_the_last_one_begun(tmp_path: Path) -> None:
    told = opened(today.PAGE, made_parts(tmp_path)).get("/api/v1/hours?days=3").json()
    assert [told["rows"][place]["hour"] for place in (0, -1)] == ["2026-11-17T09:00:00Z", "2026-11-20T08:00:00Z"]
    assert told["known"]["records"] == 5000


def test_counts_need_no_name_and_hold_none(tmp_path: Path) -> None:
    running = MadeRunning(status=health(alerts="no answer; see [alerts]"))
    running.order("account", "ann", Action.MASK, (), 60, "eve")
    hear(tmp_path, signal("ann"), signal("bob", detector="canary"))
    told = opened(today.PAGE, made_parts(tmp_path, running=running), Role.VIEWER).get("/api/v1/today").json()
    assert (told["day"]["day"], told["yesterday"], told["whole"]) == ("2026-11-19", True, True)
    assert (told["incidents"], told["canaries"], told["verdicts"]) == ({"new": 2}, 1, {"mask": 1})
    assert told["read"] == {
        "sources": 2,
        "lines": 10_500,
        "accesses": 10_497,
        "skipped": 3,
        "reasons": {"not a request line": 3},
    }
    assert told["taps"][1] == {"name": "push", "records": None, "bytes": None}
    assert told["problems"] == {"alerts": "no answer; see [alerts]"}
    assert "ann" not in str(told)
