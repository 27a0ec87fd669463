"""Mechanism: what happened to a calibrated bar from stretch to stretch of a log, in sentences for the operator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from headcount.detectors.learning import Stretch
from headcount.detectors.wording import count

_MOVED = 2.0
"""A bar that is so many times higher or lower than the one before has moved."""


@dataclass(slots=True)
class Bars:
    """Told of each stretch in the order of time; `told` has one sentence for each that is news."""

    told: list[str] = field(default_factory=list)
    _last: float | None = None

    def learned(self, stretch: Stretch, harvesting: int) -> None:
        """So many clients passed theory's bar in the rehearsal of the learning period."""
        if harvesting:
            since, _, until = stretch
            self.told.append(
                f"the learning period ({_date(since)} to {_date(until - 1)}) was not clean: {count(harvesting, 'client')} in it "
                f"passed the bar that needs no calibration. What is found there taught nothing; weaker ones like it may have"
            )

    def judged(self, stretch: Stretch, lowered: float, theory: float, *, given_up: bool) -> None:
        """A stretch of the log was judged by its calibrated bar (`lowered`), or by theory's where that was given up."""
        since = _date(stretch[1])
        if given_up:
            if lowered < theory:
                self.told.append(
                    f"from {since} on more than twice as many clients as before go without a pause for records that are new to "
                    f"them and that few others look at: the calibrated bar ({lowered:,.0f}) was given up for theory's "
                    f"({theory:,.0f}), so harvesters are found later. Look for what changed on the site, or for many at once"
                )
            self._last = None
            return
        if self._last is not None and not 1 / _MOVED < lowered / self._last < _MOVED:
            moved = "rose" if lowered > self._last else "fell"
            self.told.append(f"on {since} the calibrated bar {moved} from {self._last:,.0f} to {lowered:,.0f}")
        self._last = lowered


def _date(second: int) -> dt.date:
    return dt.datetime.fromtimestamp(second, dt.UTC).date()
