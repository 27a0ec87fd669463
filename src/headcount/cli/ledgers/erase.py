"""headcount ledger erase: take away every row about one person, with a receipt."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount import __version__
from headcount import config as composition
from headcount.catalog.lookup import tokens_of_person
from headcount.cli import parts
from headcount.cli.whole_files import write_whole
from headcount.ledger.erasure import erase
from headcount.ledger.removal import rewrite
from headcount.ledger.trace import entities
from headcount.reports.ledger import print_erasure, receipt

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "erase",
        help="take away every row about one person, with a receipt",
        description="Take away every row that names one person's records, and write the file anew without them. Needs the key.",
        epilog="exit codes: 0 done (nobody saw the person is done too), 2 usage, 1 failure",
    )
    parts.add_ledger(command)
    parts.add_config(command)
    command.add_argument(
        "person", metavar="RECORD", nargs="+", help="every identifier of the person, such as 4242, or with its entity: users/4242"
    )
    command.add_argument("--receipt", metavar="FILE", type=Path, help="write what was done as JSON, without saying whose rows")
    command.add_argument("--reference", metavar="TEXT", default="", help="your own number of the request, for the receipt")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    tokens = parts.tokenizer(options, settings, file)
    with composition.ledger(file, tokens) as ledger:
        known = entities(ledger)
        records = [token for text in options.person for token in tokens_of_person(text, known, tokens)]
        erased = erase(ledger, records)
    sizes = rewrite(file)
    if options.receipt is not None:
        write_whole(str(options.receipt), receipt(erased, options.reference, tokens.key_id, __version__))
    print_erasure(erased, sizes, parts.Output())
    return 0
