"""headcount classify: which fields of answers, files and tables hold which personal data."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from headcount import __version__
from headcount.catalog.classification import Classifier, Progress
from headcount.cli import parts
from headcount.cli.whole_files import write_whole
from headcount.errors import UsageError
from headcount.model.classification import Classification
from headcount.recognizers.columns import Columns
from headcount.reports.classification import print_classification
from headcount.reports.classification_json import classification_to_json
from headcount.reports.classification_ocsf import classification_to_ocsf
from headcount.sources.documents import DATABASES, database_of
from headcount.sources.documents.interface import Limits
from headcount.sources.taps.inputs import expand

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_EXAMPLES = 3
_LIMITS = Limits()


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "classify",
        help="which fields of answers, files and tables hold which personal data",
        description="Say which fields of recorded answers, files and databases hold which kinds of personal data.",
        epilog="exit codes: 0 nothing personal, 3 personal data, 2 usage or no readable input, 1 failure",
    )
    schemes = " or ".join(f"{database.schemes[0]}://" for database in DATABASES)
    command.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        help="files (HAR, JSON, JSON lines, HTML, XML, CSV, Parquet, SQLite, OpenAPI, text), directories, globs, - for standard "
        f"input, or the address of an own database ({schemes})",
    )
    command.add_argument("--json", metavar="FILE", help="write the answer as JSON; - for standard output")
    command.add_argument("--ocsf", metavar="FILE", help="write it as OCSF data security findings (2006); - for standard output")
    command.add_argument("--show-examples", action="store_true", help="show some values, masked by the rule of their kind")
    command.add_argument(
        "--confidence", metavar="C", type=float, default=0.5, help="from which on a field counts, 0 to 1 (default 0.5)"
    )
    command.add_argument(
        "--rows", metavar="N", type=int, default=_LIMITS.rows, help="most rows of a table or file; 0 for all (default 100,000)"
    )
    command.add_argument(
        "--seconds", metavar="S", type=float, default=_LIMITS.seconds, help="most seconds for one input (default 60)"
    )
    command.add_argument("--own", action="store_true", help="the databases named are ours, although not on this machine")
    command.add_argument(
        "--fail-on", choices=("personal", "never"), default="personal", help="when to end with exit code 3 (default: personal)"
    )
    command.add_argument("--quiet", action="store_true", help="no table and no progress")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    _check(options)
    inputs, problems = _inputs(options)
    limits = Limits(rows=options.rows, seconds=options.seconds)
    classifier = Classifier(Columns, limits, _EXAMPLES if options.show_examples else 0, options.confidence)
    with _progress(options) as progress:
        found = classifier.run(inputs, progress)
    _write(found, options)
    for problem in problems:
        print(f"headcount: {problem}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
    if not found.readable:
        unread = [f"{entry.name}: {'; '.join(entry.skipped) or 'nothing in it'}" for entry in found.inputs]
        raise UsageError(f"no readable input ({'; '.join([*unread, *problems])})")
    return 3 if found.personal and options.fail_on == "personal" else 0


def _inputs(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Files and databases in the order named, and what is wrong with others.

    Raises:
        UsageError: a database is not on this machine, and was not said to be ours.
    """
    inputs, problems = list[str](), list[str]()
    for given in options.inputs:
        database = database_of(given)
        if database is None:
            found, wrong = expand([given])
            inputs += [name for name in found if name not in inputs]
            problems += [f"{problem.source}: {problem.reason}" for problem in wrong]
        elif database.is_local(given) or options.own:
            inputs.append(given)
        else:
            raise UsageError(f"{database.shown(given)} is not on this machine; if the database is yours, say so with --own")
    return inputs, problems


def _check(options: argparse.Namespace) -> None:
    if options.json == "-" and options.ocsf == "-":
        raise UsageError("--json - and --ocsf - cannot share standard output")
    if not 0 <= options.confidence <= 1:
        raise UsageError("--confidence must be from 0 to 1")
    if options.rows < 0:
        raise UsageError("--rows must be 0 or more")
    if not options.seconds > 0:
        raise UsageError("--seconds must be more than 0")
    for path in filter(None, (options.json, options.ocsf)):
        folder = Path(path).parent
        if path != "-" and not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise UsageError(f"{path} cannot be written: {folder} is no directory that may be written to")
        if path != "-" and Path(path).is_dir():
            raise UsageError(f"{path} cannot be written: it is a directory; name a file")


def _write(found: Classification, options: argparse.Namespace) -> None:
    """Files first, so that a reader of the terminal who goes away early takes nothing from them."""
    renders: tuple[tuple[str | None, Callable[[Classification], bytes]], ...] = (
        (options.json, classification_to_json),
        (options.ocsf, lambda classified: classification_to_ocsf(classified, __version__)),
    )
    for path, render in renders:
        if path == "-":
            sys.stdout.buffer.write(render(found))
        elif path:
            write_whole(path, render(found))
    if not options.quiet and "-" not in (options.json, options.ocsf):
        print_classification(found, parts.Output() if sys.stdout.isatty() else parts.Output(width=100))


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[Progress]:
    """A line on the terminal's stderr while work is long; nothing when it is not a terminal."""
    console = Console(stderr=True)
    if options.quiet or not console.is_terminal:
        yield lambda _name, _answers: None
        return
    with console.status("reading") as status:
        yield lambda name, answers: status.update(f"{Path(name).name}: {answers:,} answers")
