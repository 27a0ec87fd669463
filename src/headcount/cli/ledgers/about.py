"""headcount ledger about: what is in it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from headcount import config as composition
from headcount.cli import parts
from headcount.ledger.removal import removals, rows
from headcount.reports.ledger import print_about

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "about",
        help="what is in the ledger, how old it is, and what was taken out of it",
        description="Rows by table, the period that they cover, every removal, and whether [retention] keeps them long enough.",
        epilog="exit codes: 0 told, 2 usage, 1 failure",
    )
    parts.add_ledger(command)
    parts.add_config(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    tokens = parts.tokenizer(options, settings, file)
    with composition.ledger(file, tokens, read_only=True) as ledger:
        held, span, taken = rows(ledger), ledger.span(), removals(ledger)
    warnings = composition.retention_warnings(settings.retention)
    print_about(file, held, span, taken, warnings, parts.Output())
    return 0
