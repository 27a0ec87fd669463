from __future__ import annotations

import datetime as dt
from collections import Counter

import pyarrow as pa

from headcount.catalog.agreements import Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.reasons import relate
from headcount.ledger.removal import Why, remove
from headcount.ledger.retention import Keep, expire
from headcount.ledger.rollup import roll_up
from headcount.ledger.viewings import person_report
from headcount.model.kind import Kind
from tests.ledger.accesses import START, Shown, feed, new_catalogue, successes, token, traffic

TEMPLATES = {"/orders/{}": "/orders/{id}", "/u/{}": "/u/{id}", "/orders/{}/rating": "/orders/{id}/rating"}
MOMENT = pa.timestamp("us", tz="UTC")


def relations(rows: list[tuple[str, int, dt.datetime | None, dt.datetime | None]]) -> pa.RecordBatch:
    names, records, since, until = zip(*rows, strict=True)
    return pa.record_batch(
        {
            "client": pa.array(names),
            "record": pa.array(records, pa.uint64()),
            "since": pa.array(since, MOMENT),
            "until": pa.array(until, MOMENT),
        }
    )


def test_every_showing_of_one_person_is_told_once(ledger: EmbeddedLedger) -> None:
    rows = [*traffic(11, 3000), Shown(0, "192.0.2.9", 1), Shown(3, "192.0.2.9", 1, path="/orders/{}/rating")]
    feed(ledger, rows, catalogue=new_catalogue(people=True))
    roll_up(ledger, Standing())
    person = token(rows[-1])
    mine = [row for row in successes(rows) if token(row) == person]
    report = person_report(ledger, [person])
    assert {one.client: one.times for one in report.viewings} == Counter(row.address for row in mine)
    assert [one.first for one in report.viewings] == sorted(one.first for one in report.viewings)
    for one in report.viewings:
        own = [row for row in mine if row.address == one.client]
        assert (one.first, one.last) == tuple(START + dt.timedelta(seconds=f(row.second for row in own)) for f in (min, max))
        assert one.routes == tuple(sorted({TEMPLATES[row.path] for row in own}))
        assert (one.clear, one.masked, one.presumed, one.explained) == ((), (), False, None)
    seconds = [row.second for row in rows]
    assert (report.begins, report.ends) == tuple(START + dt.timedelta(seconds=f(seconds)) for f in (min, max))
    assert (report.expired, report.skipped) == (None, 0)


def test_reasons_count_at_the_time_of_each_showing(ledger: EmbeddedLedger) -> None:
    rows = [Shown(second, "192.0.2.1", 7) for second in (0, 100, 200)] + [Shown(50, "192.0.2.2", 7), Shown(60, "192.0.2.3", 7)]
    feed(ledger, rows)
    roll_up(ledger, Standing())
    person, other = token(rows[0]), token(Shown(0, "", 8))
    middle = START + dt.timedelta(seconds=100)
    after = middle + dt.timedelta(seconds=1)
    relate(ledger, [relations([("192.0.2.1", person, None, middle), ("192.0.2.1", person, middle, after)])])
    twice = [("192.0.2.2", person, None, None)] * 2
    relate(ledger, [relations([*twice, ("192.0.2.3", other, None, None)])])
    report = person_report(ledger, [person])
    assert {one.client: one.explained for one in report.viewings} == {"192.0.2.1": 2, "192.0.2.2": 1, "192.0.2.3": 0}


def test_kinds_are_those_that_the_route_is_known_to_show(ledger: EmbeddedLedger) -> None:
    catalogue = new_catalogue(people=True)
    feed(ledger, [Shown(0, "192.0.2.1", 7, path="/u/{}")], catalogue=catalogue)
    ledger.connection.execute("UPDATE route SET kinds = 'phone,person_name' WHERE entity = 'users'")
    roll_up(ledger, Standing())
    [one] = person_report(ledger, [token(Shown(0, "", 7, path="/u/{}"))]).viewings
    assert (set(one.clear), one.masked, one.presumed) == ({Kind.PHONE, Kind.PERSON_NAME}, (), True)


def test_what_is_missing_is_said(ledger: EmbeddedLedger) -> None:
    empty = person_report(ledger, [1])
    assert (empty.viewings, empty.begins, empty.ends) == ((), None, None)
    feed(ledger, [Shown(0, "192.0.2.1", 7), Shown(5 * 86_400, "192.0.2.1", 7)])
    roll_up(ledger, Standing())
    ledger.connection.execute("INSERT INTO skipped VALUES (0, 'no time', 3, 1), (0, 'no line', 4, 2)")
    remove(ledger, Why.ERASED, {"disclosure": ("record = ?", [1])})
    expire(ledger, Keep(disclosures=dt.timedelta(days=4)), START + dt.timedelta(days=5))
    report = person_report(ledger, [token(Shown(0, "", 7))])
    assert [one.times for one in report.viewings] == [1]
    assert (report.expired, report.skipped) == (START.replace(hour=0) + dt.timedelta(days=1), 7)
