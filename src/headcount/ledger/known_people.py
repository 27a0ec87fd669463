"""Known people: whom each client was shown so far, for judges that must tell who is new to a client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger

_SHOWN = """
SELECT name, list(DISTINCT record) AS records
FROM shown JOIN client USING (client)
WHERE lens = $lens AND route IN (SELECT unnest($routes))
GROUP BY name
"""


def known_people(ledger: EmbeddedLedger, lens: str, routes: Sequence[int]) -> Iterator[tuple[str, NDArray[np.uint64]]]:
    """Each client under a lens, with the tokens of the different records that it was shown through some routes.

    Args:
        ledger: whose clients are named (`name_clients`).
        lens: `account`, `credential`, `address` or `visitor`.
        routes: places among `ledger.routes()`.
    """
    if not routes:
        return
    told = {"lens": lens, "routes": list(routes)}
    batches: pa.RecordBatchReader = ledger.connection.sql(_SHOWN, params=told).to_arrow_reader(10_000)
    for batch in batches:
        names, records = batch.column("name").to_pylist(), batch.column("records")
        values, offsets = records.values.to_numpy(), records.offsets.to_numpy()
        for place, name in enumerate(names):
            yield name, values[offsets[place] : offsets[place + 1]]
