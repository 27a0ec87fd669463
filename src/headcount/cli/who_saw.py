"""headcount who-saw: which clients were shown one record."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from headcount import config as composition
from headcount.catalog.subjects import canonical
from headcount.cli import parts
from headcount.ledger.trace import who_saw
from headcount.reports.answers import print_viewers

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "who-saw",
        help="which clients were shown one record",
        description="Every client that was shown a record, first viewer first. Needs the key under which the ledger was written.",
        epilog="exit codes: 0 answered (nobody is an answer too), 2 usage, 1 failure",
    )
    parts.add_ledger(command)
    parts.add_config(command)
    command.add_argument("record", metavar="RECORD", help="the identifier, such as 4242, or with its entity, such as orders/4242")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    tokens = parts.tokenizer(options, settings, file)
    with composition.ledger(file, tokens, read_only=True) as ledger:
        entities = sorted({route.entity for route in ledger.routes() if route.entity})
        named, slash, value = options.record.partition("/")
        wanted = [(entity, options.record) for entity in entities]
        if slash:
            wanted = [(named, value)] if named in entities else [(named, value), *wanted]
        records = [token for entity, text in wanted for token in tokens.tokens_of(entity, canonical(os.fsencode(text)))]
        viewers = who_saw(ledger, records)
    print_viewers(viewers, parts.Output())
    return 0
