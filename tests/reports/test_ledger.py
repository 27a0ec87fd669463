from __future__ import annotations

import datetime as dt
from pathlib import Path

from rich.console import Console

from headcount.ledger.removal import Removal, Why
from headcount.reports.ledger import print_about

AT = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)
ROWS = {"disclosure": 1234567, "attempt": 2, "traffic": 3}


def told(removals: list[Removal]) -> list[str]:
    console = Console(record=True, width=200)
    print_about(Path("l.db"), ROWS, None, removals, ["a warning"], console)
    return console.export_text().splitlines()


def test_every_act_is_told_with_its_ground() -> None:
    acts = [
        Removal(AT, Why.EXPIRED, AT, 1000, 2, 3),
        Removal(AT, Why.ERASED, None, 4, 5, 0),
        Removal(AT, Why.ROTATED, None, 6, 7, 0),
    ]
    assert told(acts) == [
        "l.db: no request yet",
        "       1,234,567  disclosures: who was shown whose record",
        "               2  attempts: who asked for what is not there",
        "               3  counts of requests: how busy each client was",
        "2026-03-04 05:06 UTC: 1,000 disclosures, 2 attempts, 3 counts of requests were taken out: older than 2026-03-04",
        "2026-03-04 05:06 UTC: 4 disclosures, 5 attempts, 0 counts of requests were taken out: a person asked for it",
        "2026-03-04 05:06 UTC: every record got a token under another key (6 disclosures)",
        "a warning",
    ]


def test_a_whole_ledger_says_so() -> None:
    assert told([])[-2:] == ["Nothing was ever taken out of it.", "a warning"]
