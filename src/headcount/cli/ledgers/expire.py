"""headcount ledger expire: take away what was kept as long as was asked for."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from headcount import config as composition
from headcount.cli import parts
from headcount.errors import UsageError
from headcount.ledger.removal import forget_callers, rewrite
from headcount.ledger.retention import expire
from headcount.reports.ledger import print_removal

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "expire",
        help="take away what was kept as long as was asked for",
        description="Take away rows that are older than [retention] says, table by table, and write the file anew without them.",
        epilog="exit codes: 0 done (nothing to take away is done too), 2 usage, 1 failure",
    )
    parts.add_ledger(command)
    parts.add_config(command)
    command.add_argument("--dry-run", action="store_true", help="only say since when rows would be kept")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    keep, now, out = composition.keep(settings.retention), dt.datetime.now(dt.UTC), parts.Output()
    since = keep.since(now)
    if not since:
        raise UsageError(
            'nothing expires: say how long rows are kept in headcount.toml, such as [retention] disclosures = "400d"'
        )
    for warning in composition.retention_warnings(settings.retention):
        out.print(warning, markup=False, highlight=False, soft_wrap=True)
    if options.dry_run:
        for table, start in since.items():
            out.print(f"{table} rows would be kept since {start:%Y-%m-%d %H:%M} UTC", markup=False, highlight=False)
        return 0
    tokens = parts.tokenizer(options, settings, file)
    with composition.ledger(file, tokens) as ledger:
        removal = expire(ledger, keep, now)
        callers = forget_callers(ledger) if removal.rows else 0
    print_removal(removal, callers, rewrite(file) if removal.rows else None, out)
    return 0
