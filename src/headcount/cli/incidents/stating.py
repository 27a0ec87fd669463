"""What duties, notices and calendars ask: the incident, its exposure, who the organisation is, and what people said."""

from __future__ import annotations

import argparse
import datetime as dt

from headcount.cli import parts
from headcount.cli.incidents.measuring import add_measure, measured
from headcount.cli.incidents.opening import add_number, add_person, cases_of, person
from headcount.config.casework import grader
from headcount.errors import UsageError
from headcount.incident.facts import WHAT, Facts, checked, said_in
from headcount.incident.scope import scope_of


def add_facts(command: argparse.ArgumentParser) -> None:
    """Which incident, where its ledger and store are, and facts that a person adds."""
    add_number(command)
    add_measure(command)
    add_person(command)
    command.add_argument(
        "--fact",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="say what only a person can say, such as high_risk=yes; kept in the incident's log (may be given again)",
    )


def add_now(command: argparse.ArgumentParser) -> None:
    """From when deadlines are counted down."""
    command.add_argument("--now", metavar="TIME", type=_time, help="count down from here (ISO 8601 with zone); by default, now")


def now(options: argparse.Namespace) -> dt.datetime:
    """From when deadlines are counted down."""
    given: dt.datetime | None = options.now
    return given or dt.datetime.now(dt.UTC)


def facts_of(options: argparse.Namespace) -> Facts:
    """Everything that is known of the incident; facts that were given are written into its log first.

    Raises:
        UsageError: there is no such incident or fact, or the incident became part of another.
    """
    settings = parts.settings(options)
    given = [checked(text) for text in options.fact]
    with cases_of(options, settings) as cases:
        incident = cases.get(options.number)
    if incident.part_of:
        raise UsageError(f"incident {incident.number} is part of incident {incident.part_of}; ask for that one")
    with measured(options, settings) as ledger:
        period = options.begins, options.ends
        exposure = scope_of(ledger, incident, *period, whole=options.whole, grade=grader(settings))
    with cases_of(options, settings) as cases:  # what was said is kept only when there is an answer to it
        for name, value in given:
            cases.add(incident.number, WHAT, f"{name}={value}", person(options))
        said = said_in(cases.changes(incident.number))
    return Facts(incident, exposure, settings.organisation.made(), said)


def _time(text: str) -> dt.datetime:
    when = dt.datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise argparse.ArgumentTypeError("say the zone too, such as 2026-11-22T09:30+08:00")
    return when
