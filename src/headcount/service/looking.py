"""One look of the detectors, as a process of its own: it takes neither time nor memory from the one that counts.

Reads a `Task` as JSON from standard input, takes over what is new in the ledger, and writes a `Look` as JSON to standard output.
What it knows of earlier looks lies in a folder beside the ledger.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

from headcount import config as composition
from headcount.config import Config
from headcount.detectors import DETECTORS
from headcount.detectors.notices import notices
from headcount.errors import HeadcountError, LedgerError
from headcount.incident.cohorts import same_cohort
from headcount.incident.people import same_people
from headcount.incident.signals import signals_of
from headcount.ledger.common_traits import traits_of
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import NOTHING, Given, stand_in, take
from headcount.ledger.showings import Showings, alone
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.model.incident import Signal, Tie
from headcount.pipeline import Scan

_MEMORY = "600MB"
"""What the engine may use for what is no disclosure; beyond it, it spills."""


class Task(msgspec.Struct, frozen=True):
    """What to look at."""

    config: Config
    key: str
    """File of the token key."""
    showings: str
    """Folder of what was looked at before."""
    handover: str = ""
    """Folder of what is new; files of the run go there as well."""
    given: Given = NOTHING
    """What it holds."""


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
    ties: list[Tie] = []
    """Clients of the findings that were shown the same people, or are of one cohort."""
    problem: str = ""
    """Why nothing was seen; empty when all went well."""


def look(task: Task) -> Look:
    """Take over what is new, count and detect.

    Raises:
        HeadcountError: the ledger is of another key, a table of the site cannot be read, or there is no room.
    """
    try:
        with alone(Path(task.showings)):
            return _look(task)
    except OSError as error:
        where = f"beside the ledger and in {tempfile.gettempdir()}"
        raise LedgerError(f"a look cannot keep its files ({error.strerror}); make room {where}") from error


def _look(task: Task) -> Look:
    config, handover = task.config, Path(task.handover)
    tokens = composition.tokenizer(config, Path(task.key), None)
    with EmbeddedLedger(None, tokens.key_id, memory=_MEMORY) as ledger:
        with ledger.told():
            ledger.connection.execute("SET threads = 1").fetchall()  # the other cores are for those that count
        showings = Showings(Path(task.showings))
        take(task.given, handover, showings)
        stand_in(handover, showings, ledger)
        window, findings = Scan(
            ledger,
            composition.catalogue(config, tokens, []),
            composition.standing(config),
            DETECTORS,
            canaries=composition.canaries(config, tokens),
            relations=composition.relations(config, tokens),
            places=composition.places(config, tokens),
        ).look(showings, handover)
        lenses = _lenses(window, findings)
        with ledger.told():
            ties = _ties(ledger, window, signals_of(findings, lenses))
    return Look(findings, lenses, len(window.clients), list(notices(DETECTORS, window)), ties)


def _ties(ledger: EmbeddedLedger, window: Window, found: Sequence[Signal]) -> list[Tie]:
    """Which of the findings are of one thing; where nothing was found, nobody's traits are read."""
    if not found or window.shown is None:
        return []
    return [*same_people(found, ledger, window.shown), *same_cohort(found, traits_of(ledger))]


def _lenses(window: Window, findings: Sequence[Finding]) -> dict[str, str]:
    """The lens of each member of a finding, by its name."""
    members = {member for finding in findings for member in finding.members}
    names = zip(*(window.clients.column(name).to_pylist() for name in ("name", "lens")), strict=True) if members else ()
    return {name: lens for name, lens in names if name in members}


def main() -> int:
    """Carry out the task on standard input, on one core."""
    pa.set_cpu_count(1)
    try:
        seen = look(msgspec.json.decode(sys.stdin.buffer.read(), type=Task))
    except HeadcountError as error:
        seen = Look(problem=str(error))
    sys.stdout.buffer.write(msgspec.json.encode(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
