"""headcount incident calendar: the deadlines of an incident, for a calendar."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from headcount.cli.incidents.stating import add_facts, facts_of
from headcount.cli.whole_files import write_whole
from headcount.incident.calendar import calendar
from headcount.incident.duties import duties

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "calendar",
        help="the deadlines of an incident, for a calendar",
        description="Every deadline of an incident as an iCalendar file. Needs headcount[incident]. Not legal advice.",
        epilog="exit codes: 0 done, 2 usage or no such incident, 1 failure",
    )
    add_facts(command)
    command.add_argument("--out", metavar="FILE", required=True, help="the calendar (.ics)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    facts = facts_of(options)
    write_whole(options.out, calendar(facts.incident, duties(facts)).encode())
    return 0
