"""headcount map: which routes show which kinds of personal data, how sensitive, to whom and to how many."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer
from headcount.cli import parts
from headcount.cli.whole_files import write_whole
from headcount.config import Config
from headcount.errors import UsageError
from headcount.intake import count_captures, count_files
from headcount.ledger.classified import with_classified
from headcount.ledger.data_map import data_map
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.data_map import DataMap
from headcount.reports.data_map import print_map
from headcount.reports.data_map_csv import interface_inventory, records_of_processing
from headcount.reports.data_map_html import map_to_html
from headcount.reports.data_map_json import map_to_json
from headcount.reports.data_map_toml import map_to_toml

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_MOST_DAYS = 36_500


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "map",
        help="which routes show which personal data, to whom and to how many",
        description="Draw the data map of a ledger, or of logs and captures (HAR): routes, kinds, grades, and who saw them.",
        epilog="exit codes: 0 done, 2 usage or no readable input, 1 failure",
    )
    parts.add_inputs(command, least="*")
    command.add_argument(
        "--ledger", metavar="FILE", type=Path, help="the ledger to draw the map of; with PATH, these are counted into it first"
    )
    command.add_argument(
        "--days", metavar="N", type=int, default=30, help="length of the period, up to the last request (default 30)"
    )
    command.add_argument(
        "--classified", metavar="FILE", type=Path, help="add the tables and files that headcount classify --json FILE told of"
    )
    command.add_argument(
        "--toml", metavar="FILE", help="write routes with kinds and fields for headcount.toml; - for standard output"
    )
    command.add_argument("--json", metavar="FILE", help="write the map as JSON; - for standard output")
    command.add_argument("--html", metavar="FILE", help="write the map as one self-contained page; - for standard output")
    command.add_argument("--language", choices=("en", "zh"), default="en", help="language of the page")
    command.add_argument(
        "--processing", metavar="FILE", help="write records of processing (GDPR art. 30) as CSV; - for standard output"
    )
    command.add_argument(
        "--interfaces", metavar="FILE", help="write the inventory of data interfaces, in Chinese, as CSV; - for standard output"
    )
    command.add_argument("--quiet", action="store_true", help="no table")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    _check(options)
    settings = parts.settings(options)
    if not options.paths:
        options.ledger = parts.asked_ledger(options)
    tokens = parts.tokenizer(options, settings, options.ledger)
    with composition.ledger(options.ledger, tokens, read_only=not options.paths) as ledger:
        if options.paths:
            _count(options, settings, tokens, ledger)
        found = data_map(ledger, composition.standing(settings), composition.levels(settings), options.days)
    if options.classified:
        found = with_classified(found, options.classified, composition.levels(settings))
    _write(found, options)
    return 0


def _count(options: argparse.Namespace, settings: Config, tokens: Tokenizer, ledger: EmbeddedLedger) -> None:
    catalogue = composition.catalogue(settings, tokens, options.trusted_proxy)
    captures, logs = parts.captures(options.paths)
    tally = count_captures(captures, ledger, catalogue)
    if logs:
        tally = count_files(logs, ledger, catalogue, parts.source_of(options, settings))
    if not tally.readable:
        raise UsageError("no readable input (" + "; ".join(f"{file.path}: {file.note}" for file in tally.files) + ")")
    ledger.name_clients()


def _check(options: argparse.Namespace) -> None:
    if not options.paths and options.ledger is None:
        raise UsageError("name logs or captures to read, or the ledger of earlier scans with --ledger")
    if not 1 <= options.days <= _MOST_DAYS:
        raise UsageError(f"--days must be from 1 to {_MOST_DAYS:,}")
    table = options.classified
    if table and not table.is_file():
        raise UsageError(f"{table}: there is no such file; make it with: headcount classify INPUT --json {table}")
    outputs = [path for path in (options.toml, options.json, options.html, options.processing, options.interfaces) if path]
    if outputs.count("-") > 1:
        raise UsageError("only one of --toml, --json, --html, --processing and --interfaces can take standard output")
    for path in outputs:
        folder = Path(path).parent
        if path != "-" and (Path(path).is_dir() or not (folder.is_dir() and os.access(folder, os.W_OK))):
            raise UsageError(f"{path} cannot be written: name a file in a folder that can be written")


def _write(found: DataMap, options: argparse.Namespace) -> None:
    """Files first, so that a reader of the terminal who goes away early takes nothing from them."""
    renders: tuple[tuple[str | None, Callable[[DataMap], str | bytes]], ...] = (
        (options.toml, map_to_toml),
        (options.json, map_to_json),
        (options.html, lambda drawn: map_to_html(drawn, language=options.language)),
        (options.processing, records_of_processing),
        (options.interfaces, interface_inventory),
    )
    on_stdout = False
    for path, render in renders:
        if not path:
            continue
        text = render(found)
        data = text.encode() if isinstance(text, str) else text
        if path == "-":
            sys.stdout.buffer.write(data)
            on_stdout = True
        else:
            write_whole(path, data)
    if not options.quiet and not on_stdout:
        print_map(found, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))
