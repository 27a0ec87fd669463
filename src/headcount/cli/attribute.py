"""headcount attribute: which clients' exposure explains a list that surfaced outside."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount import config as composition
from headcount.catalog.canary_plan import load_plan
from headcount.catalog.canary_search import search
from headcount.catalog.samples import MOST_ROWS, read_sample
from headcount.cli import parts
from headcount.cli.whole_files import write_whole
from headcount.errors import UsageError
from headcount.incident.attribution import FALSE_RATE, explain
from headcount.incident.attribution_answer import Read, answer
from headcount.intake.sampling import choose
from headcount.ledger.explains import Exposures
from headcount.reports.attribution import print_attribution
from headcount.reports.attribution_json import attribution_to_json

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "attribute",
        help="which clients' exposure explains a list of people that surfaced outside",
        description="Say which client, or small group of clients, was shown what a list holds, how surely, and when it must have "
        "been taken. Nothing of the list is written anywhere: row numbers and counts only.",
        epilog="exit codes: 0 answered (nobody is an answer too), 2 usage or no readable sample, 1 failure",
    )
    add_sample(command)
    parts.add_ledger(command)
    parts.add_config(command)
    command.add_argument("--json", metavar="FILE", help="write the answer as JSON; - for standard output, and then no text")
    command.add_argument(
        "--column",
        metavar="NAME",
        action="append",
        default=[],
        help="use this column only (may be given again); by default those whose values the ledger knows",
    )
    command.add_argument(
        "--entity", metavar="NAME", action="append", default=[], help="take values for these records only, such as users"
    )
    command.add_argument(
        "--surfaced", metavar="TIME", help="when the list was first seen (ISO 8601, UTC unless it says): nothing later counts"
    )
    command.add_argument("--canaries", metavar="PLAN", type=Path, help="the plan of headcount canary make: a canary decides")
    command.add_argument("--canary-key", metavar="FILE", type=Path, help="its key (default: the plan's name with .key)")
    command.set_defaults(run=run)


def add_sample(command: argparse.ArgumentParser) -> None:
    """What is read, and how much of it."""
    command.add_argument(
        "sample",
        metavar="SAMPLE",
        help="CSV, TSV, JSON, JSON lines or text, plain, gzip or zstd, in UTF-8, UTF-16 or GB 18030; - for standard input",
    )
    command.add_argument(
        "--rows", metavar="N", type=int, default=MOST_ROWS, help=f"read the first N rows of it (default {MOST_ROWS:,})"
    )
    command.add_argument("--seconds", metavar="S", type=float, default=120.0, help="and read for so long (default 120)")


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    check_bounds(options)
    until = _time(options.surfaced)
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    tokens = parts.tokenizer(options, settings, file)
    sample = read_sample(options.sample, options.rows, options.seconds)
    canaries = search(sample, load_plan(options.canaries, options.canary_key)) if options.canaries else ()
    with composition.ledger(file, tokens, read_only=True) as ledger, ledger.told():
        chosen = choose(sample, ledger, tokens, options.column, options.entity)
        span = ledger.span()
        until = until or (span[1] if span else dt.datetime.now(dt.UTC))
        exposures = Exposures(ledger, chosen.entities, until)
        found = explain(exposures, chosen.row, chosen.token)
        read = Read(sample.format, sample.rows, chosen.different, chosen.columns, tuple(sample.skipped.items()))
        told = answer(exposures, found, read, until, FALSE_RATE, canaries)
    if options.json == "-":
        sys.stdout.buffer.write(attribution_to_json(told))
        return 0
    if options.json:
        write_whole(options.json, attribution_to_json(told))
    print_attribution(told, parts.Output())
    return 0


def check_bounds(options: argparse.Namespace) -> None:
    """See that the bounds of reading can be kept.

    Raises:
        UsageError: they cannot.
    """
    if options.rows < 1 or not options.seconds > 0:
        raise UsageError("--rows must be 1 or more, and --seconds more than 0")


def _time(text: str | None) -> dt.datetime | None:
    if not text:
        return None
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("--surfaced must be a time as in 2026-11-22T14:00:00+08:00, or a day") from None
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)
