"""Who is known: clients under an agreement, and crawlers that say what they are. They are counted, and named apart."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from headcount.catalog.crawlers import declared
from headcount.catalog.identity import Network
from headcount.catalog.verify import Resolver, verify


@dataclass(frozen=True, slots=True)
class Agreement:
    """A client that is known to read many records, and may."""

    name: str
    addresses: tuple[Network, ...] = ()
    accounts: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    """Digests as the reports show them."""
    user_agents: tuple[str, ...] = ()
    """Beginnings of user agents; believed only together with one of `addresses` when any are given."""

    def covers(self, lens: str, name: str, address: str, user_agent: str) -> bool:
        """Whether this client is the agreement's."""
        if (lens == "account" and name in self.accounts) or (lens == "credential" and name in self.credentials):
            return True
        if self.addresses and not within(address, self.addresses):
            return False
        if self.user_agents:
            return user_agent.startswith(self.user_agents)
        return bool(self.addresses) and lens in ("address", "visitor")


class Standing:
    """Names the standing of clients: declared crawler, agreement, or neither."""

    def __init__(self, agreements: Sequence[Agreement] = (), resolver: Resolver | None = None) -> None:
        self._agreements = agreements
        self._alone = {
            str(n.network_address): a.name
            for a in reversed(agreements)
            if not a.user_agents
            for n in a.addresses
            if n.num_addresses == 1
        }
        """Agreements that one address decides; the others are asked in turn."""
        self._others = [
            a for a in agreements if a.user_agents or a.accounts or a.credentials or any(n.num_addresses > 1 for n in a.addresses)
        ]
        self._resolver = resolver
        self.verified: dict[str, bool | None] = {}
        """Of each declared crawler's address, what the check gave; empty while nothing is checked."""

    def __call__(
        self, lenses: Sequence[str], names: Sequence[str], addresses: Sequence[str], user_agents: Sequence[str]
    ) -> tuple[list[str | None], list[str | None]]:
        """(declared crawler or None, agreement or None) of each client."""
        distinct = list(dict.fromkeys(user_agents))
        crawler = dict(zip(distinct, declared(distinct), strict=True))
        clients = zip(lenses, names, addresses, user_agents, strict=True)
        agreements: list[str | None] = (
            [self._agreement(*client) for client in clients] if self._agreements else [None] * len(names)
        )
        crawlers = [
            crawler[agent] if lens in ("address", "visitor") else None for lens, agent in zip(lenses, user_agents, strict=True)
        ]
        if self._resolver is not None:
            crawlers = [self._checked(name, address) for name, address in zip(crawlers, addresses, strict=True)]
        return crawlers, agreements

    def _checked(self, crawler: str | None, address: str) -> str | None:
        """The crawler, unless its address is proven not to be its operator's."""
        if crawler is None or self._resolver is None:
            return crawler
        if address not in self.verified:
            self.verified[address] = verify(crawler, address, self._resolver)
        return None if self.verified[address] is False else crawler

    def _agreement(self, lens: str, name: str, address: str, user_agent: str) -> str | None:
        if lens in ("address", "visitor") and address in self._alone:
            return self._alone[address]
        return next((a.name for a in self._others if a.covers(lens, name, address, user_agent)), None) if self._others else None


def within(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address, spelled as `canonical_address` spells it, is in one of the networks; other text is in none."""
    try:
        return any(address == str(n.network_address) if n.num_addresses == 1 else _parsed(address) in n for n in networks)
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(address)
