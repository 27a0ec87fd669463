"""A made site for attribution: a ledger of it, and who was shown whom, as the world itself says."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.lab.access_log import AccessLog
from headcount.lab.crowd import honest_world
from headcount.lab.folder import configuration
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.harvesters.region_reader import RegionReader
from headcount.lab.harvesters.sequential_ids import SequentialIds
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.planting import plant
from headcount.lab.setting import Setting
from headcount.lab.world import World
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.explains import Exposures

I64 = NDArray[np.int64]

ENTITY = "people"
_HARVESTERS: tuple[Harvester, ...] = (
    *(SingleAccount(people_a_day=rate) for rate in (12, 25, 50, 100, 200, 400, 1000)),
    SingleAccount(people_a_day=50, popular=True),
    SingleAccount(people_a_day=50, cover=3.0),
    ManyAccounts(accounts=5, people_a_day=50),
    ManyAccounts(accounts=50, people_a_day=25),
    SequentialIds(people_a_day=300),
    RegionReader(),
    StaffSweep(factor=2),
)
ABSENT = 300
"""So many clients come to the site but are not in its log: what they took is another leak."""
_FEWEST = 60


@dataclass(frozen=True, slots=True)
class Site:
    """One made site."""

    world: World
    """With everybody, also those who are not in the log."""
    ledger: EmbeddedLedger
    exposures: Exposures
    token: NDArray[np.uint64]
    """Of each person."""
    shown: Mapping[int, I64]
    """Client of the world to the people whom it was shown; of those with at least 20."""
    harvesters: tuple[int, ...]
    absent: tuple[int, ...]
    number: Mapping[str, int]
    """The ledger's number of each account."""

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()


def make_site(seed: int, work: Path, *, people: int, clients: int, days: int) -> Site:
    """Make the world, write its log, scan it into a ledger, and prepare the questions."""
    honest = honest_world(Setting(people=people, clients=clients, guests=0.5, days=days, learning_days=days // 2, seed=seed))
    world = plant(honest, _HARVESTERS)
    rng = np.random.default_rng([seed, 77])
    events = world.events
    seen = events.found & (events.subject >= 0) & (events.subject < people) & ~_by_phone(world)
    pair = np.unique(events.client[seen].astype(np.int64) << 32 | events.subject[seen])
    client, subject = pair >> 32, pair & 0xFFFFFFFF
    edges = np.flatnonzero(np.diff(client, prepend=-1))
    parts = np.split(subject, edges[1:])
    named = {int(client[low]): part for low, part in zip(edges, parts, strict=True) if world.clients.name[int(client[low])]}
    shown = {who: part for who, part in named.items() if len(part) >= 20}
    harvesters = tuple(int(c) for plot in world.harvesters for c in plot.clients.tolist() if c in shown)
    able = [who for who, part in shown.items() if len(part) >= _FEWEST and who not in set(harvesters)]
    absent = tuple(int(who) for who in rng.choice(able, min(ABSENT, len(able) // 4), replace=False))
    logged = world.with_events(events.take(~np.isin(events.client, absent)))
    work.mkdir(parents=True, exist_ok=True)
    with (work / "access.log").open("wb") as log:
        AccessLog(logged, "combined").write(log)
    config = work / "headcount.toml"
    config.write_text(configuration(logged).partition("\n[[relations]]")[0])
    ledger_file = work / "site.ledger"
    words = ["scan", "access.log", "--ledger", ledger_file.name, "--config", config.name, "--no-detect", "--quiet"]
    subprocess.run([sys.executable, "-m", "headcount", *words], cwd=work, check=True, stdout=subprocess.DEVNULL)
    (work / "access.log").unlink()
    tokens = Tokenizer(load_key(ledger_file.with_name("site.ledger.key")))
    ledger = EmbeddedLedger(ledger_file, tokens.key_id, read_only=True)
    exposures = Exposures(ledger, (ENTITY,), world.first + dt.timedelta(days=days + 1))
    token = np.array(tokens.tokens_of(ENTITY, [str(person).encode() for person in range(people)]), np.uint64)
    rows = ledger.connection.execute("SELECT client, name FROM client WHERE lens = 'account'").fetchall()
    number = {name: client for client, name in rows}
    return Site(world, ledger, exposures, token, shown, harvesters, absent, number)


def _by_phone(world: World) -> NDArray[np.bool_]:
    by_phone: NDArray[np.bool_] = np.array([route.phone for route in world.routes])[world.events.route]
    return by_phone
