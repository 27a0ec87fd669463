"""A made exposure, for the reports."""

from __future__ import annotations

import datetime as dt

from headcount.incident.timeline import Moment
from headcount.model.exposure import Count, Exposure
from headcount.model.incident import ClientName, Incident, Stamps, State

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
END = START + dt.timedelta(hours=2)
HOSTILE = "192.0.2.9 <script>alert(1)</script>\x1b[2J"


def count(key: str, records: int, people: int | None = None, clear: int = 0, masked: int = 0) -> Count:
    return Count(key, records, people, clear + masked, clear, masked, records + 1, START, END)


EXPOSURE = Exposure(
    clients=(ClientName("account", "ann"), ClientName("address", "192.0.2.9")),
    begins=START,
    ends=END,
    total=count("all", 1_180, 1_100, 2_000, 300),
    by_kind=(count("phone", 1_180, 1_100, 1_180), count("health", 300, 300, 0, 300)),
    by_grade=(count("3", 1_180, 1_100, 2_000, 300),),
    by_route=(count("GET /users/{id}", 1_180, 1_100, 2_000, 300),),
    by_day=tuple(count(f"2026-03-{day:02}", 100, 90, 100) for day in range(1, 13)),
    by_client=(count(f"address {HOSTILE}", 900, 800, 900), count("account ann", 300, 300, 300)),
    by_class=(count("500", 300, 300, 0, 300),),
    explained=180,
    unexplained=1_000,
    sensitive=300,
    at_least=("7 lines of the logs of this period could not be read (no request line: 7).",),
    notes=("Days and times are UTC.",),
)
INCIDENT = Incident(
    3, State.CONFIRMED, f"Slow crawl by {HOSTILE}", EXPOSURE.clients, (), START, END, Stamps(END, END + dt.timedelta(hours=1))
)
MOMENTS = [
    Moment(START, "first shown", "the first record that is counted was shown"),
    Moment(END, "signalled", "the first finding reached the operator's system"),
    Moment(END, "state", f"new to confirmed: {HOSTILE}", "privacy office"),
]
STEPS = [(START, 1), (START + dt.timedelta(hours=1), 600), (END, 1_180)]
