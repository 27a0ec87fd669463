from __future__ import annotations

import datetime as dt
import io

from rich.console import Console

from headcount.ledger.entries import Count, Viewer
from headcount.reports.answers import print_counts, print_viewers

FIRST, LAST = dt.datetime(2026, 3, 2, 9, 0, 7, tzinfo=dt.UTC), dt.datetime(2026, 3, 4, 18, 30, tzinfo=dt.UTC)


def _console() -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, width=40), text


def test_a_count_is_a_sentence_and_its_routes() -> None:
    console, text = _console()
    count = Count("account", "erin", 1500, 1234, None, FIRST, LAST, (("/orders/{id}", 1200), ("/u/{name}", 34)))
    print_counts([count], console)
    assert text.getvalue() == (
        "account erin was shown 1,234 different records in 1,500 requests, 2026-03-02 09:00 to 2026-03-04 18:30 UTC.\n"
        "         1,200  /orders/{id}\n"
        "            34  /u/{name}\n"
    )


def test_people_are_told_where_they_are_known() -> None:
    console, text = _console()
    print_counts([Count("address", "192.0.2.1", 0, 0, 0, None, None, ())], console)
    assert text.getvalue() == "address 192.0.2.1 was shown 0 different records, 0 different people in 0 requests.\n"


def test_viewers_are_one_line_each() -> None:
    console, text = _console()
    viewers = [
        Viewer("address", "192.0.2.1", 1, FIRST, FIRST, ("/u/{name}",), "a.log", 7),
        Viewer("visitor", "192.0.2.9 [b]Op[/b]", 1200, LAST, LAST, ("/u/{name}", "/u/{name}/orders"), "b.log.gz", 1),
    ]
    print_viewers(viewers, console)
    assert text.getvalue() == (
        "2 clients were shown this record:\n"
        "  2026-03-02 09:00:07 UTC  address 192.0.2.1, once, through /u/{name} (a.log:7)\n"
        "  2026-03-04 18:30:00 UTC  visitor 192.0.2.9 [b]Op[/b], 1,200 times, through /u/{name}, /u/{name}/orders (b.log.gz:1)\n"
    )


def test_one_viewer_and_none() -> None:
    console, text = _console()
    print_viewers([Viewer("account", "erin", 2, FIRST, LAST, ("/u/{name}",), "a.log", 7)], console)
    print_viewers([], console)
    assert text.getvalue().splitlines() == [
        "1 client was shown this record:",
        "  2026-03-02 09:00:07 UTC  account erin, 2 times, through /u/{name} (a.log:7)",
        "Nobody was shown this record, as far as the ledger was kept.",
    ]


def test_what_a_log_says_cannot_steer_the_terminal() -> None:
    console, text = _console()
    print_counts([Count("account", "\x1b[2Jerin\u202e\r", 1, 1, None, FIRST, LAST, (("/\x9b2J", 1),))], console)
    assert text.getvalue().splitlines() == [
        "account \\x1b[2Jerin\\u202e\\r was shown 1 different records in 1 requests, 2026-03-02 09:00 to 2026-03-04 18:30 UTC.",
        "             1  /\\x9b2J",
    ]
