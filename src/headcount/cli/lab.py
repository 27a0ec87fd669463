"""headcount lab: a made site with its honest crowd, planted harvesters and the truth about them."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount.errors import UsageError
from headcount.lab import making
from headcount.lab.scenarios import SCENARIOS

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "lab",
        help="make a site's access log with planted harvesters and the truth about them",
        description="list: name the scenarios. make: write a scenario's log, truth, relations and configuration to a folder.",
        epilog="exit codes: 0 done, 2 usage, 1 failure",
    )
    command.add_argument("action", metavar="ACTION", choices=("make", "list"), help="make or list")
    command.add_argument("scenario", metavar="SCENARIO", nargs="?", help="which one to make; list names them")
    command.add_argument("--people", metavar="N", type=int, default=100_000, help="whose data the site holds (default 100,000)")
    command.add_argument("--clients", metavar="N", type=int, default=20_000, help="accounts of the honest crowd (default 20,000)")
    command.add_argument("--days", metavar="D", type=int, help="length (default: the scenario's)")
    command.add_argument("--seed", metavar="S", type=int, default=1, help="the same seed makes the same files (default 1)")
    command.add_argument("--out", metavar="DIR", type=Path, help="the folder to write to; it is made")
    command.add_argument("--format", choices=("combined", "json"), default="combined", help="of the log (default combined)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    if options.action == "list":
        if options.scenario is not None:
            raise UsageError(f"headcount lab list names every scenario and takes none; did you mean: make {options.scenario}")
        for case in SCENARIOS:
            print(f"{case.name}: {case.about}")  # noqa: T201  # the command line speaks to people
        return 0
    if options.scenario is None or options.out is None:
        raise UsageError("headcount lab make needs a SCENARIO and a folder to write to: --out DIR")
    case = making.scenario(options.scenario)
    began = time.perf_counter()
    truth, size = making.make(case, options.people, options.clients, options.days, options.seed, options.out, options.format)
    pace = truth.accesses / (time.perf_counter() - began)
    said = f"{truth.accesses:,} accesses ({size / 1e6:,.0f} MB, {pace:,.0f} a second), {len(truth.harvests)} harvests"
    print(f"{options.out / 'access.log'}: {said}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
    return 0
