"""Window: what detectors see of the ledger. Roll-ups of clients, never rows of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from headcount.ledger.overlap import Shown
from headcount.ledger.together import Counter
from headcount.model.scope import Scope

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
        pa.field("lookup_records", pa.uint32()),  # of the records, those shown on look-up routes (see `ledger.lookups`)
        pa.field("lookup_new", pa.uint32()),  # of the new ones, those first shown on look-up routes
        pa.field("lookup_cold", pa.uint32()),  # of these, the cold ones
        pa.field("largest_answer", pa.uint32()),  # of the new ones, the most that were shown within one second
        pa.field("canary_records", pa.uint32()),  # of the new ones, declared canaries: records that nothing leads to
        pa.field("new_misses", pa.uint32()),  # different identifiers missed for the first time, and never shown to this client
        pa.field("unexplained_records", pa.uint32()),  # of the new ones, those that no relation of the client explains then
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
        pa.field("role", pa.string()),  # what headcount.toml says the account is, such as staff; else empty
        pa.field("prefix", pa.string()),  # network (/24, /64) of the address that it asked from most; empty when none is known
        pa.field("agent", pa.uint32()),  # number of the user agent that it asked with most
        pa.field("place", pa.string()),  # where headcount.toml says it, or its network, belongs; else empty
    ]
)

PLACES_SCHEMA = pa.schema(
    [
        pa.field("client", pa.uint32()),
        pa.field("day", pa.timestamp("s", tz="UTC")),  # midnight, UTC
        pa.field("place", pa.uint32()),  # number of the place; index into `Window.place_names`
        pa.field("new_records", pa.uint32()),  # records of people who live there, first shown to the client on that day
        pa.field("minutes", pa.uint32()),  # different minutes in which that happened: a list counts once
    ]
)

RETURNS_SCHEMA = pa.schema(
    [
        pa.field("client", pa.uint32()),
        pa.field("days", pa.uint32()),  # number of different days, UTC
        pa.field("alone", pa.uint32()),  # of these, days on which no other client of its role was shown the record within 3 days
        pa.field("records", pa.uint32()),  # records shown to the client, without a reason, on exactly so many days, and alone
        pa.field("first", pa.timestamp("s", tz="UTC")),  # first of these showings
        pa.field("last", pa.timestamp("s", tz="UTC")),  # last of them
        pa.field("named", pa.list_(pa.uint64())),  # tokens of the records, at most 20; none for one day and two
    ]
)

USED_SCHEMA = pa.schema(
    [
        pa.field("client", pa.uint32()),
        pa.field("template", pa.string()),  # of a route that showed it records
        pa.field("kinds", pa.list_(pa.string())),  # of personal data, as declared with the route
        pa.field("records", pa.uint64()),  # different records that it was shown through the route
        pa.field("first", pa.timestamp("s", tz="UTC")),
        pa.field("last", pa.timestamp("s", tz="UTC")),
        pa.field("opened", pa.timestamp("s", tz="UTC")),  # when the route first showed anybody a record
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
    routes: Mapping[int, tuple[str, ...]]
    """Client number to the templates of the routes that showed it records, busiest first (clients worth a look only)."""
    explained: bool = False
    """Whether relation tables were given; without, every new record is an unexplained one."""
    returns: pa.Table = field(default_factory=RETURNS_SCHEMA.empty_table)
    """`RETURNS_SCHEMA`: how often clients with a role came back to whom without a reason; empty unless `explained`."""
    together: Counter | None = None
    """Counts what any of the clients were shown together; None where nobody can."""
    canaries: int = 0
    """How many records were declared to be canaries."""
    devices: frozenset[str] = frozenset()
    """Roles whose accounts are declared to be devices at a post, and not people."""
    places: pa.Table = field(default_factory=PLACES_SCHEMA.empty_table)
    """`PLACES_SCHEMA`, sorted: where those live whose records were new; empty where none are declared."""
    place_names: tuple[str, ...] = ()
    """The places of `places` by their number; empty when none are declared."""
    used: pa.Table = field(default_factory=USED_SCHEMA.empty_table)
    """`USED_SCHEMA`, sorted by client and template: which routes the clients under an agreement used."""
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    """What each agreement covers, by its name."""
    shown: Shown | None = None
    """Counts which records groups of clients were shown in common; None where nobody can."""
    requests: int = 0
    """All requests of the log, of all clients, whatever they asked for."""
    records: int = 0
    """Different records shown to anybody."""
    people: int | None = None
    """Different people among them; None while no route that showed somebody is declared to show people."""
