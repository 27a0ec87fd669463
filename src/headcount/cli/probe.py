"""headcount probe: is any of our own stores open, and what would a stranger read in it?"""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from headcount import __version__
from headcount import config as composition
from headcount.cli import parts
from headcount.cli.whole_files import write_whole
from headcount.config import Config
from headcount.config.stores import Inventory, among, configured, inventory, look_at
from headcount.errors import UsageError
from headcount.ledger.postures import remember, runs, spells
from headcount.model.posture import Posture
from headcount.probes import baseline
from headcount.probes.inventory import Listed
from headcount.probes.looking import Progress
from headcount.reports.markup import printable
from headcount.reports.posture import print_posture
from headcount.reports.posture_history import history_to_json, print_history
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
        "--inventory",
        metavar="FILE",
        action="append",
        type=Path,
        default=[],
        help="a file that lists our addresses: CSV, Docker Compose, Kubernetes, Terraform JSON, Ansible, TOML with [[stores]]",
    )
    command.add_argument(
        "--host", metavar="HOST", default="", help="where ports of Compose files (default: this machine) and node ports are"
    )
    command.add_argument(
        "--account",
        metavar="CLOUD:REGION",
        action="append",
        default=[],
        help="list the stores of an account, such as aws:eu-central-1, with the credential of the environment",
    )
    parts.add_config(command)
    command.add_argument("--ledger", metavar="FILE", type=Path, help="keep in this ledger since when a store is open")
    command.add_argument(
        "--history",
        action="store_true",
        help="look at nothing: say what --ledger knows of since when stores were open, and how long",
    )
    command.add_argument("--baseline", metavar="FILE", type=Path, help="known and accepted weaknesses, with owner and last day")
    command.add_argument("--write-baseline", metavar="FILE", help="write one that accepts all that was found, to be cut down")
    command.add_argument("--json", metavar="FILE", help="write the result as JSON; - for standard output")
    command.add_argument("--sarif", metavar="FILE", help="write it as SARIF 2.1.0")
    command.add_argument("--ocsf", metavar="FILE", help="write open stores as OCSF events, one a line")
    command.add_argument("--html", metavar="FILE", help="write it as a page")
    command.add_argument(
        "--fail-on", choices=("weak", "open", "never"), default="weak", help="when to end with exit code 3 (default: weak)"
    )
    command.add_argument("--quiet", action="store_true", help="no table and no progress")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    config = parts.settings(options)
    if options.history:
        return _history(options, config)
    folder = options.config.parent if options.config else Path()
    stores = _stores(options, config, folder)
    if not stores.targets:
        raise UsageError(
            "; ".join(stores.refused) or "no store is named: give URLs, --inventory, or [[stores]] in headcount.toml"
        )
    with _progress(options, len(stores.targets)) as progress:
        found = look_at(config, stores, progress)
    if options.ledger:
        with composition.ledger(options.ledger, parts.tokenizer(options, config, options.ledger)) as ledger:
            found = remember(ledger, found, _login())
    if options.write_baseline:
        day = found.made.date()
        write_whole(options.write_baseline, baseline.draft(found, day + _UNTIL).encode())
    accepted = options.baseline or (folder / config.probe.baseline if config.probe.baseline else None)
    if accepted:
        found = baseline.apply(found, baseline.read(accepted), found.made.date())
    _write(found, options)
    return 3 if _fails(found, options.fail_on) else 0


@contextmanager
def _progress(options: argparse.Namespace, stores: int) -> Iterator[Progress]:
    """A line on the terminal's stderr while stores are asked; nothing when it is not a terminal."""
    console = Console(stderr=True)
    if options.quiet or not console.is_terminal:
        yield lambda _: None
        return
    done = count(1)
    with console.status(f"asking {stores:,} stores") as status:
        yield lambda store: status.update(Text(f"{next(done):,} of {stores:,}: {printable(store.url)}"))


def _stores(options: argparse.Namespace, config: Config, folder: Path) -> Inventory:
    """What is looked at: what the command line lists with --own, else what it picks of what the configuration lists."""
    named = inventory(
        [Listed(url, where="command line") for url in options.urls], options.inventory, options.host, options.account
    )
    some = bool(options.urls or options.inventory or options.account)
    if some and options.own:
        return named
    if not options.own and not config.probe.own:
        raise UsageError("only our own stores are looked at: say that these are with --own, or with own = true in [probe]")
    listed = configured(config, folder)
    return among(named, listed) if some else listed


def _history(options: argparse.Namespace, config: Config) -> int:
    """Say of each store since when, and for how long, it was open or weak."""
    if not options.ledger:
        raise UsageError("the history is in a ledger: name it with --ledger")
    ledger_file = parts.asked_ledger(options)
    with composition.ledger(ledger_file, parts.tokenizer(options, config, ledger_file)) as ledger:
        told, looks = spells(ledger), runs(ledger)
    if options.json == "-":
        sys.stdout.buffer.write(history_to_json(told, looks))
        return 0
    if options.json:
        write_whole(options.json, history_to_json(told, looks))
    if not options.quiet:
        print_history(told, looks, dt.datetime.now(dt.UTC), _console())
    return 0


def _login() -> str:
    """Who runs this, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for its user
        return f"uid {os.getuid()}"


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
        print_posture(found, _console())


def _console() -> parts.Output:
    return parts.Output() if sys.stdout.isatty() else parts.Output(width=100)


def _fails(found: Posture, on: str) -> bool:
    if on == "open":
        return any(store.open and store.weaknesses for store in found.stores)
    return on == "weak" and any(store.weaknesses for store in found.stores)
