from __future__ import annotations

import io

from rich.console import Console

from headcount.reports.attribution import print_attribution
from tests.reports.made_attribution import ANSWER

TAKEN = "taken after 2026-03-02 00:00 UTC and before 2026-03-03 00:00 UTC"
MEANING = "A strength of 7.3 or more is met by at most 0.1% of samples that no client explains."


def test_the_answer_in_lines() -> None:
    out = io.StringIO()
    print_attribution(ANSWER, Console(file=out, width=60))
    assert out.getvalue().splitlines() == [
        "A sentence.",
        "  canary  variant partner-a: 1 made person, by phone, in row 7",
        "  canary  variant b: 2 made people, by id, in row 8, 9; a short number alone may stand there for other reasons",
        "  canary decides  variant partner-a",
        f"*     41.2  account u1: 90 rows, 90% of the known ones; it was shown 500 records; {TAKEN}",
        "       2.0  visitor x\\x1b[31m: 10 rows, 10% of the known ones; it was shown 70 records",
        f"Compared with 20,000 clients; exposure until 2026-03-09 00:00 UTC. {MEANING}",
        "Read column tel as users, phone: 100 of 110 rows are known.",
        "Read the lines as orders, as it stands: 9 of 1,200 rows are known.",
        "Not read: broken row (2)",
        "Not read: stopped",
    ]
