"""The prefix lens: addresses by network (/24 of IPv4, /64 of IPv6), to look through. A network is never scored as one client."""

from __future__ import annotations

import datetime as dt
import ipaddress

import pyarrow as pa
import pyarrow.compute as pc

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.summary import ClientSummary

_OF_PREFIX = """
WITH placed AS (
    SELECT caller, address, agent,
           if(contains(address, ':'), prefix, regexp_replace(address, '\\.[0-9]+$', '.0/24')) AS prefix
    FROM caller LEFT JOIN far USING (address) WHERE address <> ''),
crowded AS (SELECT prefix FROM placed GROUP BY prefix HAVING count(DISTINCT address) > 1),
seen AS (
    SELECT prefix, count(DISTINCT record) AS records, count(DISTINCT record) FILTER (people) AS people, min(shown_at) AS first,
           max(shown_at) AS last, count(DISTINCT address) AS addresses, count(DISTINCT agent) AS agents
    FROM shown JOIN (FROM placed SEMI JOIN crowded USING (prefix)) USING (caller)
         JOIN (SELECT route, people FROM route) USING (route)
    GROUP BY prefix HAVING addresses > 1),
asked AS (SELECT prefix, sum(requests) AS requests FROM traffic JOIN placed USING (caller) GROUP BY prefix)
SELECT prefix, requests, records, people, first, last, agents FROM seen JOIN asked USING (prefix)
ORDER BY records DESC, prefix LIMIT $top
"""


def prefix_summaries(ledger: EmbeddedLedger, top: int, *, people: bool) -> list[ClientSummary]:
    """The networks of more than one address that were shown most different records; lens `prefix`."""
    ledger.connection.register("far", _networks_of_ipv6(ledger))
    rows = ledger.connection.execute(_OF_PREFIX, {"top": top}).fetchall()
    ledger.connection.unregister("far")
    return [
        ClientSummary(
            lens="prefix",
            client=prefix,
            requests=int(requests),
            records=records,
            people=of_people if people else None,
            first=first.replace(tzinfo=dt.UTC),
            last=last.replace(tzinfo=dt.UTC),
            agents=agents,
            declared_crawler=None,
            verified=None,
            agreement=None,
        )
        for prefix, requests, records, of_people, first, last, agents in rows
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
