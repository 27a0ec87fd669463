"""headcount incident duties: what the laws ask of an incident, to whom, and until when."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.stating import add_facts, add_now, facts_of, now
from headcount.cli.whole_files import write_whole
from headcount.incident.duties import duties, remarks
from headcount.incident.severity import severity
from headcount.reports.duties import print_duties
from headcount.reports.duties_json import duties_json
from headcount.reports.duties_short import print_short

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "duties",
        help="what the laws ask of an incident, to whom, and until when",
        description="Which laws ask for a notice of this incident, with deadlines and what is missing. Not legal advice.",
        epilog="exit codes: 0 done, 2 usage or no such incident, 1 failure",
    )
    add_facts(command)
    add_now(command)
    command.add_argument("--all", action="store_true", help="each duty in full, with sources, and what does not apply, and why")
    command.add_argument("--json", metavar="FILE", help="write everything as JSON; - for standard output")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    facts = facts_of(options)
    found, counted, named = duties(facts), severity(facts), remarks(facts)
    if options.json:
        text = duties_json(facts.incident, found, counted, named, now(options))
        if options.json == "-":
            sys.stdout.buffer.write(text)
            return 0
        write_whole(options.json, text)
    console = parts.Output() if sys.stdout.isatty() else parts.Output(width=100)
    (print_duties if options.all else print_short)(facts.incident, found, counted, named, console, now=now(options))
    return 0
