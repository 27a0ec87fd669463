from __future__ import annotations

import dataclasses

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position


def test_a_position_is_a_row_of_its_table(ledger: EmbeddedLedger) -> None:
    assert ledger.connection.table("source_file").columns == [field.name for field in dataclasses.fields(Position)]
