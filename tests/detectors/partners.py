"""A made world with partners under one agreement, each reading through an agreed route and perhaps through another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.ledger.window import USED_SCHEMA, Window
from headcount.model.scope import Scope
from tests.detectors.world import DAY, START, World, change

NAMES, PHONES = "/partner/{id}", "/profile?id={id}"
KINDS = {NAMES: ["name"], PHONES: ["name", "phone"]}
AGREEMENT = "the agreement"


@dataclass
class Partners:
    """300 visitors for 30 days; `read` adds partners, `window` counts. Records up to 9,999 have a relation to every partner."""

    seed: int
    planted: dict[str, int] = field(default_factory=dict)
    used: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = World(300, 30, self.seed)

    @property
    def client(self) -> list[NDArray[np.int64]]:
        return self.world.client

    @property
    def record(self) -> list[NDArray[np.int64]]:
        return self.world.record

    def read(self, name: str, a_day: int, *, strangers: int = 0, phones: int = 0, begin: int = 20) -> None:
        """A partner that reads so many customers a day; from day `begin` on so many strangers, and phones of others."""
        rng = np.random.default_rng([self.seed, len(self.planted)])
        later = [np.repeat(np.arange(begin, 30), number) for number in (strangers, phones)]
        day = np.concatenate([np.repeat(np.arange(30), a_day), *later])
        number = np.array([a_day * 30, strangers * (30 - begin), phones * (30 - begin)])
        record = np.r_[rng.integers(0, 10_000, number[0]), rng.permutation(90_000)[: number[1:].sum()] + 10_000]
        time = day * DAY + rng.integers(0, DAY, len(day))
        self.world.add(name, time.astype(np.float64), record)
        self.planted[name] = client = self.world.planted[name]
        through = np.arange(len(day)) >= number[:2].sum()
        for template, rows in ((NAMES, ~through), (PHONES, through)):
            if rows.any():
                first, last = START + int(time[rows].min()), START + int(time[rows].max())
                told = (client, template, KINDS[template], len(set(record[rows].tolist())), first, last, START)
                self.used.append(dict(zip(USED_SCHEMA.names, told, strict=True)))

    def window(self, scope: Scope | None = None) -> Window:
        """Count; `scope` is what was agreed: names only, through one route, unless told otherwise."""
        window = self.world.window()
        partners = set(self.planted.values())
        window = change(window, agreement=[AGREEMENT if n in partners else None for n in window.clients["client"].to_pylist()])
        columns = [pa.array([row[f.name] for row in self.used]).cast(f.type) for f in USED_SCHEMA]
        agreed = scope or Scope(frozenset({NAMES}), frozenset({"name"}))
        return replace(window, used=pa.table(columns, schema=USED_SCHEMA), scopes={AGREEMENT: agreed})

    def explained(self, scope: Scope | None = None) -> Window:
        """The same with relation tables: of each ten minutes' new records, those of strangers are unexplained."""
        window = self.window(scope)
        client, time, record = (np.concatenate(part).astype(np.int64) for part in (self.client, self.world.time, self.record))
        order = np.lexsort((time, record, client))
        client, time, record = client[order], time[order], record[order]
        new = np.r_[True, (client[1:] != client[:-1]) | (record[1:] != record[:-1])]
        odd = new & (record >= 10_000)
        key = np.asarray(window.rollup["client"], np.int64) << 40 | window.rollup["bucket"].cast(pa.int64()).to_numpy()
        row = np.searchsorted(key, client[odd] << 40 | (START + time[odd] // 600 * 600))
        place = window.rollup.schema.get_field_index("unexplained_records")
        counts = pa.array(np.bincount(row, minlength=len(key)), pa.uint32())
        return replace(window, explained=True, rollup=window.rollup.set_column(place, window.rollup.schema.field(place), counts))
