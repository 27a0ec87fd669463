"""headcount incident scope: exactly whose data, and which, an incident concerns."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.measuring import add_measure, exposure_of, incident_of, measured
from headcount.cli.whole_files import write_whole
from headcount.config.casework import grader
from headcount.errors import UsageError
from headcount.incident.scope import scope_of
from headcount.reports.exposure import print_exposure
from headcount.reports.exposure_json import exposure_to_json

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "scope",
        help="exactly whose data, and which, an incident concerns",
        description="Count people, records and pieces of data anew from the ledger: of an incident, or of any clients.",
        epilog="exit codes: 0 counted, 2 usage, no such incident or client, 1 failure",
    )
    command.add_argument(
        "number", metavar="NUMBER", type=int, nargs="?", help="the incident, as headcount incident list numbers it"
    )
    command.add_argument(
        "--client",
        metavar="NAME",
        action="append",
        default=[],
        help="without an incident: an address, an account or a credential's digest (may be given again)",
    )
    add_measure(command)
    command.add_argument("--json", metavar="FILE", help="write every table as JSON; - for standard output")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    if (options.number is None) == (not options.client):
        raise UsageError("name an incident by its number, or clients with --client; not both")
    settings = parts.settings(options)
    incident = incident_of(options, settings) if options.number is not None else None
    with measured(options, settings) as ledger:
        if incident is None:
            found = exposure_of(options, ledger, settings)
        else:
            period = options.begins, options.ends
            found = scope_of(ledger, incident, *period, whole=options.whole, grade=grader(settings))
    if options.json == "-":
        sys.stdout.buffer.write(exposure_to_json(found))
        return 0
    if options.json:
        write_whole(options.json, exposure_to_json(found))
    print_exposure(found, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))
    return 0
