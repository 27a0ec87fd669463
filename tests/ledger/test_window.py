from __future__ import annotations

import dataclasses

from headcount.catalog.agreements import Standing
from headcount.detectors import DETECTORS
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import CLIENTS_SCHEMA, ROLLUP_SCHEMA
from tests.ledger.accesses import feed, traffic


def test_a_window_is_sorted_and_has_the_declared_columns(ledger: EmbeddedLedger) -> None:
    feed(ledger, traffic(1), batches=3)
    window = roll_up(ledger, Standing())
    assert (window.rollup.schema, window.clients.schema) == (ROLLUP_SCHEMA, CLIENTS_SCHEMA)
    assert window.rollup.equals(window.rollup.sort_by([("client", "ascending"), ("bucket", "ascending")]))
    assert window.clients.equals(window.clients.sort_by("client"))
    assert window.rollup.num_rows > window.clients.num_rows > 30
    assert all(column.null_count == 0 for column in window.rollup.columns)


def test_a_window_without_rows_is_a_window(ledger: EmbeddedLedger) -> None:
    window = roll_up(ledger, Standing())
    none = dataclasses.replace(window, rollup=ROLLUP_SCHEMA.empty_table(), clients=CLIENTS_SCHEMA.empty_table())
    assert [list(detector.find(none)) for detector in DETECTORS] == [[]] * len(DETECTORS)
