"""What must change nothing, from lines to findings: who is called what, which key makes the tokens, in which order lines stand,
and in which order a client met records within ten minutes.

One made world with harvesters of most patterns is written as a log with its tables, scanned, changed, and scanned again.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from headcount import config
from headcount.detectors import DETECTORS
from headcount.lab import folder
from headcount.lab.addresses import dotted
from headcount.lab.crowd import honest_world
from headcount.lab.harvesters.bulk_dump import BulkDump
from headcount.lab.harvesters.canary_toucher import CanaryToucher
from headcount.lab.harvesters.partner_scope import PartnerScope
from headcount.lab.harvesters.phone_importer import PhoneImporter
from headcount.lab.harvesters.sequential_ids import SequentialIds
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.harvesters.snooper import Snooper
from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.harvesters.station_scanner import StationScanner
from headcount.lab.planting import plant
from headcount.lab.relations import Relations, settle
from headcount.lab.setting import Setting
from headcount.lab.site import APP
from headcount.lab.truth import tell
from headcount.lab.world import SECOND, World
from headcount.model.finding import Finding
from headcount.pipeline import Scan

_BUCKET = 600 * SECOND
_ORDERLY = {"id_enumeration", "phone_enumeration"}
"""Detectors whose claim is about the order in which identifiers came."""
HARVESTERS = (
    SingleAccount(people_a_day=100.0),
    SingleAccount(people_a_day=3_000.0),
    SequentialIds(people_a_day=300.0),
    PhoneImporter(),
    StaffSweep(factor=3.0),
    Snooper(days_each=10),
    StationScanner(),
    PartnerScope(),
    BulkDump(),
    CanaryToucher(),
)
Said = tuple[str, tuple[int, ...], int, int | None]
"""Detector, numbers of the clients in the world, records, people."""


@cache
def _made() -> tuple[World, Relations]:
    crowd = honest_world(Setting(people=16_000, clients=900, days=28, learning_days=14, seed=5))
    return settle(plant(crowd, HARVESTERS))


def _scanned(world: World, relations: Relations, mixed: np.random.Generator | None = None) -> list[Finding]:
    """What a scan finds, under a key of its own; with `mixed`, the lines of each file come in no order."""
    with TemporaryDirectory() as name:
        out = Path(name)
        folder.write(world, relations, tell(world, "invariance", 900), out, "combined")
        log = out / "access.log"
        if mixed:
            lines = log.read_bytes().splitlines(keepends=True)
            log.write_bytes(b"".join(lines[place] for place in mixed.permutation(len(lines)).tolist()))
        settings = config.load(out / "headcount.toml")
        tokens = config.tokenizer(settings, None, None)
        with config.ledger(None, tokens) as ledger:
            scan = Scan(
                ledger,
                config.catalogue(settings, tokens, []),
                config.standing(settings),
                DETECTORS,
                canaries=config.canaries(settings, tokens),
                relations=config.relations(settings, tokens),
                places=config.places(settings, tokens),
            )
            return [view.finding for view in scan.run([str(log)]).findings]


def _said(world: World, findings: list[Finding]) -> dict[Said, float]:
    """The findings with clients by their number in the world, and how strong each is."""
    number = {name: client for client, name in enumerate(world.clients.name) if name}
    agents = [world.agents[agent] for agent in world.clients.agent]
    for client, address in enumerate(dotted(world.clients.address)):
        if not world.clients.name[client]:
            number.setdefault(address, client)
            number[f"{address} {agents[client]}"] = client
    return {
        (
            one.detector,
            tuple(sorted(number[name] for name in one.members or (one.client,))),
            one.records,
            one.people,
        ): one.strength / one.threshold
        for one in findings
    }


@cache
def _usual() -> dict[Said, float]:
    return _said(_made()[0], _scanned(*_made()))


def _renamed(world: World, rng: np.random.Generator) -> World:
    """Accounts, hosts of each network and browsers exchange their names; what a name tells of a role stays."""
    clients = world.clients
    names = np.array(clients.name, object)
    letters = np.array([name[:1] for name in clients.name])
    for letter in np.unique(letters[letters != ""]):
        same = np.flatnonzero(letters == letter)
        names[same] = names[rng.permutation(same)]
    host = rng.permutation(254).astype(np.uint32) + 1
    host = np.r_[np.uint32(0), host, np.uint32(255)].astype(np.uint32)
    agents = np.array(world.agents, object)
    agents[APP + 1 :] = agents[APP + 1 + rng.permutation(len(agents) - APP - 1)]
    address = clients.address // 256 * 256 + host[clients.address % 256]
    told = dataclasses.replace(clients, name=names.tolist(), address=address.astype(np.uint32))
    return dataclasses.replace(world, clients=told, agents=tuple(agents.tolist()))


def _shuffled(world: World, rng: np.random.Generator) -> World:
    """Within ten minutes and a route, each client meets the same records, found or not, in another order at the same moments."""
    events = world.events
    alike = np.lexsort((events.at, events.found, events.route, events.at // _BUCKET, events.client))
    other = np.lexsort((rng.random(len(events)), events.found, events.route, events.at // _BUCKET, events.client))
    at = events.at.copy()
    at[other] = events.at[alike]
    return world.with_events(dataclasses.replace(events, at=at).in_order())


def _usually_but(*detectors: str) -> dict[Said, float]:
    return {said: strength for said, strength in _usual().items() if said[0] not in detectors}


def test_the_world_is_worth_looking_at() -> None:
    found = {said[0] for said in _usual()}
    assert len(found) >= 7
    assert {"slow_crawl", "named_snooping", "canary"} <= found


def test_names_and_keys_change_nothing() -> None:
    """Each scan has a key of its own, so tokens are others, too."""
    world, relations = _made()
    other = _renamed(world, np.random.default_rng(1))
    assert sum(one != another for one, another in zip(world.clients.name, other.clients.name, strict=True)) > 450
    assert _said(other, _scanned(other, relations)) == pytest.approx(_usual(), rel=1e-6)


def test_the_order_of_lines_and_of_records_within_ten_minutes_changes_nothing() -> None:
    """But for detectors whose claim it is; `cross_region` and `bulk_dump` count what shares a minute, a second."""
    world, relations = _made()
    other = _shuffled(world, np.random.default_rng(1))
    assert np.count_nonzero(other.events.subject != world.events.subject) > len(world.events) // 10
    said = _said(other, _scanned(other, relations, np.random.default_rng(2)))
    assert {one for one in said if one[0] not in _ORDERLY} == _usually_but(*_ORDERLY).keys()
    for one, strength in _usually_but(*_ORDERLY, "cross_region", "bulk_dump").items():
        assert said[one] == pytest.approx(strength, rel=1e-6), one[0]
