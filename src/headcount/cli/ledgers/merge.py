"""headcount ledger merge: several ledgers become one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.errors import UsageError
from headcount.ledger.merging import merge

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "merge",
        help="make one ledger of several, such as the shards of several workers",
        description="Make one ledger of several that were written under one key. People and clients that are in more than one of "
        "them are one in the new one. No key is needed, and the ledgers stay as they are.",
        epilog="exit codes: 0 done, 2 usage, 1 failure",
    )
    command.add_argument("shards", nargs="+", metavar="SHARD", type=Path, help="a ledger that nobody has open")
    command.add_argument("--into", metavar="FILE", type=Path, required=True, help="the new ledger; must not be there yet")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    for shard in options.shards:
        if not shard.is_file():
            raise UsageError(f"{shard}: there is no such ledger")
    if not options.into.parent.is_dir():
        raise UsageError(f"{options.into}: there is no directory {options.into.parent}")
    merged = merge(options.shards, options.into)
    parts.Output(soft_wrap=True).print(
        f"{options.into}: {merged.ledgers} ledgers, {merged.disclosures:,} disclosures of {merged.records:,} different records "
        f"to {merged.clients:,} clients, {merged.attempts:,} attempts",
        markup=False,
        highlight=False,
    )
    return 0
