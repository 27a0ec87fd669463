"""headcount incident verify: is an evidence pack as it was sealed?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.incident.seal import fingerprint_in
from headcount.incident.verify import Verification, verify
from headcount.reports.markup import printable

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_MOST = 20


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "verify",
        help="whether an evidence pack is as it was sealed; needs no ledger",
        description="Check every file of an evidence pack against its manifest, and the manifest against its signature.",
        epilog="exit codes: 0 as it was sealed, 1 altered, incomplete or sealed by another key, 2 usage or no pack",
    )
    command.add_argument("pack", metavar="PACK", type=Path, help="the folder or the zip")
    command.add_argument(
        "--fingerprint",
        metavar="KEY",
        default="",
        help="the signer's fingerprint, or the file with the public key: have it told to you by another way than the pack",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    wanted = fingerprint_in(options.fingerprint) if options.fingerprint else ""
    found = verify(options.pack, wanted)
    output = parts.Output(soft_wrap=True)
    for line in _lines(found, named=bool(wanted)):
        output.print(printable(line), markup=False, highlight=False)
    return 0 if found.whole else 1


def _lines(found: Verification, *, named: bool) -> list[str]:
    lines = list(found.problems)
    for word, names in (("altered", found.altered), ("missing", found.missing), ("added", found.added)):
        lines += [f"{word}: {name}" for name in names[:_MOST]]
        lines += [f"{word}: {len(names) - _MOST:,} more"] if len(names) > _MOST else []
    if not found.whole:
        return [*lines, f"NOT as it was sealed; {found.files:,} files are."]
    lines.append(f"{found.files:,} files of incident {found.incident} are as they were sealed.")
    if named:
        lines.append("Sealed by the key that was named.")
    else:
        lines.append(
            f"Sealed by the key {found.fingerprint}: compare it with what the signer told you, or name it with --fingerprint."
        )
    return lines
