"""Window: what detectors see of the ledger. Roll-ups of clients, never rows of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

ROLLUP_SCHEMA = pa.schema(
    [
        pa.field("client", pa.uint32()),  # number of the client; joins Window.clients
        pa.field("bucket", pa.timestamp("s", tz="UTC")),  # start of ten minutes, UTC
        pa.field("requests", pa.uint32()),  # answered requests that showed a record
        pa.field("records", pa.uint32()),  # different records shown within the bucket
        pa.field("new_records", pa.uint32()),  # of those, never shown to this client before
        pa.field("cold_records", pa.uint32()),  # of the new ones, shown to at most `cold_viewers` other clients in the window
        pa.field("adjacent_records", pa.uint32()),  # of the new ones, identifier within 3 of one of the client's two before
        pa.field(
            "numbered_records", pa.uint32()
        ),  # of the new ones, those whose identifier has a number (so that it could be adjacent)
        pa.field("misses", pa.uint32()),  # asked for an identifier and got nobody (404, 410)
    ]
)

CLIENTS_SCHEMA = pa.schema(
    [
        pa.field("client", pa.uint32()),
        pa.field("lens", pa.string()),  # address, visitor (address and user agent), account, credential
        pa.field("name", pa.string()),  # the value under that lens
        pa.field("requests", pa.uint64()),  # all requests, records or not
        pa.field("errors", pa.uint64()),  # of those, answered 4xx or 5xx
        pa.field("records", pa.uint64()),  # different records, exact
        pa.field("people", pa.uint64()),  # different people among them, exact; 0 while nothing is declared
        pa.field("first", pa.timestamp("s", tz="UTC")),
        pa.field("last", pa.timestamp("s", tz="UTC")),
        pa.field("agents", pa.uint32()),  # different user agents behind this client
        pa.field("declared_crawler", pa.string()),  # who it says it is, when its user agent says that it is a crawler; else null
        pa.field("agreement", pa.string()),  # name of the agreement in headcount.toml that covers it; else null
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Everything a detector may read. Both tables are sorted by `client`; the roll-up then by `bucket`."""

    rollup: pa.Table
    """`ROLLUP_SCHEMA`: one row a client and ten-minute bucket in which it was shown a record or missed one."""
    clients: pa.Table
    """`CLIENTS_SCHEMA`: one row a client that asked for a record at least once."""
    first: dt.datetime
    """Start of the observation, UTC."""
    last: dt.datetime
    """End of the observation, UTC."""
    cold_share: float
    """Share of all known records that are cold: what a uniform sweep would show."""
    cold_viewers: int
    """A record is cold while at most so many other clients have been shown it."""
    routes: dict[int, tuple[str, ...]]
    """Client number to the templates of the routes that showed it records, busiest first (clients worth a look only)."""
