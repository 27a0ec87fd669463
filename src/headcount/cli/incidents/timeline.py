"""headcount incident timeline: what happened, from the first record shown to the last thing that was done."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.measuring import add_measure, measured
from headcount.cli.incidents.opening import add_number, cases_of
from headcount.cli.whole_files import write_whole
from headcount.config.casework import grader, verdicts_of
from headcount.errors import UsageError
from headcount.incident.scope import scope_of
from headcount.incident.timeline import timeline
from headcount.ledger.exposure_rows import steps
from headcount.reports.exposure_html import incident_to_html
from headcount.reports.exposure_timeline import print_timeline, timeline_to_json

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "timeline",
        help="what happened, oldest first: showings, signals, verdicts, what was done",
        description="What happened and what was done about it, oldest first; with --html as a page with a picture.",
        epilog="exit codes: 0 done, 2 usage or no such incident, 1 failure",
    )
    add_number(command)
    add_measure(command)
    command.add_argument("--json", metavar="FILE", help="write it as JSON; - for standard output")
    command.add_argument(
        "--html", metavar="FILE", help="write scope and timeline as one self-contained page; - for standard output"
    )
    command.add_argument("--language", choices=("en", "zh"), default="en", help="language of the page")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    if options.json == options.html == "-":
        raise UsageError("only one of --json and --html can take standard output")
    settings = parts.settings(options)
    with cases_of(options, settings) as cases, measured(options, settings) as ledger:
        incident, changes = cases.get(options.number), cases.changes(options.number)
        found = scope_of(ledger, incident, options.begins, options.ends, whole=options.whole, grade=grader(settings))
        moments = timeline(incident, found, changes, verdicts_of(settings, options.ledger, incident))
        climbed = steps(ledger, found) if options.html else []
    on_stdout = False
    for path, data in (
        (options.json, timeline_to_json(moments) if options.json else b""),
        (options.html, incident_to_html(incident, found, moments, climbed, options.language).encode() if options.html else b""),
    ):
        if path == "-":
            sys.stdout.buffer.write(data)
            on_stdout = True
        elif path:
            write_whole(path, data)
    if not on_stdout:
        print_timeline(moments, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))
    return 0
