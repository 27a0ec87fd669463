"""Who is known: clients under an agreement, and crawlers that say what they are. They are counted, and named apart."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from headcount.catalog.crawlers import declared
from headcount.catalog.identity import Network
from headcount.catalog.roles import Role, role_of
from headcount.catalog.tables import Table
from headcount.catalog.verify import Resolver, verify
from headcount.model.scope import Scope


@dataclass(frozen=True, slots=True)
class Agreement:
    """A client that is known to read many records, and may."""

    name: str
    """No two have the same."""
    addresses: tuple[Network, ...] = ()
    accounts: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    """Digests as the reports show them."""
    user_agents: tuple[str, ...] = ()
    """Beginnings of user agents; believed only together with one of `addresses` when any are given."""
    scope: Scope = field(default_factory=Scope)
    """What it may read."""

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
    """Names the standing of clients: declared crawler, agreement, or neither; and the role of accounts."""

    def __init__(
        self, agreements: Sequence[Agreement] = (), resolver: Resolver | None = None, roles: Sequence[Role] = ()
    ) -> None:
        self._agreements = agreements
        self._roles = roles
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

    @property
    def scopes(self) -> Mapping[str, Scope]:
        """What each agreement covers, by its name."""
        return {agreement.name: agreement.scope for agreement in self._agreements}

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that say who has which role."""
        return tuple(role.table for role in self._roles if role.table is not None)

    def __call__(
        self, lenses: pa.Array, names: pa.Array, addresses: pa.Array, user_agents: pa.Array
    ) -> tuple[pa.Array, pa.Array]:
        """Declared crawler and agreement of each client, as text; null where there is none.

        Args:
            lenses: what kind of client each is (`address`, `visitor`, `account`, `credential`); the four are text of one length.
            names: accounts and credentials; not looked at where a client has none.
            addresses: canonical IP addresses.
            user_agents: the agent that asked most for each client.
        """
        unnamed = pc.is_in(lenses, pa.array(["address", "visitor"]))
        agents = user_agents.dictionary_encode()
        crawlers = pa.array(declared(agents.dictionary.to_pylist()), pa.string()).take(agents.indices)
        crawlers = pc.if_else(unnamed, crawlers, None)
        if self._resolver is not None:
            names_of = zip(crawlers.to_pylist(), addresses.to_pylist(), strict=True)
            crawlers = pa.array([self._checked(name, address) for name, address in names_of], pa.string())
        alone = pa.array(list(self._alone.values()), pa.string()).take(
            pc.index_in(addresses, pa.array(list(self._alone), pa.string()))
        )
        agreements = pc.if_else(unnamed, alone, None)
        if self._others:
            clients = zip(*(c.to_pylist() for c in (agreements, lenses, names, addresses, user_agents)), strict=True)
            agreements = pa.array([known or self._agreement(*client) for known, *client in clients], pa.string())
        return crawlers, agreements

    def role(self, lenses: pa.Array, names: pa.Array) -> pa.Array:
        """The declared role of each client, as text; empty where there is none (arguments as above)."""
        return role_of(self._roles, lenses, names)

    @property
    def devices(self) -> frozenset[str]:
        """The roles whose accounts are devices."""
        return frozenset(role.name for role in self._roles if role.devices)

    def _checked(self, crawler: str | None, address: str) -> str | None:
        """The crawler, unless its address is proven not to be its operator's."""
        if crawler is None or self._resolver is None:
            return crawler
        if address not in self.verified:
            self.verified[address] = verify(crawler, address, self._resolver)
        return None if self.verified[address] is False else crawler

    def _agreement(self, lens: str, name: str, address: str, user_agent: str) -> str | None:
        return next((a.name for a in self._others if a.covers(lens, name, address, user_agent)), None)


def within(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address, spelled as `canonical_address` spells it, is in one of the networks; other text is in none."""
    try:
        return any(address == str(n.network_address) if n.num_addresses == 1 else _parsed(address) in n for n in networks)
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(address)
