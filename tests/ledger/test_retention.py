from __future__ import annotations

import datetime as dt

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Why, removals
from headcount.ledger.retention import Keep, expire, expired_until
from tests.ledger.accesses import START, Shown, feed

DAY = 86_400
ROWS = [
    Shown(0, "192.0.2.1", 1),
    Shown(DAY, "192.0.2.1", 2),
    Shown(DAY + 1, "192.0.2.1", 3, status=404),
    Shown(2 * DAY, "192.0.2.1", 4),
]


def left(ledger: EmbeddedLedger) -> tuple[int, ...]:
    counts = "SELECT (SELECT count(*) FROM disclosure), (SELECT count(*) FROM attempt), (SELECT count(*) FROM traffic)"
    return tuple(ledger.connection.execute(counts).fetchall()[0])


def test_each_table_has_a_length_of_its_own_in_whole_days(ledger: EmbeddedLedger) -> None:
    feed(ledger, ROWS, batches=4)
    assert left(ledger) == (3, 1, 4)
    now = START + dt.timedelta(days=3)
    midnight = START.replace(hour=0)
    keep = Keep(disclosures=dt.timedelta(days=2), attempts=dt.timedelta(days=1))
    assert keep.since(now) == {
        "disclosure": midnight + dt.timedelta(days=1),
        "attempt": midnight + dt.timedelta(days=2),
    }
    told = expire(ledger, keep, now)
    assert (told.disclosures, told.attempts, told.traffic, told.before) == (1, 1, 0, midnight + dt.timedelta(days=2))
    assert left(ledger) == (2, 0, 4)
    assert expire(ledger, keep, now + dt.timedelta(hours=14)).rows == 0
    assert [one.what for one in removals(ledger)] == [Why.EXPIRED]
    assert expired_until(ledger) == midnight + dt.timedelta(days=2)
    assert expire(ledger, Keep(traffic=dt.timedelta(days=1)), now).traffic == 3


def test_what_has_no_length_is_kept_for_good(ledger: EmbeddedLedger) -> None:
    feed(ledger, ROWS)
    assert expire(ledger, Keep(), START + dt.timedelta(days=9999)).rows == 0
    assert (left(ledger)[:2], expired_until(ledger)) == ((3, 1), None)


def test_a_time_in_another_zone_is_the_same_time(ledger: EmbeddedLedger) -> None:
    feed(ledger, ROWS)
    west = dt.timezone(dt.timedelta(hours=-8))
    now = dt.datetime(2026, 3, 3, 20, 0, tzinfo=west)  # the fourth in UTC
    assert expire(ledger, Keep(disclosures=dt.timedelta(days=1)), now).disclosures == 1
