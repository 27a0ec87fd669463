"""headcount incident list: the incidents, and how far each is."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.opening import add_place, cases_of
from headcount.cli.whole_files import write_whole
from headcount.model.incident import State
from headcount.reports.incidents import print_incidents
from headcount.reports.incidents_json import incidents_json

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "list",
        help="the incidents, and how far each is",
        description="Every incident that somebody still has to do something about; with --all those that are closed, too.",
        epilog="exit codes: 0 done, 2 usage, 1 failure",
    )
    add_place(command)
    command.add_argument("--all", action="store_true", help="closed ones and false alarms, too")
    command.add_argument(
        "--state",
        action="append",
        choices=[state.value for state in State],
        help="only those in this state (may be given again)",
    )
    command.add_argument("--json", metavar="FILE", help="write them as JSON; - for standard output")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    wanted = [State(name) for name in options.state or ()] or [state for state in State if options.all or state.open]
    with cases_of(options) as cases:
        incidents = cases.list(wanted)
    if options.json == "-":
        sys.stdout.buffer.write(incidents_json(incidents))
        return 0
    if options.json:
        write_whole(options.json, incidents_json(incidents))
    print_incidents(incidents, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))
    return 0
