"""Made tables in the shape of the published ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

FIRST = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
HEAD = "time,employee,case,activity,transition\n"


def staff_table(path: Path, employees: int = 6, days: int = 80, cases: int = 4) -> Path:
    """So many employees with numbers from 201 on, who work on so many new cases each day, which end on that day.

    Cases have numbers from 1,000 on. The system, 112, takes each in at half past midnight.
    """
    rows = []
    for day in range(days):
        for employee in range(employees):
            for n in range(cases):
                case = 1_000 + (day * employees + employee) * cases + n
                opened, work = (FIRST + dt.timedelta(days=day, minutes=minutes) for minutes in (30, 480 + 60 * n + employee))
                rows += [(opened, "112", case, "A_SUBMITTED"), (work, str(201 + employee), case, "W_Call")]
                rows.append((work + dt.timedelta(seconds=9), str(201 + employee), case, "A_DECLINED"))
    lines = [f"{time.isoformat()},{who},{case},{activity},COMPLETE\n" for time, who, case, activity in sorted(rows)]
    path.write_text(HEAD + "".join(lines))
    return path


def mail_table(path: Path, senders: int = 5, days: int = 160) -> Path:
    """So many senders, each of whom writes to the same two others every day at noon."""
    rows = [
        f"{one} {(one + n) % senders} {day * 86_400 + 43_200 + one}\n"
        for day in range(days)
        for one in range(senders)
        for n in (1, 2)
    ]
    path.write_text("".join(rows))
    return path
