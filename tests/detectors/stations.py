"""Made worlds of devices: staff of stations whose accounts are scanners, and those taken over by night or by day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from headcount.ledger.window import Window
from tests.detectors.staff import Staff
from tests.detectors.world import DAY


@dataclass
class Stations(Staff):
    """Scanners that work from 8 to 18 o'clock on weekdays."""

    def sweep(self, name: str, a_day: int, begin: int) -> None:
        """A scanner that reads so many parcels of other stations on every weekday from `begin` on, beside the work."""
        super().sweep(name, a_day, begin)
        weekday = self.time[-1] // DAY % 7 < 5
        for part in (self.client, self.time, self.record):
            part[-1] = part[-1][weekday]
        self.reason[-1] = self.reason[-1][weekday]

    def by_night(self, name: str, a_day: int, begin: int) -> None:
        """A scanner that reads so many parcels of its own station between 1 and 4 o'clock on every day from `begin` on."""
        day = np.repeat(np.arange(begin, self.days), a_day)
        time = day * DAY + self.rng.integers(3600, 4 * 3600, len(day))
        self._add(np.full(len(day), self._hire(name)), time, 400_000 + np.arange(len(day)), np.ones(len(day), np.bool_))

    def night_shift(self, scanners: int) -> None:
        """So many of the honest scanners do their work at 20 to 6 o'clock from the first day on."""
        late = self.client[0] < scanners
        self.time[0] = np.where(late, (self.time[0] + 12 * 3600) % (self.days * DAY), self.time[0])

    def window(self) -> Window:
        """Count everything exactly."""
        return replace(super().window(), devices=frozenset({"clerk"}))
