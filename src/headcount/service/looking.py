"""One look of the detectors, as a process of its own: it takes neither time nor memory from the one that counts.

Reads a `Task` as JSON from standard input, works on a copy of the ledger, and writes a `Look` as JSON to standard output.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from headcount import config as composition
from headcount.config import Config
from headcount.detectors import DETECTORS
from headcount.detectors.notices import notices
from headcount.errors import HeadcountError
from headcount.model.finding import Finding
from headcount.pipeline import Scan


class Task(msgspec.Struct, frozen=True):
    """What to look at."""

    config: Config
    key: str
    """File of the token key."""
    ledger: str
    """File of the copy; it is written to, and of no use afterwards."""


class Look(msgspec.Struct, frozen=True):
    """What was seen."""

    findings: list[Finding] = []
    """Strongest first; of the whole ledger, whether they are new or not."""
    lenses: dict[str, str] = {}
    """Of the members of findings on many clients: name to lens."""
    clients: int = 0
    """How many clients were looked at."""
    notices: list[tuple[str, str]] = []
    """(detector, what it says of its own footing), such as a bar that was given up."""
    problem: str = ""
    """Why nothing was seen; empty when all went well."""


def look(task: Task) -> Look:
    """Count and detect on the copy.

    Raises:
        HeadcountError: the copy or a table of the site cannot be read.
    """
    config = task.config
    tokens = composition.tokenizer(config, Path(task.key), None)
    who = composition.standing(config)
    with composition.ledger(Path(task.ledger), tokens) as ledger:
        window, findings = Scan(
            ledger,
            composition.catalogue(config, tokens, []),
            who,
            DETECTORS,
            canaries=composition.canaries(config, tokens),
            relations=composition.relations(config, tokens),
            places=composition.places(config, tokens),
        ).look()
    members = {member for finding in findings for member in finding.members}
    names = zip(*(window.clients.column(name).to_pylist() for name in ("name", "lens")), strict=True) if members else ()
    lenses = {name: lens for name, lens in names if name in members}
    return Look(findings, lenses, len(window.clients), list(notices(DETECTORS, window)))


def main() -> int:
    """Carry out the task on standard input."""
    try:
        seen = look(msgspec.json.decode(sys.stdin.buffer.read(), type=Task))
    except HeadcountError as error:
        seen = Look(problem=str(error))
    sys.stdout.buffer.write(msgspec.json.encode(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
