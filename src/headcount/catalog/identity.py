"""Who asked: the identities of an access, as callers with small numbers."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.catalog import spans
from headcount.catalog.interner import Interner
from headcount.catalog.tokens import Tokenizer
from headcount.errors import ConfigError
from headcount.model.access import AccessBatch
from headcount.model.disclosure import AGENT_SCHEMA, CALLER_SCHEMA
from headcount.model.text import Text

_PLAIN_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|$)){4}(?<!\.)", re.ASCII)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(values: Sequence[str]) -> tuple[Network, ...]:
    """Trusted proxies as networks; a bare address is a network of one.

    Raises:
        ConfigError: one of them is no address and no network.
    """
    try:
        return tuple(ipaddress.ip_network(value, strict=False) for value in values)
    except ValueError as error:
        raise ConfigError(f"{error}; write an address or a network such as 10.0.0.0/8") from error


def client_address(address: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The client's address: from the right of `X-Forwarded-For`, the first hop that is not a trusted proxy.

    Only a trusted peer's header is believed, since anybody can send one. A hop that is no address ends the search.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()] if forwarded else []
    current = canonical_address(address)
    for hop in reversed(hops):
        if not _is_trusted(current, trusted):
            break
        candidate = canonical_address(hop)
        if not _is_address(candidate):
            break
        current = candidate
    return current


@lru_cache(maxsize=100_000)
def canonical_address(text: str) -> str:
    """One spelling for each address (RFC 5952); ports, brackets and IPv4-mapped forms go. Text that is no address stays."""
    if _PLAIN_IPV4.fullmatch(text):
        return text
    value = text.strip().strip("[]")
    if value.count(":") == 1:
        value = value.partition(":")[0]
    elif "]:" in value:
        value = value.partition("]:")[0]
    try:
        parsed = ipaddress.ip_address(value)
    except ValueError:
        return value
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


class Callers:
    """Numbers each combination of address, account, credential and user agent."""

    def __init__(self, tokenizer: Tokenizer, trusted: Sequence[Network] = ()) -> None:
        self._tokenizer = tokenizer
        self.trusted = trusted
        """Proxies that are believed when they say for whom they ask."""
        self._callers = Interner()
        self._agents = Interner()

    def identify(self, batch: AccessBatch) -> tuple[NDArray[np.uint32], pa.RecordBatch, pa.RecordBatch]:
        """Each row's caller; the callers that are new, in `CALLER_SCHEMA`; the user agents that are new, in `AGENT_SCHEMA`."""
        agent_key = spans.keys(batch.user_agent)
        key = spans.join(spans.keys(batch.address), agent_key)
        for column in (batch.account, batch.credential, *((batch.forwarded,) if self.trusted else ())):
            spans.append(key, column)
        ids, first = self._callers.intern(key)
        agents, agent_first = self._agents.intern(agent_key[first])
        seen = first[agent_first]
        new_agents = pa.record_batch([pa.array(agents[agent_first]), batch.user_agent.take(seen).to_arrow()], schema=AGENT_SCHEMA)
        columns = [
            pa.array(ids[first]),
            self._addresses(batch.address.take(first), batch.forwarded.take(first)),
            batch.account.take(first).to_arrow(),
            pa.array(self._digests(batch.credential.take(first)), pa.large_string()),
            pa.array(agents),
        ]
        return ids, pa.record_batch(columns, schema=CALLER_SCHEMA), new_agents

    def _addresses(self, address: Text, forwarded: Text) -> pa.Array:
        """One spelling of each client's address."""
        plain = address.to_arrow()
        if self.trusted and forwarded.size.any():
            pairs = zip(plain.to_pylist(), forwarded.to_arrow().to_pylist(), strict=True)
            return pa.array([client_address(a, f, self.trusted) for a, f in pairs], pa.large_string())
        if pc.all(pc.match_substring_regex(plain, r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$"), min_count=0).as_py():
            return plain
        return pa.array([canonical_address(a) for a in plain.to_pylist()], pa.large_string())

    def _digests(self, credential: Text) -> list[str]:
        if not credential.size.any():
            return [""] * len(credential)
        return [self._tokenizer.digest("credential", value) if value else "" for value in credential.to_list()]
