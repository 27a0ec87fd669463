"""headcount count: how many records one client was shown."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from headcount import config as composition
from headcount.cli import parts
from headcount.errors import UsageError
from headcount.ledger.trace import count_client
from headcount.reports.answers import print_counts

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "count",
        help="how many different records one client was shown",
        description="Exact count of the different records that one client was shown, by route.",
        epilog="exit codes: 0 found, 2 usage or no such client, 1 failure",
    )
    parts.add_ledger(command)
    parts.add_config(command)
    command.add_argument(
        "client", metavar="CLIENT", help="an address, an account, or a credential's digest, as the reports show it"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    tokens = parts.tokenizer(options, settings, file)
    with composition.ledger(file, tokens, read_only=True) as ledger:
        counts = count_client(ledger, parts.plain(options.client))
    if not counts:
        raise UsageError(f"{options.ledger}: no client is called {options.client!r}")
    print_counts(counts, parts.Output())
    return 0
