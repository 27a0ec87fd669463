"""The people of an incident, one row each: tokens, what was shown of them, and when. For those who must be told."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_kinds import kinds_in

SCHEMA = pa.schema(
    [
        ("entity", pa.string()),
        ("token", pa.uint64()),
        ("first", pa.timestamp("us", tz="UTC")),
        ("last", pa.timestamp("us", tz="UTC")),
        ("times", pa.int64()),
        ("clear", pa.string()),
        ("masked", pa.string()),
    ]
)
"""What the records are; the record; first and last showing; how many; kinds in clear and those that were only shown masked,
separated by spaces."""
_ROWS = """
SELECT entity, record, min(first), max(last), sum(showings)::BIGINT, bit_or(meaning.clear)::BIGINT,
       (bit_or(held) & ~bit_or(meaning.clear))::BIGINT
FROM told JOIN meaning USING (route, shows) JOIN shown_by USING (route)
WHERE ($entity = '' OR entity = $entity) GROUP BY entity, record ORDER BY entity, record
"""
_BATCH = 100_000


def affected(ledger: EmbeddedLedger, entity: str = "") -> Iterator[pa.RecordBatch]:
    """Every record of the exposure that was counted last (`exposure`), in batches of `SCHEMA`, by entity and token.

    Args:
        ledger: which counted it, and is still open.
        entity: only records of this one; empty: all.

    Raises:
        LedgerError: the engine failed.
    """
    with ledger.told():
        for batch in ledger.connection.sql(_ROWS, params={"entity": entity}).to_arrow_reader(_BATCH):
            columns = list(batch.columns)
            columns[2:4] = [column.cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC")) for column in columns[2:4]]
            columns[5:7] = [_words(column) for column in columns[5:7]]
            yield pa.record_batch(columns, schema=SCHEMA)


def _words(masks: pa.Array) -> pa.Array:
    """Masks of kinds as their names; there are few different ones."""
    encoded = pc.dictionary_encode(masks)
    names = [" ".join(kinds_in(mask)) for mask in encoded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(encoded.indices)
