"""One look at our stores, as a process of its own: whatever a store answers, it takes nothing from the one that counts.

Reads a `Task` as JSON from standard input, and writes a `Round` as JSON to standard output.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from headcount.config import Config
from headcount.config.stores import configured, look_at
from headcount.errors import ConfigError, HeadcountError
from headcount.model.posture import Posture
from headcount.probes import baseline


class Task(msgspec.Struct, frozen=True):
    """What to look at."""

    config: Config
    folder: str
    """That names of files are seen from."""


class Round(msgspec.Struct, frozen=True):
    """What was seen."""

    found: Posture | None = None
    accepted: tuple[str, ...] = ()
    """`url code` of weaknesses that the baseline knows."""
    problem: str = ""
    """Why nothing was seen; empty when all went well."""


def look(task: Task) -> Round:
    """Look at every store that the configuration lists.

    Raises:
        ConfigError: an inventory or the baseline cannot be read, or no store is listed.
    """
    folder, probe = Path(task.folder), task.config.probe
    stores = configured(task.config, folder)
    if not stores.targets:
        raise ConfigError("; ".join(stores.refused) or "no store is listed: write [[stores]], or inventory of [probe]")
    found = look_at(task.config, stores)
    known = baseline.read(folder / probe.baseline) if probe.baseline else ()
    return Round(found, baseline.apply(found, known, found.made.date()).accepted)


def main() -> int:
    """Carry out the task on standard input."""
    try:
        seen = look(msgspec.json.decode(sys.stdin.buffer.read(), type=Task))
    except HeadcountError as error:
        seen = Round(problem=str(error))
    sys.stdout.buffer.write(msgspec.json.encode(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
