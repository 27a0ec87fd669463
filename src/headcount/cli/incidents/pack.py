"""headcount incident pack: everything that proves an incident's numbers, in one sealed folder or zip."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.key import key_file
from headcount.cli.incidents.measuring import add_measure, measured
from headcount.cli.incidents.opening import add_number, add_person, cases_of, person
from headcount.config import Config
from headcount.config.casework import grader
from headcount.config.packing import case_of, packed_by
from headcount.errors import UsageError
from headcount.incident.cases import Cases
from headcount.incident.pack import Case, Packed, make_pack
from headcount.incident.scope import scope_of
from headcount.incident.seal import signing_key
from headcount.intake.found_logs import FoundLogs
from headcount.ledger.embedded import EmbeddedLedger
from headcount.reports.markup import printable

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "pack",
        help="a sealed folder or zip with everything that proves the numbers",
        description="Write findings, queries, results, digests of log lines, charts and configuration, sealed with Ed25519.",
        epilog="exit codes: 0 made, 2 usage, no such incident or no key, 1 failure",
    )
    add_number(command)
    add_measure(command)
    add_person(command)
    command.add_argument(
        "--out", metavar="PATH", type=Path, required=True, help="the folder to make, or the zip where it ends with .zip"
    )
    command.add_argument(
        "--signing-key",
        metavar="FILE",
        type=Path,
        help="the key that seals; by default [incidents] signing_key, or LEDGER.signing",
    )
    command.add_argument(
        "--logs",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="look for logs that were moved below this folder too",
    )
    command.add_argument(
        "--with-lines", action="store_true", help="put the text of the log lines in: personal data; the incident's log says so"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    settings = parts.settings(options)
    by = person(options)
    for folder in options.logs:
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder to look for logs in")
    with cases_of(options, settings) as cases, measured(options, settings) as ledger:
        key = signing_key(key_file(options.signing_key, settings, options.ledger))
        case = _case(options, settings, cases, ledger)
        content = packed_by(by, dt.datetime.now(dt.UTC))
        logs = FoundLogs(options.logs)
        made = make_pack(case, ledger, logs, key, options.out, content, with_lines=options.with_lines)
        lines = ", with the text of the log lines" if options.with_lines else ""
        try:
            cases.add(options.number, "pack", f"manifest SHA-256 {made.digest}, sealed by {made.fingerprint}{lines}", by)
        except BaseException:
            _take_back(options.out)
            raise
    _print(made, options.out)
    return 0


def _case(options: argparse.Namespace, settings: Config, cases: Cases, ledger: EmbeddedLedger) -> Case:
    incident, changes = cases.get(options.number), cases.changes(options.number)
    found = scope_of(ledger, incident, options.begins, options.ends, whole=options.whole, grade=grader(settings))
    local = Path("headcount.toml")
    file = options.config or (local if local.is_file() else None)
    return case_of(settings, file, ledger, options.ledger, incident, changes, found)


def _take_back(out: Path) -> None:
    """A pack that the log does not tell of must not be there."""
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink()


def _print(made: Packed, to: Path) -> None:
    lines = [f"{to}: {made.files:,} files, sealed by {made.fingerprint}"]
    lines.append(f"SHA-256 of the manifest: {made.digest}")
    lines += [f"Differs: {sentence}" for sentence in made.differing]
    for proof in made.proofs:
        short = "" if proof.found == proof.wanted else f"; {proof.wanted - proof.found:,} lines are without a digest"
        lines.append(f"{proof.file.path}: {proof.standing}, {proof.found:,} of {proof.wanted:,} lines proved{short}")
    output = parts.Output(soft_wrap=True)
    for line in lines:
        output.print(printable(line), markup=False, highlight=False)
