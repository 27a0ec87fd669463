"""headcount incident key: the key that evidence packs are sealed with."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.config import Config
from headcount.errors import UsageError
from headcount.incident.seal import fingerprint, make_key, signing_key

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "key",
        help="make the key that evidence packs are sealed with, or show its fingerprint",
        description="Make an Ed25519 key in FILE, and its public half in FILE.pub. Of a key that is there, show the fingerprint.",
        epilog="exit codes: 0 done, 2 usage, or no key and no place for one",
    )
    command.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="the key; by default [incidents] signing_key, else LEDGER.signing"
    )
    command.add_argument("--ledger", metavar="FILE", type=Path, help="the ledger beside which the key lies")
    command.add_argument("--config", metavar="FILE", type=Path, help="headcount.toml; its [incidents] signing_key says where")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    file = key_file(options.file, parts.settings(options), options.ledger)
    output = parts.Output(soft_wrap=True)
    if file.exists():
        told, made = fingerprint(signing_key(file).public_key()), f"{file}: there was a key already."
    else:
        told = make_key(file)
        made = f"{file}: made. Keep it, and give its fingerprint or {file.name}.pub to those who check packs."
    output.print(made, markup=False, highlight=False)
    output.print(f"fingerprint {told}", markup=False, highlight=False)
    return 0


def key_file(named: Path | None, settings: Config, ledger: Path | None) -> Path:
    """Where the key lies: as named, else as the configuration says, else beside the ledger.

    Raises:
        UsageError: nothing says where.
    """
    if named is not None:
        return named
    if settings.incidents.signing_key:
        return Path(settings.incidents.signing_key)
    beside = ledger or (Path(settings.serve.ledger) if settings.serve.ledger else None)
    if beside is None:
        raise UsageError("where is the key that seals packs? Name its file, or the ledger that it lies beside with --ledger")
    return beside.with_name(f"{beside.name}.signing")
