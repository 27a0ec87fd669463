"""How long was it open: open stores that last first, days and hours, and who looked last."""

from __future__ import annotations

import datetime as dt
import io
import json

from rich.console import Console

from headcount.ledger.postures import OPEN, Run, Spell, mark
from headcount.reports.posture_history import history_to_json, print_history
from tests.model.test_posture import AT

SPELLS = [
    Spell("redis://a:1", OPEN, AT, AT, AT + dt.timedelta(hours=30)),
    Spell("redis://a:1", "redis/no-tls", AT, AT, None),
    Spell("redis://b\x1b[0m:1", OPEN, AT, AT, None),
]
LOOKS = [Run(AT, "ann", "redis://a:1", "anyone", 2, "", 5)]


def _printed(spells: list[Spell], looks: list[Run]) -> list[str]:
    out = io.StringIO()
    print_history(spells, looks, AT + dt.timedelta(days=400, minutes=5), Console(file=out, width=100))
    assert "\x1b" not in out.getvalue()
    return out.getvalue().splitlines()


def test_open_ones_that_last_come_first() -> None:
    lines = _printed(SPELLS, LOOKS)
    assert lines[0] == "1 store can be read by strangers now; the last look was on 2026-11-22 09:00 UTC by ann."
    rows = [line.split() for line in lines if line.startswith("redis://")]
    assert [" ".join(row[-4:]) for row in rows] == ["400 d 0 h", "400 d 0 h", "1 d 6 h"]
    assert rows[0][0].startswith("redis://b")
    assert rows[1][1] == "redis/no-tls"
    assert f"{mark('redis://a:1')} in alerts and logs is redis://a:1" in lines


def test_nothing_is_kept() -> None:
    assert _printed([], []) == ["No look is kept in this ledger."]


def test_as_json() -> None:
    told = json.loads(history_to_json(SPELLS, LOOKS))
    assert (told["format"], len(told["spells"]), told["looks"][0]["who"]) == ("headcount-probe-history-1", 3, "ann")
