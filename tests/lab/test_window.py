from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from headcount.catalog.agreements import Agreement, Standing
from headcount.catalog.places import Homes, networks_in
from headcount.catalog.roles import Role
from headcount.detectors import DETECTORS
from headcount.lab import addresses
from headcount.lab.population import population
from headcount.lab.relations import settle
from headcount.lab.window import cold_cut, window_of
from headcount.lab.world import DAY, SECOND, Events, Route, World
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import CLIENTS_SCHEMA, ROLLUP_SCHEMA, Window
from tests.lab.known_events import ROLES, ROUTES, START, clients_of, into_ledger, random_world, relate_all, world_of
from tests.ledger.accesses import TOKENS

STAFF = (Role("staff", tuple(f"u{n}" for n in range(6, 11))), Role("device", ("u4", "u5"), devices=True))
Rows = dict[tuple[Any, ...], dict[str, Any]]


def _by_name(window: Window) -> tuple[Rows, Rows]:
    """The clients by lens and name, and the roll-up by lens, name and bucket: numbers of clients may differ."""
    clients = {row.pop("client"): row for row in window.clients.to_pylist()}
    named = {number: (row["lens"], row["name"]) for number, row in clients.items()}
    rollup = {(*named[row.pop("client")], row.pop("bucket")): row for row in window.rollup.to_pylist()}
    return {named[number]: row for number, row in clients.items()}, rollup


def _returns(window: Window) -> list[tuple[Any, ...]]:
    """By client name; of the records named, how many."""
    names = dict(zip(window.clients["client"].to_pylist(), window.clients["name"].to_pylist(), strict=True))
    rows = window.returns.to_pylist()
    return sorted((names[r["client"]], r["days"], r["alone"], r["records"], r["first"], r["last"], len(r["named"])) for r in rows)


def _assert_same_together(ours: Window, theirs: Window) -> None:
    """Any ten clients were shown the same together, however they are numbered."""
    number = dict(zip(theirs.clients["name"].to_pylist(), theirs.clients["client"].to_pylist(), strict=True))
    names, own = ours.clients["name"].to_pylist(), ours.clients["client"].to_numpy()
    for seed in range(5):
        some = np.random.default_rng(seed).choice(len(own), 10, replace=False)
        assert ours.together is not None
        assert theirs.together is not None
        mine, told = ours.together(own[some]), theirs.together(np.array([number[names[place]] for place in some]))
        assert mine == replace(told, routes=tuple(route.replace("{id}", "{}") for route in told.routes))
        assert min(mine.records, mine.meetings.inner, mine.meetings.cross) > 0


def _with_stations(world: World) -> World:
    """Two accounts are devices of stations, and eight come from the made site's networks."""
    role, address = world.clients.role.copy(), world.clients.address.copy()
    role[4:6] = ROLES.index("device")
    address[:8] = addresses.homes(np.random.default_rng(1), np.arange(8))
    return replace(world, clients=replace(world.clients, role=role, address=address))


def _homes(folder: Path) -> Homes:
    (folder / "networks.csv").write_text("network,place\n" + "".join(f"10.{n << 5}.0.0/11,region {n}\n" for n in range(8)))
    return Homes(networks=(networks_in(folder / "networks.csv"),))


def _places(window: Window) -> list[tuple[Any, ...]]:
    """By the names of clients and places."""
    names = dict(zip(window.clients["client"].to_pylist(), window.clients["name"].to_pylist(), strict=True))
    rows = window.places.to_pylist()
    return sorted((names[r["client"]], r["day"], window.place_names[r["place"]], r["new_records"]) for r in rows)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_the_ledger_gives_over_the_same_events(seed: int, tmp_path: Path) -> None:
    world, relations = settle(_with_stations(random_world(seed, days=4)))
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        into_ledger(world, ledger)
        relate_all(world, relations, ledger)
        canaries = TOKENS.tokens_of("people", [b"%d" % person for person in population(world.people, world.seed).canaries()])
        theirs = roll_up(
            ledger, Standing([Agreement("p11", accounts=frozenset({"p11"}))], roles=STAFF), canaries, _homes(tmp_path)
        )
        told = dict(ledger.connection.execute("SELECT agent, user_agent FROM agent").fetchall())
        ours = window_of(world)
        _assert_same_together(ours, theirs)
    (clients, rollup), (their_clients, their_rollup) = _by_name(ours), _by_name(theirs)
    assert rollup == their_rollup
    agents = {name: world.agents[row.pop("agent")] for name, row in clients.items()}
    assert agents == {name: told[row.pop("agent")] for name, row in their_clients.items()}
    assert clients == their_clients
    assert ours.explained
    assert theirs.explained
    assert _returns(ours) == _returns(theirs) != []
    assert _places(ours) == _places(theirs) != []
    assert {row["place"] for row in clients.values()} == {"", *(f"region {n}" for n in range(8))}
    assert ours.devices == theirs.devices == {"device"}
    assert ours.cold_viewers == theirs.cold_viewers
    assert ours.cold_share == pytest.approx(theirs.cold_share)
    assert (ours.first.replace(microsecond=0), ours.last.replace(microsecond=0)) == (
        theirs.first.replace(microsecond=0),
        theirs.last.replace(microsecond=0),
    )
    assert (ours.rollup.schema, ours.clients.schema) == (ROLLUP_SCHEMA, CLIENTS_SCHEMA)
    names = dict(zip(ours.clients["client"].to_pylist(), ours.clients["name"].to_pylist(), strict=True))
    their_names = dict(zip(theirs.clients["client"].to_pylist(), theirs.clients["name"].to_pylist(), strict=True))
    routes = {names[client]: tuple(template.replace("{}", "{id}") for template in told) for client, told in ours.routes.items()}
    assert routes == {their_names[client]: told for client, told in theirs.routes.items()}
    assert {row["lens"] for row in clients.values()} == {"account", "address", "visitor"}
    assert [row["declared_crawler"] is None for row in clients.values()].count(False) == 1
    assert [row["agreement"] for row in clients.values() if row["agreement"]] == ["p11"]
    for column in ROLLUP_SCHEMA.names[2:]:
        assert sum(row[column] for row in rollup.values()) > 0, f"{column}: this world tests nothing"


def test_until_leaves_out_what_comes_later() -> None:
    world = random_world(5)
    half = window_of(world, START + DAY)
    before = world.with_events(world.events.take(world.events.at < START + DAY))
    assert half.rollup.equals(window_of(before).rollup)
    assert half.clients.equals(window_of(before).clients)
    assert half.last.day == 2


def test_phone_numbers_walk_apart_from_persons_numbers() -> None:
    people = population(500, 1)
    friends = people.owner(np.array([40, 41, 43]))  # numbers in a row belong to people anywhere
    subject = np.r_[friends[0], 10, friends[1], 11, friends[2], 400].astype(np.int32)
    events = Events.of(START + np.arange(6) * SECOND, np.zeros(6, np.int32), subject, np.array([4, 1, 4, 1, 4, 1], np.int8))
    world = replace(world_of(clients_of(["u0"]), events), routes=(*ROUTES, Route("/contacts/lookup?phone={}", phone=True)))
    [row] = window_of(world).rollup.to_pylist()
    assert (row["records"], row["adjacent_records"], row["numbered_records"]) == (6, 3, 4)


def test_a_world_without_events_gives_an_empty_window() -> None:
    nothing = np.zeros(0, np.int64)
    window = window_of(world_of(clients_of(["u0"]), Events.of(nothing, nothing.astype(np.int32), nothing.astype(np.int32), 0)))
    assert (len(window.rollup), len(window.clients), window.routes, window.cold_share) == (0, 0, {}, 1.0)
    assert [list(detector.find(window)) for detector in DETECTORS] == [[]] * len(DETECTORS)


def test_the_cold_cut_is_where_looks_differ_most_from_a_draw() -> None:
    viewers = np.array([1] * 90 + [0] * 50 + [40] * 10)
    assert cold_cut(viewers) == (0, 0.9)
