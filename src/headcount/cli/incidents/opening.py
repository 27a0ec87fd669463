"""The store of incidents, as the options and the configuration name it."""

from __future__ import annotations

import argparse
from pathlib import Path

from headcount.cli import parts
from headcount.config import Config
from headcount.errors import UsageError
from headcount.incident.cases import Cases

_NONE = "sqlite://"
"""A store in memory, in which there is nothing."""


def add_place(command: argparse.ArgumentParser) -> None:
    """Options that say where incidents are kept."""
    command.add_argument("--ledger", metavar="FILE", type=Path, help="the ledger whose incidents are meant; they lie beside it")
    command.add_argument("--store", metavar="PLACE", help="where they are kept instead: a file, or an SQLAlchemy URL")
    command.add_argument("--config", metavar="FILE", type=Path, help="headcount.toml; its [incidents] store says where")


def add_number(command: argparse.ArgumentParser) -> None:
    """Which incident."""
    command.add_argument("number", metavar="NUMBER", type=int, help="the incident, as headcount incident list numbers it")


def add_person(command: argparse.ArgumentParser) -> None:
    """Who says so."""
    command.add_argument("--by", metavar="WHO", default="", help="your name or role for the log; by default your login")


def cases_of(options: argparse.Namespace, settings: Config | None = None) -> Cases:
    """The incidents that are meant.

    Args:
        options: `ledger` and `store`, where the command has them, and `config`.
        settings: the configuration; read as the options say when it is left out.

    Raises:
        UsageError: nothing says where they are kept, or there is neither a store nor a ledger.
    """
    settings = settings or parts.settings(options)
    ledger = getattr(options, "ledger", None) or (Path(settings.serve.ledger) if settings.serve.ledger else None)
    place = getattr(options, "store", None) or settings.incidents.place(ledger)
    if not place:
        raise UsageError("where are the incidents kept? Name the ledger with --ledger, or their store with --store")
    if "://" not in place and not Path(place).is_file():
        if ledger is not None and ledger.is_file():  # nothing was found in it yet
            return Cases(_NONE)
        raise UsageError(f"{place}: no incidents are kept there; headcount scan --ledger and headcount serve keep them")
    return Cases(place, settings.incidents.longest_gap)


def person(options: argparse.Namespace) -> str:
    """Who says so: as given, else the login of this process."""
    if options.by.strip():
        return str(options.by).strip()
    import getpass  # noqa: PLC0415  # only who changes something is asked for

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("nobody is known by this process's number; say who you are with --by") from error
