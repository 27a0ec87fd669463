from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.catalog.roles import Role
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.reasons import relate, relate_units
from headcount.ledger.rollup import roll_up
from tests.ledger.accesses import START, TOKENS, Shown, feed

DAY = 86_400
STAFF = Standing(roles=(Role("staff", prefix="e"),))


def _relation(client: str, record: int, since: int | None = None, until: int | None = None) -> pa.RecordBatch:
    stamp = pa.timestamp("us", tz="UTC")
    [token] = TOKENS.tokens_of("orders", [b"%d" % record])
    since_until = [pa.array([None if at is None else START + dt.timedelta(seconds=at)], stamp) for at in (since, until)]
    return pa.record_batch(
        [pa.array([client]), pa.array([token], pa.uint64()), *since_until], ["client", "record", "since", "until"]
    )


def _look(second: int, record: int, account: str = "e1") -> Shown:
    return Shown(second, "192.0.2.1", record, account=account)


@pytest.mark.parametrize(
    ("since", "until", "unexplained"), [(None, None, 0), (100, 101, 0), (101, None, 1), (None, 100, 1), (0, 50, 1)]
)
def test_a_relation_explains_within_its_time(
    ledger: EmbeddedLedger, since: int | None, until: int | None, unexplained: int
) -> None:
    feed(ledger, [_look(100, 7)])
    assert relate(ledger, [_relation("e1", 7, since, until)]) == 1
    [row] = roll_up(ledger, STAFF).rollup.to_pylist()
    assert (row["new_records"], row["unexplained_records"]) == (1, unexplained)


def test_another_clients_relation_and_another_record_explain_nothing(ledger: EmbeddedLedger) -> None:
    feed(ledger, [_look(0, 7), _look(1, 8), _look(2, 8, "e2")])
    relate(ledger, [_relation("e2", 7), _relation("e1", 8), _relation("e1", 8, 0, 50)])
    window = roll_up(ledger, STAFF)
    assert window.explained
    assert [row["unexplained_records"] for row in window.rollup.to_pylist()] == [1, 1]
    assert window.clients["role"].to_pylist() == ["staff", "staff"]


def test_only_what_is_new_can_be_unexplained(ledger: EmbeddedLedger) -> None:
    feed(ledger, [_look(0, 7), _look(4000, 7)])
    relate(ledger, [_relation("e1", 7, 0, 100)])
    assert [row["unexplained_records"] for row in roll_up(ledger, STAFF).rollup.to_pylist()] == [0, 0]


def test_without_relations_everything_new_is_unexplained(ledger: EmbeddedLedger) -> None:
    feed(ledger, [_look(0, 7), _look(1, 7), _look(2, 9)])
    window = roll_up(ledger, STAFF)
    assert [row["unexplained_records"] for row in window.rollup.to_pylist()] == [2]
    assert not window.explained
    assert len(window.returns) == 0


def test_returns_count_days_without_a_reason(ledger: EmbeddedLedger) -> None:
    rows = [_look(day * DAY + hour * 600, 7) for day in (0, 1, 5) for hour in (0, 1)] + [_look(2 * DAY, 8)]
    rows += [_look(day * DAY, 9) for day in range(4)] + [_look(0, 9, "u1"), _look(DAY, 9, "u1")]
    feed(ledger, sorted(rows, key=lambda row: row.second))
    relate(ledger, [_relation("e1", 9, DAY, None)])
    window = roll_up(ledger, STAFF)
    [seven] = TOKENS.tokens_of("orders", [b"7"])
    told = [(row["days"], row["alone"], row["records"], row["named"]) for row in window.returns.to_pylist()]
    assert told == [(1, 1, 2, []), (3, 3, 1, [seven])]  # 9 was looked at on one day before the relation began; u1 has no role
    assert window.returns["last"].to_pylist()[1] == START + dt.timedelta(seconds=5 * DAY + 600)


def test_a_day_near_that_of_a_colleague_is_not_alone(ledger: EmbeddedLedger) -> None:
    rows = [_look(day * DAY, 7) for day in (0, 5, 9)] + [_look(8 * DAY, 7, "e2"), _look(0, 7, "u1"), _look(5 * DAY, 9, "e2")]
    feed(ledger, sorted(rows, key=lambda row: row.second))
    relate(ledger, [_relation("e2", 7, 0, None)])
    told = [(row["days"], row["alone"], row["records"]) for row in roll_up(ledger, STAFF).returns.to_pylist()]
    assert told == [(3, 1, 1), (1, 1, 1)]  # e2 has a reason, and is near all the same; u1 has no role


def test_a_ledger_without_tables_says_so_after_one_with_them(ledger: EmbeddedLedger) -> None:
    feed(ledger, [_look(0, 7)])
    relate(ledger, [])
    assert not roll_up(ledger, STAFF).explained


def test_tables_of_records_that_nobody_was_shown_are_none(ledger: EmbeddedLedger) -> None:
    """With a misspelt entity every record would be without a reason, and everybody suspicious."""
    feed(ledger, [_look(0, 7)])
    relate(ledger, [_relation("e1", 8)])
    assert not roll_up(ledger, STAFF).explained
    relate(ledger, [_relation("e1", 7)])
    assert roll_up(ledger, STAFF).explained


def _member(client: str, unit: str, since: int | None = None, until: int | None = None) -> pa.RecordBatch:
    return _belongs("client", pa.array([client]), unit, since, until)


def _parcel(record: int, unit: str, since: int | None = None, until: int | None = None) -> pa.RecordBatch:
    return _belongs("record", pa.array(TOKENS.tokens_of("orders", [b"%d" % record]), pa.uint64()), unit, since, until)


def _belongs(key: str, who: pa.Array, unit: str, since: int | None, until: int | None) -> pa.RecordBatch:
    stamp = pa.timestamp("us", tz="UTC")
    times = [pa.array([None if at is None else START + dt.timedelta(seconds=at)], stamp) for at in (since, until)]
    return pa.record_batch([who, pa.array([unit]), *times], [key, "unit", "since", "until"])


def _unexplained(ledger: EmbeddedLedger) -> int:
    window = roll_up(ledger, STAFF)
    assert window.explained
    return sum(row["unexplained_records"] for row in window.rollup.to_pylist())


def test_a_unit_explains_its_clients_looks_at_its_records(ledger: EmbeddedLedger) -> None:
    feed(ledger, [_look(0, 7), _look(1, 8), _look(2, 9), _look(3, 7, "e2")])
    assert relate_units(ledger, [_member("e1", "north")], [_parcel(7, "north"), _parcel(8, "south")]) == 3
    assert _unexplained(ledger) == 3  # of e1 8 and 9, of e2 7
    relate(ledger, [_relation("e1", 9)])
    assert _unexplained(ledger) == 2
    assert len(roll_up(ledger, STAFF).returns) == 2


@pytest.mark.parametrize(
    ("client", "record", "unexplained"),
    [((0, 200), (50, None), 0), ((0, 100), (None, None), 1), ((None, None), (101, None), 1), ((None, None), (0, 100), 1)],
)
def test_both_must_belong_to_the_unit_at_that_time(
    ledger: EmbeddedLedger,
    client: tuple[int | None, int | None],
    record: tuple[int | None, int | None],
    unexplained: int,
) -> None:
    feed(ledger, [_look(100, 7)])
    relate_units(ledger, [_member("e1", "north", *client)], [_parcel(7, "north", *record)])
    assert _unexplained(ledger) == unexplained


def test_units_of_other_tables_are_others_whatever_their_names(ledger: EmbeddedLedger) -> None:
    feed(ledger, [_look(0, 7)])
    relate_units(ledger, [_member("e1", "north")], [_parcel(8, "north")])
    relate_units(ledger, [_member("e2", "north")], [_parcel(7, "north")])
    assert _unexplained(ledger) == 1
    relate_units(ledger, [_member("e1", "north")], [_parcel(7, "north")])
    assert _unexplained(ledger) == 0


def test_a_scanner_of_two_stations_reads_the_parcels_of_both(ledger: EmbeddedLedger) -> None:
    feed(ledger, [_look(0, 7), _look(1, 8)])
    relate_units(ledger, [_member("e1", "north"), _member("e1", "south")], [_parcel(7, "north"), _parcel(8, "south")])
    assert _unexplained(ledger) == 0
