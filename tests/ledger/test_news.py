"""What is new on known routes, in words."""

from __future__ import annotations

from dataclasses import replace

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import RouteRow, ShapeRow
from headcount.ledger.news import news
from tests.ledger.test_shapes import FIELD, LATE


def test_the_latest_first(ledger: EmbeddedLedger) -> None:
    later = replace(LATE, path="phone", kind="phone", form="clear", since=1_772_442_063_500_000)
    ledger.know_routes(
        [
            RouteRow("GET", template, "id", "users", "learned", people=True, kinds=(), tentative=False, records=0)
            for template in ("/u", "/v")
        ]
    )
    shapes = [ShapeRow(0, "", steady=True, answers=5, most_people=1, fields=(FIELD, LATE))]
    ledger.know_shapes([*shapes, ShapeRow(1, "", steady=True, answers=5, most_people=1, fields=(later,))])
    assert list(news(ledger)) == [
        ("GET /v", "since 2026-03-02 09:01 UTC this route also returns phone (phone)"),
        ("GET /u", "since 2026-03-02 09:00 UTC this route also returns email (items[].email, masked)"),
    ]
