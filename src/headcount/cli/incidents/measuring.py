"""The ledger as sub-commands count in it: opened to read, with the site's own tables of relations and places taken in."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headcount import config as composition
from headcount.cli import parts
from headcount.cli.incidents.opening import add_place, cases_of
from headcount.config import Config
from headcount.config.casework import grader
from headcount.errors import UsageError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure import exposure
from headcount.ledger.exposure_showings import clients_called
from headcount.model.exposure import Exposure
from headcount.model.incident import ClientName, Incident
from headcount.pipeline import take_in


def add_measure(command: argparse.ArgumentParser) -> None:
    """Options of a count: ledger, store, configuration, key and period."""
    add_place(command)
    command.add_argument("--key", metavar="FILE", type=Path, help="the token key; by default beside the ledger")
    command.add_argument(
        "--from", metavar="TIME", dest="begins", type=_begin, help="count from here instead, as 2026-03-02T09:00Z"
    )
    command.add_argument("--until", metavar="TIME", dest="ends", type=_end, help="count up to here instead; a day is meant whole")
    command.add_argument("--whole", action="store_true", help="count as far as the ledger reaches, not the incident's period")


@contextmanager
def measured(options: argparse.Namespace, settings: Config) -> Iterator[EmbeddedLedger]:
    """The ledger, for as long as it is asked.

    Raises:
        UsageError: none is named, or it is not there.
    """
    options.ledger = options.ledger or (Path(settings.serve.ledger) if settings.serve.ledger else None)
    if options.ledger is None:
        raise UsageError("name the ledger to count in with --ledger")
    file = parts.asked_ledger(options)
    tokens = parts.tokenizer(options, settings, file)
    with composition.ledger(file, tokens, read_only=True) as ledger:
        take_in(ledger, composition.relations(settings, tokens), composition.places(settings, tokens))
        yield ledger


def incident_of(options: argparse.Namespace, settings: Config) -> Incident:
    """The incident that is meant."""
    with cases_of(options, settings) as cases:
        return cases.get(options.number)


def exposure_of(options: argparse.Namespace, ledger: EmbeddedLedger, settings: Config) -> Exposure:
    """What the clients that `--client` names were shown.

    Raises:
        UsageError: one of them is not known.
    """
    clients: list[ClientName] = []
    for name in options.client:
        found = clients_called(ledger, parts.plain(name))
        if not found:
            raise UsageError(f"{options.ledger}: no client is called {name!r}")
        clients += found
    return exposure(ledger, clients, options.begins, options.ends, grade=grader(settings))


def _begin(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)


def _end(text: str) -> dt.datetime:
    day = len(text) == len("2026-03-02")
    return _begin(text) + (dt.timedelta(days=1) - dt.timedelta(microseconds=1) if day else dt.timedelta())
