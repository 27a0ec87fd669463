"""headcount scan: whose records were taken, from access logs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from headcount import __version__
from headcount import config as composition
from headcount.catalog.agreements import Standing
from headcount.catalog.places import Places
from headcount.catalog.relations import Relations
from headcount.catalog.tokens import Tokenizer
from headcount.catalog.verify import SystemResolver
from headcount.cli import own_looks, parts
from headcount.cli.incidents.heard import heard
from headcount.cli.whole_files import write_whole
from headcount.config.engines import ENGINES, engine
from headcount.detectors import DETECTORS
from headcount.errors import LedgerError, OrderError, UsageError
from headcount.ledger.counting import Counting
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.incident import Incident
from headcount.model.summary import ScanSummary
from headcount.pipeline import Read, Scan
from headcount.reports.html import to_html
from headcount.reports.incidents import told
from headcount.reports.json import to_json
from headcount.reports.ocsf import to_ocsf
from headcount.reports.terminal import print_summary
from headcount.sources.interface import Source

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "scan",
        help="count whose records were shown to whom, and find harvesting",
        description="Read access logs, count exactly which client was shown how many different records, and find harvesting.",
        epilog="exit codes: 0 no finding, 3 findings, 2 usage or no readable input, 1 failure",
    )
    parts.add_inputs(command)
    command.add_argument(
        "--ledger", metavar="FILE", type=Path, help="keep the ledger here, and count only what it has not counted"
    )
    command.add_argument("--top", metavar="N", type=int, default=20, help="rows in each table of clients (default 20)")
    command.add_argument("--html", metavar="FILE", type=Path, help="write the report as one self-contained page")
    command.add_argument("--language", choices=("en", "zh"), default="en", help="language of the page")
    command.add_argument("--json", metavar="FILE", help="write the answer as JSON; - for standard output")
    command.add_argument(
        "--ocsf", metavar="FILE", help="write the findings as OCSF detection findings (2004); - for standard output"
    )
    command.add_argument(
        "--verify-crawlers",
        action="store_true",
        help="check declared crawlers by reverse and forward DNS; the others count as ordinary",
    )
    command.add_argument("--no-detect", action="store_true", help="only read and count")
    command.add_argument(
        "--fail-on", choices=("findings", "never"), default="findings", help="when to end with exit code 3 (default: findings)"
    )
    command.add_argument("--quiet", action="store_true", help="no table and no progress")
    command.add_argument(
        "--engine", choices=ENGINES, default="embedded", help="what counts: this process, or a cluster (default: embedded)"
    )
    command.add_argument("--master", metavar="URL", help="the cluster of --engine spark: spark://HOST:PORT, or local[N]")
    command.add_argument(
        "--storage", metavar="DIR", type=Path, help="a folder that all machines of the cluster reach under the same name"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    settings = parts.settings(options)
    source = parts.source_of(options, settings)
    _check_outputs(options)
    if options.ledger and options.engine != "embedded":
        raise UsageError("--engine spark keeps no ledger between runs; leave --ledger out")
    tokens = parts.tokenizer(options, settings, options.ledger)
    who = composition.standing(settings, SystemResolver() if options.verify_crawlers else None)
    relations, places = composition.relations(settings, tokens), composition.places(settings, tokens)
    with engine(options.engine, options.master, options.storage) as chosen, _progress(options) as shown:
        run_with = partial(_count, options, settings, source, tokens, who, relations, places, shown)
        try:
            summary, incidents, problem = run_with(chosen.read, chosen.count)
        except OrderError:
            if chosen.in_order is None:
                raise
            summary, incidents, problem = run_with(chosen.in_order, chosen.count)
    _write(summary, incidents, options)
    if problem is not None:
        raise problem
    if not summary.coverage.readable:
        reasons = "; ".join(f"{file.path}: {file.note}" for file in summary.coverage.files) or "nothing was named"
        raise UsageError(f"no readable input ({reasons})")
    return 3 if summary.findings and options.fail_on == "findings" else 0


def _count(
    options: argparse.Namespace,
    settings: composition.Config,
    source: Source | None,
    tokens: Tokenizer,
    who: Standing,
    relations: Sequence[Relations],
    places: Places,
    shown: tuple[Any, Any],
    read: Read,
    count: Callable[[EmbeddedLedger], Counting] | None,
) -> tuple[ScanSummary, tuple[Incident, ...], LedgerError | None]:
    """Read, count and find; the answer, the incidents, and why these could not be kept."""
    advance, stage = shown
    with composition.ledger(options.ledger, tokens) as ledger:
        scan = Scan(
            ledger,
            composition.catalogue(settings, tokens, options.trusted_proxy),
            who,
            () if options.no_detect else DETECTORS,
            source,
            options.top,
            canaries=composition.canaries(settings, tokens),
            relations=relations,
            places=places,
            roles=who.tables,
            mentions=composition.mentions(settings),
            read=read,
            count=count,
        )
        own_looks.bring(settings, options.ledger, ledger, tokens)
        summary = scan.run(options.paths, advance, stage)
        incidents: tuple[Incident, ...] = ()
        problem: LedgerError | None = None
        try:
            if options.ledger:
                summary, incidents = heard(summary, ledger, settings, options.ledger)
        except LedgerError as error:  # what was counted is told all the same
            problem = error
    return summary, incidents, problem


def _check_outputs(options: argparse.Namespace) -> None:
    if options.json == "-" and options.ocsf == "-":
        raise UsageError("--json - and --ocsf - cannot share standard output")
    if options.top < 1:
        raise UsageError("--top must be at least 1")
    for path in filter(None, (options.html, options.json, options.ocsf)):
        folder = Path(path).parent
        if str(path) != "-" and not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise UsageError(f"{path} cannot be written: {folder} is no directory that may be written to")
        if str(path) != "-" and Path(path).is_dir():
            raise UsageError(f"{path} cannot be written: it is a directory; name a file")


def _write(summary: ScanSummary, incidents: Sequence[Incident], options: argparse.Namespace) -> None:
    """Files first, so that a reader of the terminal who goes away early takes nothing from them."""
    data_on_stdout = "-" in (options.json, options.ocsf)
    if options.html:
        write_whole(options.html, to_html(summary, language=options.language).encode())
    for path, render in ((options.json, to_json), (options.ocsf, lambda found: to_ocsf(found, __version__))):
        if path == "-":
            sys.stdout.buffer.write(render(summary))
        elif path:
            write_whole(path, render(summary))
    if options.quiet:
        return
    if not data_on_stdout:
        print_summary(summary, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))
        if incidents:
            parts.Output(soft_wrap=True).print(f"\n{told(incidents)}", markup=False, highlight=False)
    if options.html:
        parts.Output(stderr=data_on_stdout, soft_wrap=True).print(f"report: {options.html}", highlight=False)


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[tuple[Any, Any]]:
    """A bar on the terminal's stderr while work is long; nothing when it is not a terminal."""
    console = Console(stderr=True)
    if options.quiet or not console.is_terminal:
        yield None, lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=_size(options.paths), rate="")

        def advance(done: int, lines: int) -> None:
            elapsed = bar.tasks[0].elapsed or 0
            bar.update(task, completed=done, rate=f"{lines:,} lines, {lines / elapsed:,.0f}/s" if elapsed else "")

        yield advance, lambda text: bar.update(task, description=text)


def _size(paths: list[str]) -> float | None:
    """Bytes to read, when all inputs are plain files; compressed ones make it unknown."""
    if any(not Path(path).is_file() or path.endswith((".gz", ".zst", ".bz2")) for path in paths):
        return None
    return float(sum(Path(path).stat().st_size for path in paths))
