"""headcount ledger: look after the ledger itself: how long it keeps what, erasure of a person, another key."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headcount.cli.ledgers import SUBCOMMANDS

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command and its sub-commands to the parser."""
    command = commands.add_parser(
        "ledger",
        help="look after the ledger: retention, erasure, its key",
        description="How long the ledger keeps what, erasure of one person on request, and another key for it.",
    )
    below = command.add_subparsers(title="sub-commands", metavar="WHAT", required=True)
    for name in SUBCOMMANDS:
        import_module(f"headcount.cli.ledgers.{name.replace('-', '_')}").add(below)
