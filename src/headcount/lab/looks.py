"""What an operator is told who scans a growing log again and again: the product's own way, from lines to findings.

The ledger is kept between looks as `headcount scan --ledger` keeps it, and each look reads only what is new in the log.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from headcount import config as composition
from headcount.detectors import DETECTORS
from headcount.detectors.interface import Detector
from headcount.lab.score import Alarm
from headcount.lab.world import SECOND, World
from headcount.model.finding import Finding
from headcount.pipeline import Scan


@dataclass(frozen=True, slots=True)
class Look:
    """What one scan said for the first time."""

    alarm: Alarm
    sentence: str


def looks(world: World, folder: Path, until: Iterable[int], detectors: Sequence[Detector] = DETECTORS) -> Iterator[Look]:
    """What is found by scans at these times, each of all that has been until then.

    A client that was told of is not told of again, nor a group none of whose members is new. Who has heard enough asks no more.

    Args:
        world: whose events are the lines of the log, one each, in their order.
        folder: with `access.log` and `headcount.toml`.
        until: microseconds since 1970-01-01 UTC, not included.
        detectors: the shelf.
    """
    number = {name: client for client, name in enumerate(world.clients.name)}
    told: set[int] = set()
    done = 0
    with tempfile.TemporaryDirectory() as scratch, (folder / "access.log").open("rb") as lines:
        log, ledger = Path(scratch) / "access.log", Path(scratch) / "ledger"
        for moment in sorted(until):
            rows = int(np.searchsorted(world.events.at, moment))
            with log.open("ab") as grown:
                grown.writelines(next(lines) for _ in range(rows - done))
            done = rows
            for found in _scan(log, folder / "headcount.toml", ledger, detectors):
                accused = tuple(number[name] for name in found.members or (found.client,))
                if not told.issuperset(accused):
                    told.update(accused)
                    alarm = Alarm(accused[0], moment - 1, found.detector, accused[: len(found.members)])
                    yield Look(alarm, found.sentence)


def _scan(log: Path, config: Path, ledger: Path, detectors: Sequence[Detector]) -> list[Finding]:
    """One run of `headcount scan --ledger`, as far as its findings."""
    settings = composition.load(config)
    tokens = composition.tokenizer(settings, None, ledger.with_name("key"))
    with composition.ledger(ledger, tokens) as kept:
        scan = Scan(
            kept,
            composition.catalogue(settings, tokens, []),
            composition.standing(settings),
            detectors,
            canaries=composition.canaries(settings, tokens),
            relations=composition.relations(settings, tokens),
            places=composition.places(settings, tokens),
        )
        return [view.finding for view in scan.run([str(log)]).findings]


def times(world: World, after: Sequence[float], every: float) -> list[int]:
    """Times of looks: so many days after the learning, then again and again, and the end.

    Args:
        world: sets the time.
        after: days after the learning, ascending.
        every: days between the looks after the last of these.
    """
    day = 86_400 * SECOND
    first = world.start + world.learning_days * day
    times = [first + round(days * day) for days in after]
    times += range(times[-1] + round(every * day), world.end, round(every * day))
    return sorted({*(time for time in times if time < world.end), world.end})
