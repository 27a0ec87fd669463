"""Roles: what an account is to the site (staff, merchant, device), as the configuration declares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from headcount.catalog.tables import Table


@dataclass(frozen=True, slots=True)
class Role:
    """Accounts that do one kind of work."""

    name: str
    accounts: tuple[str, ...] = ()
    """Account names as logged."""
    prefix: str = ""
    """Beginning of the account names; empty: none."""
    devices: bool = False
    """Whether the accounts are devices at a post (scanners, tills) and not people."""
    table: Table | None = None
    """Where `accounts` were read from; None: none of them."""


def role_of(roles: Sequence[Role], lenses: pa.Array, names: pa.Array) -> pa.Array:
    """The role of each client, as text; empty where none is declared.

    A listed account goes before a prefix, and the longest prefix before a shorter one.

    Args:
        roles: those declared; of two that list one account, the first.
        lenses: what kind of client each is; only an `account` has a role.
        names: accounts.
    """
    accounts = pc.equal(lenses, "account")
    found = pa.array([""] * len(names), pa.string())
    for role in sorted((role for role in roles if role.prefix), key=lambda role: len(role.prefix)):
        found = pc.if_else(pc.and_(accounts, pc.starts_with(names, role.prefix)), role.name, found)
    for role in reversed(roles):
        if role.accounts:
            found = pc.if_else(pc.and_(accounts, pc.is_in(names, pa.array(role.accounts, pa.string()))), role.name, found)
    return found


def accounts_of(file: Path) -> Table:
    """The accounts of a role: CSV with the column `client`."""
    return Table(file, ("client",), "account", timed=False)


def accounts_in(table: Table) -> tuple[str, ...]:
    """The accounts that the table names.

    Raises:
        ConfigError: it cannot be read, or has no column `client`.
    """
    return tuple(name for batch in table.read() for name in batch["client"].to_pylist())
