"""The prefix lens: addresses by network (/24 of IPv4, /64 of IPv6), to look through. A network is never scored as one client."""

from __future__ import annotations

import datetime as dt
import ipaddress

import pyarrow as pa
import pyarrow.compute as pc

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.summary import ClientSummary

_PLACED = """
CREATE OR REPLACE TEMP TABLE placed AS
SELECT caller, address, agent, if(contains(address, ':'), prefix, regexp_replace(address, '\\.[0-9]+$', '.0/24')) AS prefix
FROM caller LEFT JOIN far USING (address) WHERE address <> ''
"""
_BUSY = """
SELECT prefix, sum(times)::BIGINT AS most
FROM (SELECT caller, count(*) AS times FROM shown GROUP BY caller) JOIN placed USING (caller)
GROUP BY prefix HAVING min(address) <> max(address) ORDER BY most DESC, prefix
"""
_SHOWN = """
SELECT prefix, count(DISTINCT record) AS records, count(DISTINCT record) FILTER (people) AS people, min(shown_at) AS first,
       max(shown_at) AS last, count(DISTINCT agent) AS agents
FROM shown JOIN (FROM placed WHERE prefix IN (SELECT unnest($prefixes))) USING (caller)
     JOIN (SELECT route, people FROM route) USING (route)
GROUP BY prefix
"""
_ASKED = """
SELECT prefix, sum(requests)::BIGINT FROM traffic JOIN placed USING (caller) WHERE prefix IN (SELECT unnest($prefixes))
GROUP BY prefix
"""


def prefix_summaries(ledger: EmbeddedLedger, top: int, *, people: bool) -> list[ClientSummary]:
    """The networks of more than one address that were shown most different records; lens `prefix`.

    A network was shown no more different records than showings, so only those with most showings are counted exactly: as many
    as it takes until no other can be among the first.
    """
    run = ledger.connection.execute
    ledger.connection.register("far", _networks_of_ipv6(ledger))
    run(_PLACED).fetchall()
    ledger.connection.unregister("far")
    busy = run(_BUSY).fetchall()
    rows: list[tuple[str, int, int, dt.datetime, dt.datetime, int]] = []
    while len(rows) < len(busy) and (len(rows) < top or busy[len(rows)][1] >= rows[top - 1][1]):
        some = [prefix for prefix, _ in busy[len(rows) : 2 * len(rows) + 4 * top]]
        rows = sorted(rows + run(_SHOWN, {"prefixes": some}).fetchall(), key=lambda row: (-row[1], row[0]))
    rows = rows[:top]
    asked = dict(run(_ASKED, {"prefixes": [prefix for prefix, *_ in rows]}).fetchall())
    return [
        ClientSummary(
            lens="prefix",
            client=prefix,
            requests=asked[prefix],
            records=records,
            people=of_people if people else None,
            first=first.replace(tzinfo=dt.UTC),
            last=last.replace(tzinfo=dt.UTC),
            agents=agents,
            declared_crawler=None,
            verified=None,
            agreement=None,
        )
        for prefix, records, of_people, first, last, agents in rows
    ]


def networks_of(addresses: pa.ChunkedArray) -> pa.ChunkedArray:
    """The network of each address as text: /24 of IPv4, /64 of IPv6; text that is no address is its own network."""
    networks = pc.replace_substring_regex(addresses, r"^([^:]*)\.[0-9]+$", r"\1.0/24")
    far = pc.match_substring(addresses, ":")
    if not pc.any(far, min_count=0).as_py():
        return networks
    known = addresses.filter(far).unique()
    named = pa.array(map(_network, known.to_pylist()), pa.string())
    return pc.if_else(far, named.take(pc.index_in(addresses, known)), networks)


def _networks_of_ipv6(ledger: EmbeddedLedger) -> pa.Table:
    """The /64 of each IPv6 address; text that is no address is its own network."""
    rows = ledger.connection.execute("SELECT DISTINCT address FROM caller WHERE contains(address, ':')").fetchall()
    addresses = [address for (address,) in rows]
    return pa.table({"address": pa.array(addresses, pa.string()), "prefix": pa.array(map(_network, addresses), pa.string())})


def _network(address: str) -> str:
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address
