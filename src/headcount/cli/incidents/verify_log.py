"""headcount incident verify-log: whether every change stands as it was written."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.opening import add_place, cases_of

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "verify-log",
        help="whether every change stands as it was written",
        description="Follow the chain of digests through the log of all incidents, and hold each incident to its last entry.",
        epilog="exit codes: 0 everything is as it was written, 1 it is not, 2 usage",
    )
    add_place(command)
    command.add_argument(
        "--contains", metavar="DIGEST", help="a digest that was noted earlier; the log must still have the entry with it"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    with cases_of(options) as cases:
        problems = cases.verify()
        changes = cases.changes()
    if options.contains and all(change.digest != options.contains.lower() for change in changes):
        problems.append("no entry has the digest that was noted")
    output = parts.Output(soft_wrap=True)
    for problem in problems:
        output.print(problem, markup=False, highlight=False)
    if problems:
        return 1
    newest = f"; the newest has the digest {changes[-1].digest}" if changes else ""
    noun = "entry stands" if len(changes) == 1 else "entries stand"
    output.print(f"{len(changes):,} {noun} as written{newest}", markup=False, highlight=False)
    return 0
