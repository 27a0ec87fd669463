"""Addresses of the site's own databases: they hold passwords, so the configuration only says where they stand."""

from __future__ import annotations

import os
from pathlib import Path

from headcount.errors import ConfigError

_MOST = 10_000


def address_of(told: str, where: str) -> str:
    """The address of a PostgreSQL database as libpq takes it.

    Args:
        told: `env:NAME` for an environment variable, else a file that holds nothing else.
        where: what needs it, for messages.

    Raises:
        ConfigError: the variable is not set, or the file cannot be read, or is empty; never with what it holds.
    """
    kind, colon, name = told.partition(":")
    if kind == "env" and colon:
        address = os.environ.get(name, "")
        if not address.strip():
            raise ConfigError(f"{where}: the environment variable {name} is not set; it holds the address of the database")
    else:
        try:
            with Path(told).open(encoding="utf-8") as file:
                address = file.read(_MOST)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
            raise ConfigError(f"{where}: {told}: the address of the database cannot be read ({why})") from error
        if not address.strip():
            raise ConfigError(f"{where}: {told}: is empty; it holds the address of the database")
    return address.strip().replace("postgresql+psycopg://", "postgresql://", 1)
