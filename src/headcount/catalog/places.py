"""Places: where the people of the records live, and where clients come from, as the site declares both."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer

Whence = tuple[int, int]
"""(IP version, bits of the prefix)."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Where clients belong: as declared one by one, else as their network."""

    clients: tuple[Table, ...] = ()
    """(client, place)."""
    networks: tuple[Table, ...] = ()
    """(network, place); an address is in the smallest network that holds it."""

    def __call__(self, names: pa.Array, addresses: pa.Array) -> pa.Array:
        """The place of each client as text; empty where nothing tells.

        Args:
            names: as the reports show them, under any lens.
            addresses: of each client the one that it asked from most.

        Raises:
            ConfigError: a table cannot be read, or lacks a column.
        """
        if not (self.clients or self.networks):
            return pa.repeat(pa.scalar("", pa.string()), len(names))
        place_of = {name: place for table in self.clients for name, place in _rows(table)}
        near = _by_prefix(self.networks)
        whence = {address: _place(address, near) for address in addresses.unique().to_pylist()} if near else {}
        told = zip(names.to_pylist(), addresses.to_pylist(), strict=True)
        return pa.array([place_of.get(name) or whence.get(address, "") for name, address in told], pa.string())


NOWHERE = Homes()
"""Nothing is declared."""


@dataclass(frozen=True, slots=True)
class Places:
    """All that the site declares of places."""

    people: tuple[Table, ...] = ()
    """(record, place): where people live."""
    homes: Homes = NOWHERE
    """Where clients belong."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table."""
        return (*self.people, *self.homes.clients, *self.homes.networks)


UNPLACED = Places()
"""Nothing is declared."""


def people_in(file: Path, entity: str, tokens: Tokenizer) -> Table:
    """Where people live: CSV with the columns `record` (or `person`) and `place`."""
    return Table(file, ("record", "place"), "placed record", entity, tokens, timed=False)


def clients_in(file: Path) -> Table:
    """Where clients belong: CSV with the columns `client` and `place`."""
    return Table(file, ("client", "place"), "placed client", timed=False)


def networks_in(file: Path) -> Table:
    """Where networks are: CSV with the columns `network` (CIDR, or one address) and `place`."""
    wanted = {"network": ("its network is none (CIDR, such as 192.0.2.0/24)", _network)}
    return Table(file, ("network", "place"), "placed network", timed=False, wanted=wanted)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text.strip(), strict=False)


def _rows(table: Table) -> Iterator[tuple[str, str]]:
    for batch in table.read():
        yield from zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)


def _by_prefix(tables: Iterable[Table]) -> dict[Whence, dict[int, str]]:
    """Networks by their first bits, the longest prefixes first."""
    found: dict[Whence, dict[int, str]] = {}
    for table in tables:
        for text, place in _rows(table):
            network = _network(text)
            bits = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
            found.setdefault((network.version, network.prefixlen), {})[bits] = place
    return dict(sorted(found.items(), reverse=True))


def _place(text: str, near: dict[Whence, dict[int, str]]) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    number = int(address)
    for (version, length), places in near.items():
        if version == address.version and (place := places.get(number >> (address.max_prefixlen - length))):
            return place
    return ""
