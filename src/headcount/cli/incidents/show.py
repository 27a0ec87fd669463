"""headcount incident show: one incident, what it was made of, and everything that was done about it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.opening import add_number, add_place, cases_of
from headcount.cli.whole_files import write_whole
from headcount.reports.incidents import print_incident
from headcount.reports.incidents_json import incident_json

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "show",
        help="one incident: its findings, stamps, and what was done about it",
        description="One incident: the findings it was made of, what became known when, and its log.",
        epilog="exit codes: 0 done, 2 usage or no such incident, 1 failure",
    )
    add_number(command)
    add_place(command)
    command.add_argument("--json", metavar="FILE", help="write it as JSON; - for standard output")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    with cases_of(options) as cases:
        incident = cases.get(options.number)
        changes = cases.changes(options.number)
    if options.json == "-":
        sys.stdout.buffer.write(incident_json(incident, changes))
        return 0
    if options.json:
        write_whole(options.json, incident_json(incident, changes))
    print_incident(incident, changes, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))
    return 0
