"""What every detector of the shelf must keep, whatever its claim."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from headcount.detectors import DETECTORS
from headcount.detectors.interface import Detector
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from tests.detectors.partners import Partners
from tests.detectors.regions import Regions
from tests.detectors.staff import Staff
from tests.detectors.stations import Stations
from tests.detectors.world import World, change, empty

HONEST = [World(1500, 30, seed, exponent=exponent) for seed, exponent in ((1, 0.8), (2, 1.0), (3, 1.2))]
HONEST += [World(1500, 30, 4, catalogue=2000), World(1500, 30, 5, revisits=0.0), World(1500, 30, 6, sale=10, views=20.0)]
HONEST += [World(1500, days, seed) for seed, days in ((7, 1 / 24), (8, 1), (9, 4))] + [World(20, 1, 10, views=30.0)]
PLANTED = {"fast_crawl": "burst", "slow_crawl": "sweep", "id_enumeration": "walk"}
PLANTED |= {"coordinated_crawl": "campaign 0"}
INSIDERS = {"insider_sweep": "insider", "named_snooping": "snooper"}
PLANTED |= INSIDERS | {"device_takeover": "by night", "cross_region": "reader"}
HONEST_STAFF = [Staff(80, 30, seed, curious=curious) for seed, curious in ((1, 0.0), (2, 0.03), (3, 0.3), (4, 0.1))]
HONEST_STAFF += [Staff(80, 30, 5, back=0.3), Staff(80, 30, 6, broken=20), Staff(12, 30, 7), Staff(80, 3, 8)]
PLANTED |= {"phone_enumeration": "guess", "bulk_dump": "dump", "canary": "touch"}
PLANTED |= {"automation_share": "burst", "new_account_rush": "burst", "scope_creep": "creep"}
JUDGES_THE_KNOWN = {"automation_share": {"declared_crawler"}, "scope_creep": {"agreement", "declared_crawler"}}
"""Detectors whose claim is about clients that the site knows: which standing does not excuse them."""

every = pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: str(detector.name))


@cache
def _world() -> World:
    world = World(2000, 30, 11)
    world.burst("burst", 8000, 3000, 950_400)
    world.sweep("sweep", 60, 30)
    world.enumerate("walk", 60, 30, 40_000)
    world.guess("guess", 60, 30, 2)
    world.dump("dump", 9000, 500_000)
    world.touch("touch", 12, 700_000)
    return world


@cache
def _campaign() -> World:
    """A world of its own: three hundred harvesters among two thousand make a habit that others learn."""
    world = World(2000, 30, 11)
    world.campaign("campaign", 300, 12, 30)
    return world


@cache
def _staff() -> Staff:
    staff = Staff(80, 30, 11)
    staff.sweep("insider", 12, 12)
    staff.snoop("snooper", 3, 7)
    return staff


@cache
def _honest() -> tuple[Window, ...]:
    return tuple(world.window() for world in HONEST)


@cache
def _partners() -> Partners:
    partners = Partners(11)
    partners.read("creep", 40, phones=5)
    return partners


@cache
def _stations() -> Stations:
    stations = Stations(80, 30, 11)
    stations.sweep("by day", 12, 12)
    stations.by_night("by night", 12, 12)
    return stations


@cache
def _regions() -> Regions:
    world = Regions(1500, 30, 11)
    world.visit("reader", 30, 20, 3, 5)
    return world


@cache
def _window(name: str) -> Window:
    return _made(name).window()


def _made(name: str) -> World | Staff | Partners:
    if name in INSIDERS:
        return _staff()
    own: dict[str, Callable[[], World | Staff | Partners]] = {
        "scope_creep": _partners,
        "device_takeover": _stations,
        "cross_region": _regions,
    }
    if name in own:
        return own[name]()
    return _campaign() if name == "coordinated_crawl" else _world()


@cache
def _findings(name: str) -> tuple[Finding, ...]:
    [detector] = [detector for detector in DETECTORS if detector.name == name]
    return tuple(detector.find(_window(name)))


def _same(left: tuple[Finding, ...] | list[Finding], right: tuple[Finding, ...] | list[Finding]) -> bool:
    return [(f.records, f.first, f.last) for f in left] == [(f.records, f.first, f.last) for f in right] and bool(
        np.allclose([f.strength for f in left], [f.strength for f in right], rtol=1e-6)
    )


def _numbers(detector: Detector, finding: Finding) -> list[int]:
    """The numbers of a finding's clients."""
    clients = _window(detector.name).clients
    number = dict(zip(clients["name"].to_pylist(), clients["client"].to_pylist(), strict=True))
    return [number[name] for name in finding.members] or [finding.client_id]


@every
def test_silent_on_an_empty_window(detector: Detector) -> None:
    assert list(detector.find(empty())) == []


@every
def test_finds_its_own_harvester(detector: Detector) -> None:
    assert _made(detector.name).planted[PLANTED[detector.name]] in {finding.client_id for finding in _findings(detector.name)}


@every
def test_finds_harvesters_only(detector: Detector) -> None:
    assert {client for finding in _findings(detector.name) for client in _numbers(detector, finding)} <= set(
        _made(detector.name).planted.values()
    )


@every
def test_a_finding_says_who_and_keeps_its_bar(detector: Detector) -> None:
    clients = _window(detector.name).clients
    names = dict(zip(clients["client"].to_pylist(), clients["name"].to_pylist(), strict=True))
    for finding in _findings(detector.name):
        assert finding.detector == detector.name
        assert finding.strength >= finding.threshold > 1
        shown = f"shown {finding.records:,} different records"
        if finding.members:
            traits = {"agent": "with the user agent", "prefix": "of the network", "arrival": "first seen on"}
            sharing = traits[finding.lens]
            assert finding.sentence.startswith(
                f"{len(finding.members):,} addresses {sharing} {finding.client} were together {shown}"
            )
            assert names[finding.client_id] == finding.members[0]
            continue
        lens = "account" if detector.name in {*INSIDERS, "device_takeover"} else "address"
        assert (finding.client, finding.lens) == (names[finding.client_id], lens)
        assert finding.sentence.startswith(f"{lens} {finding.client} was {shown}")


@every
def test_records_equal_an_independent_recount(detector: Detector) -> None:
    world = _made(detector.name)
    client, record = np.concatenate(world.client), np.concatenate(world.record)
    for finding in _findings(detector.name):
        numbers = _numbers(detector, finding)
        shown, named = set(record[np.isin(client, numbers)].tolist()), re.search(r" AND record IN \(([\d, ]+)\)$", finding.query)
        assert finding.records == len(shown & set(map(int, named.group(1).split(", "))) if named else shown)
        of = rf"IN \({', '.join(map(str, numbers))}\)" if finding.members else f"= {finding.client_id}"
        assert re.search(rf"client {of} AND shown_at BETWEEN ", finding.query)


@every
def test_the_order_of_rows_does_not_matter(detector: Detector) -> None:
    window = _window(detector.name)
    order = np.random.default_rng(1).permutation(window.rollup.num_rows)
    assert _same(list(detector.find(replace(window, rollup=window.rollup.take(order)))), _findings(detector.name))


@every
def test_numbers_and_names_of_clients_do_not_matter(detector: Detector) -> None:
    window = _window(detector.name)
    rows = window.clients.num_rows
    number = np.random.default_rng(2).permutation(rows * 3)[:rows].astype(np.uint32)
    of = dict(zip(window.clients["client"].to_pylist(), number.tolist(), strict=True))
    rollup = window.rollup.set_column(
        0, window.rollup.schema.field(0), pa.array([of[c] for c in window.rollup["client"].to_pylist()], pa.uint32())
    )
    came_back = [row | {"client": of[row["client"]]} for row in window.returns.to_pylist()]
    window = replace(window, returns=pa.Table.from_pylist(came_back, schema=window.returns.schema))
    used = [row | {"client": of[row["client"]]} for row in window.used.to_pylist()]
    window = replace(window, used=pa.Table.from_pylist(used, schema=window.used.schema))
    live = [row | {"client": of[row["client"]]} for row in window.places.to_pylist()]
    window = replace(window, places=pa.Table.from_pylist(live, schema=window.places.schema))
    back = {new: old for old, new in of.items()}
    count = window.together
    assert count is not None
    window = replace(window, together=lambda some, since=None: count(np.array([back[one] for one in some.tolist()]), since))
    renamed = change(window, client=number.tolist(), name=[f"198.51.{n // 256}.{n % 256}" for n in range(rows)])
    by_number = [("client", "ascending")]
    found = detector.find(
        replace(renamed, clients=renamed.clients.sort_by(by_number), rollup=rollup.sort_by([*by_number, ("bucket", "ascending")]))
    )
    assert _same(list(found), _findings(detector.name))
    assert [finding.client_id for finding in found] == [of[finding.client_id] for finding in _findings(detector.name)]


@every
@pytest.mark.parametrize("column", ["declared_crawler", "agreement"])
def test_declared_clients_are_found_only_by_who_judges_them(detector: Detector, column: str) -> None:
    planted = set(_made(detector.name).planted.values())
    said = [column if number in planted else None for number in _window(detector.name).clients["client"].to_pylist()]
    found = detector.find(change(_window(detector.name), **{column: said}))
    assert bool(found) == (column in JUDGES_THE_KNOWN.get(detector.name, ()))


@every
def test_honest_worlds_stay_within_the_declared_rate(detector: Detector) -> None:
    """Ten worlds with a budget of 0.1 honest clients each: one is expected, more than four happen once in 270 (Poisson)."""
    found = [finding for window in _honest() for finding in detector.find(window)]
    assert len(found) <= 4


@pytest.mark.parametrize("name", INSIDERS)
def test_honest_staff_stay_within_the_declared_rate(name: str) -> None:
    """Eight roles with a budget of 0.25 honest accounts each: two are expected at most, more than six happen once in 220."""
    [detector] = [detector for detector in DETECTORS if detector.name == name]
    found = [finding for staff in HONEST_STAFF for finding in detector.find(staff.window())]
    assert len(found) <= 6


@every
def test_the_docstring_has_claim_parameters_example_and_source(detector: Detector) -> None:
    module, kind = sys.modules[type(detector).__module__].__doc__, type(detector).__doc__
    assert module is not None
    assert kind is not None
    assert module.startswith(f"{detector.name}: ")
    for part in ("Source: ", "It cannot see: "):
        assert part in module
    for part in ("Parameters:", "false_per_10k:", "Example", ">>> "):
        assert part in kind
    assert 0 < detector.false_per_10k <= 1
