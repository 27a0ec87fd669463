"""Made worlds of places: clients that read the people of their own place more than others, and one that reads another's."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from headcount.ledger.window import PLACES_SCHEMA, Window
from tests.detectors.world import DAY, START, World, change

NAMES = tuple(f"place {number}" for number in range(8))


@dataclass
class Regions(World):
    """Record n lives at place n % 8, and client n belongs to place n % 8, of which half of its views are."""

    strangers: float = 0.0
    """Share of the clients that are declared to belong elsewhere."""
    declared: bool = True
    """Whether the site says where clients belong."""

    def _honest(self) -> None:
        super()._honest()
        near = np.random.default_rng([self.seed, 8]).random(len(self.record[0])) < 0.5
        self.record[0] = np.where(near, self.record[0] // 8 * 8 + self.client[0] % 8, self.record[0])

    def visit(self, name: str, a_day: int, begin: int, days: int, place: int) -> None:
        """`a_day` different records a day of people of one place, at any hour, by a client of the place before it."""
        while (self.clients + len(self.planted)) % 8 != (place - 1) % 8:
            self.add(f"nobody {len(self.planted)}", np.zeros(0), np.zeros(0, np.int64))
        time = np.repeat(np.arange(begin, begin + days), a_day) * float(DAY) + self.rng.random(a_day * days) * DAY
        self.add(name, np.sort(time), self.rng.permutation(self.catalogue // 8)[: a_day * days] * 8 + place)

    def window(self) -> Window:
        """Count everything exactly."""
        client, record = np.concatenate(self.client), np.concatenate(self.record)
        time = np.concatenate(self.time).astype(np.int64)
        first: dict[tuple[int, int], int] = {}
        for who, whom, when in zip(client.tolist(), record.tolist(), time.tolist(), strict=True):
            first[who, whom] = min(first.get((who, whom), when), when)
        records: Counter[tuple[int, int, int]] = Counter()
        minutes: dict[tuple[int, int, int], set[int]] = defaultdict(set)
        for (who, whom), when in first.items():
            cell = who, START + when // DAY * DAY, whom % 8
            records[cell] += 1
            minutes[cell].add(when // 60)
        columns = zip(*((*cell, records[cell], len(minutes[cell])) for cell in sorted(records)), strict=True)
        arrays = [pa.array(values).cast(field.type) for values, field in zip(columns, PLACES_SCHEMA, strict=True)]
        window = super().window()
        moved = np.random.default_rng([self.seed, 9]).random(self.clients + len(self.planted)) < self.strangers
        moved[self.clients :] = False
        homes = [NAMES[(n + 3 * bool(moved[n])) % 8] if self.declared else "" for n in window.clients["client"].to_pylist()]
        places = pa.table(arrays, schema=PLACES_SCHEMA)
        return replace(change(window, place=homes), places=places, place_names=NAMES)
