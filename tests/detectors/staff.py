"""Made worlds of one role with relation tables: clerks with cases, those who look without one, and the exact window of both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.window import RETURNS_SCHEMA, Window
from tests.detectors.world import DAY, START, change, count

I64 = NDArray[np.int64]


@dataclass
class Staff:
    """Views of customers by clerks; `sweep` and `snoop` append harvesters, `window` counts."""

    clerks: int
    days: int
    seed: int
    a_day: float = 15.0
    """Mean customers of a clerk on a working day."""
    curious: float = 0.03
    """Share of clerks that look without a case at a fifth to a half of their customers."""
    back: float = 0.08
    """Chance that an honest clerk comes back, without a case, to somebody seen without one."""
    broken: int | None = None
    """A day of which the tables know nothing."""
    client: list[I64] = field(default_factory=list)
    time: list[I64] = field(default_factory=list)
    record: list[I64] = field(default_factory=list)
    reason: list[NDArray[np.bool_]] = field(default_factory=list)
    planted: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = rng = np.random.default_rng(self.seed)
        pace = rng.gamma(4, self.a_day / 4, self.clerks)
        without = np.where(
            rng.random(self.clerks) < self.curious, rng.uniform(0.2, 0.5, self.clerks), rng.beta(1.6, 42, self.clerks)
        )
        clerk, day = (part.ravel() for part in np.divmod(np.arange(self.clerks * self.days), self.days))
        works = (day % 7 < 5) & (rng.random(len(day)) < 0.9)
        looks = rng.poisson(pace[clerk] * rng.gamma(4, 1 / 4, len(day))) * works
        wobble = np.minimum(without[clerk] * rng.gamma(2.5, 1 / 2.5, len(day)), 0.9)
        row = np.repeat(np.arange(len(day)), looks)
        client, reason = clerk[row], rng.random(len(row)) > wobble[row]
        time = day[row] * DAY + rng.integers(8 * 3600, 18 * 3600, len(row))
        record = rng.integers(0, 50_000, len(row))
        again = np.flatnonzero(~reason & (rng.random(len(row)) < self.back))
        later = np.minimum(time[again] // DAY + rng.integers(1, 8, len(again)), self.days - 1) * DAY + 40_000
        self._add(np.r_[client, client[again]], np.r_[time, later], np.r_[record, record[again]], np.r_[reason, reason[again]])

    def _add(self, client: I64, time: I64, record: I64, reason: NDArray[np.bool_]) -> None:
        self.client.append(client)
        self.time.append(time)
        self.record.append(record)
        self.reason.append(reason)

    def _hire(self, name: str) -> int:
        """One more clerk, with the work of the first one on other customers."""
        self.planted[name] = number = self.clerks + len(self.planted)
        mine = self.client[0] == len(self.planted)
        self._add(np.full(mine.sum(), number), self.time[0][mine], 50_000 + self.record[0][mine], self.reason[0][mine])
        return number

    def sweep(self, name: str, a_day: int, begin: int) -> None:
        """A clerk with so many customers without a case on every day from `begin` on, beside the work."""
        day = np.repeat(np.arange(begin, self.days), a_day)
        time = day * DAY + self.rng.integers(8 * 3600, 18 * 3600, len(day))
        record = 200_000 + np.arange(len(day))
        self._add(np.full(len(day), self._hire(name)), time, record, np.zeros(len(day), np.bool_))

    def snoop(self, name: str, people: int, days_each: int) -> None:
        """A clerk who looks at a few people on so many different days, without a case, beside the work."""
        day = np.concatenate([self.rng.permutation(self.days)[:days_each] for _ in range(people)])
        record = np.repeat(300_000 + np.arange(people), days_each)
        self._add(np.full(len(day), self._hire(name)), day * DAY + 45_000, record, np.zeros(len(day), np.bool_))

    def window(self) -> Window:
        """Count everything exactly."""
        client, time, record = (np.concatenate(part).astype(np.int64) for part in (self.client, self.time, self.record))
        reason = np.concatenate(self.reason)
        if self.broken is not None:
            reason &= time // DAY != self.broken
        window = count(client, time, record, self.days, "account")
        window = change(window, role=["clerk"] * len(window.clients))
        first: dict[tuple[int, int], tuple[int, bool]] = {}
        seen: dict[tuple[int, int], list[int]] = defaultdict(list)
        for who, when, whom, why in sorted(zip(client.tolist(), time.tolist(), record.tolist(), reason.tolist(), strict=True)):
            first[who, whom] = min(first.get((who, whom), (when, why)), (when, why))
            if not why:
                seen[who, whom].append(when)
        odd: dict[tuple[int, int], int] = defaultdict(int)
        for (who, _), (when, why) in first.items():
            odd[who, START + when // 600 * 600] += not why
        keys = zip(window.rollup["client"].to_pylist(), window.rollup["bucket"].cast(pa.int64()).to_pylist(), strict=True)
        place = window.rollup.schema.get_field_index("unexplained_records")
        rollup = window.rollup.set_column(place, "unexplained_records", pa.array([odd[key] for key in keys], pa.uint32()))
        near = {(whom, day): set[int]() for whom, day in set(zip(record.tolist(), (time // DAY).tolist(), strict=True))}
        for who, when, whom in zip(client.tolist(), (time // DAY).tolist(), record.tolist(), strict=True):
            near[whom, when].add(who)
        return replace(window, rollup=rollup, explained=True, returns=_returns(seen, near))


def _returns(seen: dict[tuple[int, int], list[int]], near: dict[tuple[int, int], set[int]]) -> pa.Table:
    """`near`: who looked at a record on a day."""
    groups: dict[tuple[int, int, int], list[tuple[int, list[int]]]] = defaultdict(list)
    for (who, whom), times in seen.items():
        days = {when // DAY for when in times}
        alone = sum(not any(near.get((whom, day + gap), set()) - {who} for gap in range(-3, 4)) for day in days)
        groups[who, len(days), alone].append((whom, times))
    rows = []
    for (who, number, alone), pairs in sorted(groups.items()):
        times = [START + when for _, every in pairs for when in every]
        named = sorted(whom for whom, _ in pairs)[:20] if number >= 3 else []
        rows.append([who, number, alone, len(pairs), min(times), max(times), named])
    columns = zip(*rows, strict=True)
    return pa.table([pa.array(c).cast(f.type) for c, f in zip(columns, RETURNS_SCHEMA, strict=True)], schema=RETURNS_SCHEMA)
