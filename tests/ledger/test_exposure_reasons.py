from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa
import pytest

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure import exposure
from headcount.ledger.reasons import relate, relate_units
from tests.ledger.showings import START, Look, fill, named

STAMP = pa.timestamp("us", tz="UTC")


def _rows(names: list[str], **columns: Sequence[object]) -> pa.RecordBatch:
    types = {"record": pa.uint64(), "since": STAMP, "until": STAMP}
    return pa.record_batch([pa.array(columns[name], types.get(name, pa.string())) for name in names], names)


def _relation(client: str, record: int, since: int | None = None, until: int | None = None) -> pa.RecordBatch:
    span = {name: [None if at is None else START + dt.timedelta(seconds=at)] for name, at in (("since", since), ("until", until))}
    return _rows(["client", "record", "since", "until"], client=[client], record=[record], **span)


def test_without_tables_nothing_is_said(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 7)])
    found = exposure(ledger, named("ann"))
    assert (found.explained, found.unexplained) == (None, None)


@pytest.mark.parametrize(
    ("since", "until", "unexplained"), [(None, None, 0), (100, 101, 0), (101, None, 1), (None, 100, 1), (0, 50, 1)]
)
def test_a_relation_explains_within_its_time(
    ledger: EmbeddedLedger, since: int | None, until: int | None, unexplained: int
) -> None:
    fill(ledger, [Look(100, "ann", 0, 7)])
    relate(ledger, [_relation("ann", 7, since, until)])
    found = exposure(ledger, named("ann"))
    assert (found.explained, found.unexplained) == (1 - unexplained, unexplained)


def test_one_look_without_a_reason_makes_a_record_an_unexplained_one(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(10, "ann", 0, 7), Look(500, "ann", 0, 7), Look(10, "ann", 0, 8), Look(10, "bob", 0, 8)])
    relate(ledger, [_relation("ann", 7, 0, 100), _relation("ann", 8)])
    assert exposure(ledger, named("ann")).unexplained == 1
    assert exposure(ledger, named("ann"), ends=START + dt.timedelta(seconds=100)).unexplained == 0
    assert exposure(ledger, named("ann", "bob")).unexplained == 2


def test_units_explain_their_own_records(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(10, "ann", 0, number) for number in (1, 2, 3)])
    span: dict[str, Sequence[object]] = {"since": [None, None], "until": [None, START + dt.timedelta(seconds=10)]}
    members = _rows(["client", "unit", "since", "until"], client=["ann", "ann"], unit=["north", "south"], **span)
    records = _rows(
        ["record", "unit", "since", "until"], record=[1, 2], unit=["north", "south"], since=[None] * 2, until=[None] * 2
    )
    relate_units(ledger, [members], [records])
    found = exposure(ledger, named("ann"))
    assert (found.explained, found.unexplained) == (1, 2)


def test_tables_of_records_that_nobody_was_shown_are_none(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 7)])
    relate(ledger, [_relation("ann", 999)])
    assert exposure(ledger, named("ann")).unexplained is None
