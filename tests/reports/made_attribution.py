"""A made answer about a sample."""

from __future__ import annotations

import datetime as dt
import math

from headcount.model.attribution import Attribution, CanaryHit, Candidate, Column, Group, Verdict, Window

DAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
FIRST = Candidate("u1", "account", 0.9, 41.234, Window(DAY, DAY + dt.timedelta(days=1)), 90, 0.8, 1.0, 500)
SECOND = Candidate("x\x1b[31m", "visitor", 0.1, 2.0, Window(None, None), 10, 0.0, 1e-12, 70)
CANARY = Candidate("partner-a", "variant", 0.01, math.inf, Window(None, None), 1, 0.01, 1.0, 1, 1)
ANSWER = Attribution(
    Verdict.GROUP,
    "A sentence.",
    (CANARY, FIRST, SECOND),
    Group((FIRST, SECOND), together=True, coverage=0.95, share=0.85),
    (),
    (Column("tel", "users", "phone", 110, 100), Column("", "orders", "as it stands", 1200, 9)),
    (CanaryHit("partner-a", 1, ("phone",), (7,), certain=True), CanaryHit("b", 2, ("id",), (8, 9), certain=False)),
    "csv",
    120,
    110,
    100,
    20_000,
    DAY + dt.timedelta(days=7),
    1e-3,
    7.3010,
    (("broken row", 2), ("stopped", 1)),
)
