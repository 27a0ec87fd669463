"""Roles: what an account is to the site (staff, merchant, device), as the configuration declares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from headcount.errors import ConfigError


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


def accounts_in(path: Path) -> tuple[str, ...]:
    """The column `client` of a CSV file.

    Raises:
        ConfigError: it cannot be read, or has no such column.
    """
    try:
        wanted = csv.ConvertOptions(include_columns=["client"], column_types={"client": pa.string()})
        return tuple(csv.read_csv(path, convert_options=wanted)["client"].to_pylist())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror or 'not a file'})") from error
    except (pa.ArrowInvalid, KeyError) as error:
        raise ConfigError(f"{path}: is no CSV file with a column `client` (its first line names the columns)") from error
