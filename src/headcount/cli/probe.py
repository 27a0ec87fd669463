"""headcount probe: is any of our own stores open, and what would a stranger read in it?"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from headcount import __version__
from headcount import config as composition
from headcount.cli import parts
from headcount.cli.whole_files import write_whole
from headcount.config import Config
from headcount.errors import UsageError
from headcount.ledger.postures import remember
from headcount.model.posture import Posture
from headcount.probes import PROBES, baseline
from headcount.probes.inventory import Listed, from_csv, targets
from headcount.probes.looking import look
from headcount.reports.posture import print_posture
from headcount.reports.posture_html import posture_to_html
from headcount.reports.posture_json import posture_to_json
from headcount.reports.posture_ocsf import posture_to_ocsf
from headcount.reports.posture_sarif import posture_to_sarif

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_UNTIL = dt.timedelta(days=90)
"""How long a drafted baseline accepts what it accepts."""


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "probe",
        help="is any of our own stores open, and what would a stranger read in it?",
        description="Asks our own stores from outside, read only and bounded, who may read them and what is in them.",
        epilog="exit codes: 0 nothing found, 2 usage, 3 a store is open or weak, 1 failure",
    )
    command.add_argument("urls", nargs="*", metavar="URL", help="stores of ours, such as redis://cache.internal.example:6379")
    command.add_argument("--own", action="store_true", help="the declaration that all of these are ours")
    command.add_argument(
        "--inventory", metavar="FILE", action="append", type=Path, default=[], help="a file that lists our addresses"
    )
    parts.add_config(command)
    command.add_argument("--ledger", metavar="FILE", type=Path, help="keep in this ledger since when a store is open")
    command.add_argument("--baseline", metavar="FILE", type=Path, help="known and accepted weaknesses, with owner and last day")
    command.add_argument("--write-baseline", metavar="FILE", help="write one that accepts all that was found, to be cut down")
    command.add_argument("--json", metavar="FILE", help="write the result as JSON; - for standard output")
    command.add_argument("--sarif", metavar="FILE", help="write it as SARIF 2.1.0")
    command.add_argument("--ocsf", metavar="FILE", help="write open stores as OCSF events, one a line")
    command.add_argument("--html", metavar="FILE", help="write it as a page")
    command.add_argument(
        "--fail-on", choices=("weak", "open", "never"), default="weak", help="when to end with exit code 3 (default: weak)"
    )
    command.add_argument("--quiet", action="store_true", help="no table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    config = parts.settings(options)
    wanted = _wanted(options, config)
    if not options.own and not config.probe.own:
        raise UsageError("only our own stores are looked at: say that these are with --own, or with own = true in [probe]")
    found_targets, refused = targets(wanted, PROBES)
    if not found_targets:
        raise UsageError("; ".join(refused) or "no store is named: give URLs, --inventory, or [[stores]] in headcount.toml")
    weak = {probe.name: config.probe.credentials(probe.name) for probe in PROBES}
    found = msgspec.structs.replace(look(found_targets, weak, config.probe.bounds()), refused=tuple(refused))
    if options.ledger:
        with composition.ledger(options.ledger, parts.tokenizer(options, config, options.ledger)) as ledger:
            found = remember(ledger, found)
    if options.write_baseline:
        day = found.made.date()
        write_whole(options.write_baseline, baseline.draft(found, "", day + _UNTIL).encode())
    accepted = options.baseline or (Path(config.probe.baseline) if config.probe.baseline else None)
    if accepted:
        found = baseline.apply(found, baseline.read(accepted), found.made.date())
    _write(found, options)
    return 3 if _fails(found, options.fail_on) else 0


def _wanted(options: argparse.Namespace, config: Config) -> Sequence[Listed]:
    named = [Listed(url, where="command line") for url in options.urls]
    files = [*options.inventory, *([] if named or options.inventory else map(Path, config.probe.inventory))]
    listed = [] if named or options.inventory else [Listed(one.url, one.owner, "[[stores]]") for one in config.stores]
    return [*named, *(one for file in files for one in from_csv(file)), *listed]


def _write(found: Posture, options: argparse.Namespace) -> None:
    renders: tuple[tuple[str | None, Callable[[Posture], bytes]], ...] = (
        (options.json, posture_to_json),
        (options.sarif, lambda told: posture_to_sarif(told, __version__)),
        (options.ocsf, lambda told: posture_to_ocsf(told, __version__)),
        (options.html, lambda told: posture_to_html(told).encode()),
    )
    for path, render in renders:
        if path == "-":
            sys.stdout.buffer.write(render(found))
        elif path:
            write_whole(path, render(found))
    if not options.quiet and "-" not in {path for path, _ in renders}:
        print_posture(found, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))


def _fails(found: Posture, on: str) -> bool:
    if on == "open":
        return any(store.open and store.weaknesses for store in found.stores)
    return on == "weak" and any(store.weaknesses for store in found.stores)
