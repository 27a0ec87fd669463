"""headcount lab: logs in which it is known who harvests, and what detectors make of them."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount.errors import UsageError
from headcount.lab import backgrounds, benchmark, injection, making, marking, turned, turning
from headcount.lab.contestants import SHIPPED, TUNED
from headcount.lab.scenarios import SCENARIOS
from headcount.lab.scoreboard import campaigns, plain, table
from headcount.lab.truth import Truth

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_CODES = "exit codes: 0 done, 2 usage, 1 failure"


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command, and those below it, to the parser."""
    command = commands.add_parser(
        "lab",
        help="make a site's access log with planted harvesters and the truth about them",
        description="Logs in which it is known who harvests, and what detectors make of them.",
    )
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    _list(actions)
    _make(actions)
    _inject(actions)
    _score(actions)
    _benchmark(actions)


def _action(actions: _SubParsersAction[Any], name: str, line: str, more: str = "") -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(
        name, help=line, description=f"{line[0].upper()}{line[1:]}. {more}".strip(), epilog=_CODES
    )
    return parser


def _list(actions: _SubParsersAction[Any]) -> None:
    _action(actions, "list", "name the scenarios").set_defaults(run=run_list)


def _make(actions: _SubParsersAction[Any]) -> None:
    action = _action(
        actions, "make", "make a scenario's log", "Its truth, relations and configuration are written to the same folder."
    )
    action.add_argument("scenario", metavar="SCENARIO", help="which one; headcount lab list names them")
    action.add_argument("--people", metavar="N", type=int, default=100_000, help="whose data the site holds (default 100,000)")
    action.add_argument("--clients", metavar="N", type=int, default=20_000, help="accounts of the honest crowd (default 20,000)")
    action.add_argument("--days", metavar="D", type=int, help="length (default: the scenario's)")
    action.add_argument("--seed", metavar="S", type=int, default=1, help="the same seed makes the same files (default 1)")
    action.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder to write to; it is made")
    action.add_argument("--format", choices=("combined", "json"), default="combined", help="of the log (default combined)")
    action.set_defaults(run=run_make)


def _inject(actions: _SubParsersAction[Any]) -> None:
    action = _action(
        actions, "inject", "put a harvester into real data", "The data is read, and a log of it is written with the truth."
    )
    action.add_argument(
        "log",
        metavar="LOG",
        type=Path,
        help=f"an access log in the combined format, or a known table ({', '.join(one.name for one in backgrounds.READERS)}); "
        "plain, gzip, zstd or bzip2",
    )
    tables = ", ".join(one.name for one in turned.PATTERNS)
    action.add_argument(
        "harvester", metavar="HARVESTER", help=f"which one: {', '.join(injection.PATTERNS)}; into a table: {tables}"
    )
    action.add_argument("parameter", metavar="NAME=VALUE", nargs="*", help="its parameters, such as people_a_day=25")
    action.add_argument(
        "--route", metavar="TEMPLATE", default="", help="through which route (default: the one with most records)"
    )
    action.add_argument(
        "--people", metavar="N", type=int, default=0, help="identifiers of the site (default: those that the log showed)"
    )
    action.add_argument("--after", metavar="D", type=int, help="days before the harvest begins (default: a third of the log)")
    action.add_argument("--seed", metavar="S", type=int, default=1, help="another seed, another harvest (default 1)")
    action.add_argument("--config", metavar="FILE", type=Path, help="headcount.toml of the log's site")
    action.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder to write to; it is made")
    action.set_defaults(run=run_inject)


def _score(actions: _SubParsersAction[Any]) -> None:
    action = _action(actions, "score", "compare what a scan says with the truth", "The log is scanned where it was not yet.")
    action.add_argument("folder", metavar="DIR", type=Path, help="what headcount lab make or headcount lab inject wrote")
    action.add_argument("--config", metavar="FILE", type=Path, help="headcount.toml to scan with (default: the folder's)")
    action.add_argument("--json", metavar="FILE", help="write everything as JSON; - for standard output, and then no table")
    action.set_defaults(run=run_score)


def _benchmark(actions: _SubParsersAction[Any]) -> None:
    action = _action(
        actions,
        "benchmark",
        "measure headcount and the usual rules on made worlds",
        "Ten worlds with every harvester take the better part of an hour on one core; --quick takes minutes.",
    )
    action.add_argument("--seeds", metavar="N", type=int, help="worlds (default 10; quick: 2)")
    action.add_argument("--quick", action="store_true", help="small worlds, without harvesters of many clients")
    action.add_argument("--jobs", metavar="N", type=int, default=1, help="processes side by side (default 1); each needs 2 GB")
    action.add_argument("--json", metavar="FILE", help="write everything as JSON; - for standard output, and then no table")
    action.set_defaults(run=run_benchmark)


def run_list(_: argparse.Namespace) -> int:
    """Name the scenarios."""
    for case in SCENARIOS:
        print(f"{case.name}: {case.about}")  # noqa: T201  # the command line speaks to people
    return 0


def run_make(options: argparse.Namespace) -> int:
    """Make a scenario's folder."""
    case = making.scenario(options.scenario)
    began = time.perf_counter()
    truth, size = making.make(case, options.people, options.clients, options.days, options.seed, options.out, options.format)
    pace = truth.accesses / (time.perf_counter() - began)
    _say(
        f"{options.out / 'access.log'}: {truth.accesses:,} accesses ({size / 1e6:,.0f} MB, {pace:,.0f} a second), "
        f"{len(truth.harvests)} harvests"
    )
    return 0


def run_inject(options: argparse.Namespace) -> int:
    """Put a harvester into a copy of a real log, or of a known table."""
    _there(options.log, options.config)
    reader = backgrounds.reader_of(options.log)
    if reader:
        if options.config or options.route or options.people:
            raise UsageError(f"--config, --route and --people are for logs; {options.log} is a table ({reader.name})")
        truth = turning.inject(
            reader, options.log, options.harvester, options.parameter, options.after, options.seed, options.out
        )
        return _injected(truth, options.out)
    order = injection.Order(
        log=options.log,
        harvester=injection.harvester(options.harvester, options.parameter),
        route=options.route,
        people=options.people,
        after=options.after,
        seed=options.seed,
        config=options.config,
    )
    return _injected(injection.inject(order, options.out), options.out)


def _injected(truth: Truth, out: Path) -> int:
    [harvest] = truth.harvests
    said = f"{harvest.accesses:,} of {truth.accesses:,} lines are a harvest of {harvest.people:,} records"
    _say(f"{out / 'access.log'}: {said}")
    return 0


def run_score(options: argparse.Namespace) -> int:
    """Compare a folder's scan with its truth."""
    _there(options.config)
    _writable(options.json)
    marks = marking.mark_folder(options.folder, options.config)
    _write(options.json, marks.facts(), f"{plain(marking.lines(marks))}\n{marking.summary(marks)}")
    return 0


def run_benchmark(options: argparse.Namespace) -> int:
    """Measure on made worlds."""
    _writable(options.json)
    size = benchmark.QUICK if options.quick else benchmark.Size()
    if options.seeds is not None:
        if options.seeds < 1:
            raise UsageError("--seeds must be at least 1")
        size = benchmark.sized(size, options.seeds)
    if options.jobs < 1:
        raise UsageError("--jobs must be at least 1")
    run = benchmark.compare(size, campaigns=not options.quick, jobs=options.jobs, say=_say)
    tables = []
    for how in (TUNED, SHIPPED):
        tables.append(f"{how}\n{plain(table(run.verdicts[how], run.alone[how]))}")
        many = campaigns(run.verdicts[how])
        tables += [plain(many)] if len(many) > 1 else []
    _write(options.json, run.facts(), "\n".join(tables))
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201  # the command line speaks to people


def _there(*paths: Path | None) -> None:
    """Say that a file that was named is not there."""
    for path in filter(None, paths):
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")


def _writable(path: str | None) -> None:
    """Say before long work that its answer could not be written."""
    if path and path != "-":
        folder = Path(path).parent
        if not (folder.is_dir() and os.access(folder, os.W_OK)) or Path(path).is_dir():
            raise UsageError(f"{path} cannot be written: it is a directory, or its folder is none that may be written to")


def _write(path: str | None, facts: dict[str, object], text: str) -> None:
    """The JSON where it was asked for, and the text, unless the JSON takes standard output."""
    document = json.dumps(facts, indent=1) + "\n"
    if path and path != "-":
        Path(path).write_text(document, "utf-8")
    sys.stdout.write(document if path == "-" else text)
