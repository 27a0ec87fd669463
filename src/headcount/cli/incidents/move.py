"""headcount incident triage, confirm, contain, close, reopen: how far the handling is."""

from __future__ import annotations

import argparse
import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.opening import add_number, add_person, add_place, cases_of, person
from headcount.errors import UsageError
from headcount.model.incident import State
from headcount.reports.incidents import print_standing

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_MOVES = {
    "triage": (State.TRIAGED, "somebody has looked, and it is worth looking into; sets the stamp `aware`"),
    "confirm": (State.CONFIRMED, "it happened: what the clients were shown may be called taken"),
    "contain": (State.CONTAINED, "nothing more goes out"),
    "close": (State.CLOSED, "it is done with, or was a false alarm"),
    "reopen": (State.TRIAGED, "it is not done with after all"),
}
"""Each sub-command, the state that it leads to, and its line in the help."""


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-commands to the parser."""
    for name, (state, line) in _MOVES.items():
        command = commands.add_parser(name, help=line, description=f"Say of an incident: {line}.")
        add_number(command)
        add_place(command)
        command.add_argument("--at", metavar="TIME", type=moment, help="since when it is so (ISO 8601 with zone); by default now")
        command.add_argument("--why", metavar="TEXT", default="", help="kept in the log")
        if name == "close":
            command.add_argument("--false-alarm", action="store_true", help="there is an honest explanation")
            command.add_argument(
                "--explanation", metavar="TEXT", help="what it is; kept for these clients, and shown with their next finding"
            )
        add_person(command)
        command.set_defaults(run=partial(run, state=state, reopens=name == "reopen"))


def run(options: argparse.Namespace, *, state: State, reopens: bool) -> int:
    """Carry out the sub-command.

    Raises:
        UsageError: it is not closed, and is to be opened again.
    """
    explanation = getattr(options, "explanation", None)
    if getattr(options, "false_alarm", False):
        state = State.FALSE_ALARM
    with cases_of(options) as cases:
        before = cases.get(options.number)
        if reopens and before.state.open:
            raise UsageError(f"incident {options.number} is open ({before.state.value}); triage, confirm or contain it")
        after = cases.move(options.number, state, person(options), options.at, options.why, explanation)
    print_standing(after, parts.Output(stderr=True))
    return 0


def moment(text: str) -> dt.datetime:
    """A time as an option gives it.

    Raises:
        ArgumentTypeError: it is none, or has no zone.
    """
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO 8601 time, such as 2026-11-22T10:00+08:00") from error
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} needs its zone, such as 2026-11-22T10:00+08:00 or ...Z")
    return at
