"""Mechanism: what the shelf has to say of its own footing, for the notices of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headcount.detectors.interface import Detector, Noticing
from headcount.ledger.window import Window


def notices(detectors: Sequence[Detector], window: Window) -> Iterator[tuple[str, str]]:
    """(detector, what became of the bar or the learning period), in the order of the shelf; each sentence once.

    Ask after the detectors have run on the same window: what they learned is then still there.
    """
    told: set[str] = set()
    for detector in detectors:
        for sentence in detector.notices(window) if isinstance(detector, Noticing) else ():
            if sentence not in told:
                told.add(sentence)
                yield detector.name, sentence
