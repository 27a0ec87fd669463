"""headcount incident assign, note, explain, stamp: what is written down about an incident."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.move import moment
from headcount.cli.incidents.opening import add_number, add_person, add_place, cases_of, person
from headcount.incident.cases import Cases
from headcount.incident.states import STAMPS
from headcount.reports.incidents import print_standing

if TYPE_CHECKING:
    from argparse import _SubParsersAction

Amend = Callable[[Cases, argparse.Namespace, str], object]


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-commands to the parser."""
    assign = _command(commands, "assign", "who handles it", lambda cases, o, by: cases.assign(o.number, o.owner, by))
    assign.add_argument("owner", metavar="OWNER", help="a name or role; empty for nobody")
    note = _command(commands, "note", "write something down in its log", lambda cases, o, by: cases.note(o.number, o.text, by))
    note.add_argument("text", metavar="TEXT", help="never a person's data: the log is kept for good")
    explain = _command(
        commands,
        "explain",
        "what is known about its clients, shown with their next finding",
        lambda cases, o, by: cases.explain(o.number, o.text, by),
    )
    explain.add_argument("text", metavar="TEXT", help="such as: our own export, ordered by the warehouse")
    stamp = _command(
        commands,
        "stamp",
        "when something became known or was so; the clocks of the laws start there",
        lambda cases, o, by: cases.stamp(o.number, o.stamp, o.at, by),
    )
    stamp.add_argument("stamp", metavar="STAMP", choices=STAMPS, help=", ".join(STAMPS))
    stamp.add_argument("at", metavar="TIME", type=moment, help="ISO 8601 with zone, such as 2026-11-22T10:00+08:00")


def _command(commands: _SubParsersAction[Any], name: str, line: str, amend: Amend) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=line, description=f"{line[0].upper()}{line[1:]}.")
    add_number(command)
    add_place(command)
    add_person(command)
    command.set_defaults(run=partial(run, amend=amend))
    return command


def run(options: argparse.Namespace, *, amend: Amend) -> int:
    """Carry out the sub-command."""
    with cases_of(options) as cases:
        amend(cases, options, person(options))
        after = cases.get(options.number)
    print_standing(after, parts.Output(stderr=True))
    return 0
