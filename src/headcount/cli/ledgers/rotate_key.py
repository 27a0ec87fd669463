"""headcount ledger rotate-key: give every record a token under a new key."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from headcount import config as composition
from headcount.catalog.renaming import identifiers, renamed, unnamed
from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer, load_key
from headcount.cli import parts
from headcount.errors import UsageError
from headcount.ledger.removal import rewrite
from headcount.ledger.rotation import rotate
from headcount.ledger.trace import entities
from headcount.reports.ledger import print_rotation

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "rotate-key",
        help="give every record a token under a new key",
        description="Give every record of the ledger a token under a new key. Needs the old key and tables of your identifiers.",
        epilog="exit codes: 0 done, 2 usage, 1 failure (then the ledger is as it was)",
    )
    parts.add_ledger(command)
    parts.add_config(command)
    command.add_argument("--new-key", metavar="FILE", type=Path, required=True, help="the new key (made when it is not there)")
    command.add_argument(
        "--records",
        metavar="ENTITY=FILE",
        action="append",
        default=[],
        help="a CSV file with your identifiers of an entity in the column record (or person); may be given again",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    old = parts.tokenizer(options, settings, file)
    with composition.ledger(file, old) as ledger:
        known = entities(ledger)
        tables = [_table(text, known, old) for text in options.records]
        fresh = Tokenizer(load_key(options.new_key))
        if fresh.key_id == old.key_id:
            raise UsageError(f"{options.new_key} is the ledger's present key; name a file that is not there yet")
        rotation = rotate(ledger, fresh.key_id, _pairs(tables, fresh), unnamed(fresh))
    sizes = rewrite(file)
    out = parts.Output()
    for table in tables:
        out.print(f"{table.path}: {table.note()}", markup=False, highlight=False, soft_wrap=True)
    print_rotation(rotation, sizes, options.new_key, out)
    return 0


def _table(text: str, known: list[str], old: Tokenizer) -> Table:
    entity, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--records {text}: write the entity and the file, such as users=users.csv")
    if entity not in known:
        raise UsageError(f"--records {text}: no route shows {entity!r}; this ledger has {', '.join(known) or 'none'}")
    table = identifiers(Path(path), entity, old)
    table.check()
    return table


def _pairs(tables: list[Table], fresh: Tokenizer) -> Iterator[pa.RecordBatch]:
    for table in tables:
        yield from renamed(table, fresh)
