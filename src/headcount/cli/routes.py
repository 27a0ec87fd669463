"""headcount routes: what the catalogue learned of a log, as TOML to paste and edit."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from headcount import config as composition
from headcount.cli import parts
from headcount.errors import UsageError
from headcount.intake import count_files
from headcount.ledger.rollup import roll_up
from headcount.ledger.trace import route_summaries
from headcount.reports.routes_toml import to_toml

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "routes",
        help="print the routes learned from a log, as TOML",
        description="Learn route templates from access logs and print them as TOML for headcount.toml.",
        epilog="exit codes: 0 done, 2 usage or no readable input, 1 failure",
    )
    parts.add_inputs(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    settings = parts.settings(options)
    tokens = parts.tokenizer(options, settings, None)
    with composition.ledger(None, tokens) as ledger:
        tally = count_files(
            options.paths,
            ledger,
            composition.catalogue(settings, tokens, options.trusted_proxy),
            parts.source_of(options, settings),
        )
        if not tally.readable:
            raise UsageError("no readable input (" + "; ".join(f"{file.path}: {file.note}" for file in tally.files) + ")")
        roll_up(ledger, composition.standing(settings))
        sys.stdout.write(to_toml(route_summaries(ledger)))
    return 0
