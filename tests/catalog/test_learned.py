from __future__ import annotations

import pickle

import numpy as np

from headcount.catalog.catalog import Catalogue
from headcount.catalog.learned import Met, add_route, adopt, fits, learned, places
from headcount.intake.files import Tally, choose
from headcount.sources.combined import COMBINED
from headcount.sources.interface import Block
from tests.made import shop
from tests.pieces import catalogue


def _read(into: Catalogue, rows: list[str]) -> None:
    head = "".join(rows).encode()
    into.disclose(COMBINED.open(head).read(Block.of(head))[0], 0)


def _met(node: int, ends: int, *, loose: bool) -> Met:
    return Met(np.array([node]), np.array([ends]), np.array([loose]))


def test_another_catalogue_goes_on_as_the_first_would() -> None:
    rows = shop(1_000, 1)
    first, second = catalogue(), catalogue()
    _read(first, rows[:500])
    adopt(second, pickle.loads(pickle.dumps(learned(first))))  # noqa: S301  # made in this test
    assert places(second) == places(first)
    for both in (first, second):
        both.learn(COMBINED.open(b"").read(Block.of("".join(rows[500:]).encode()))[0])
    tell = [[(node.segment, node.hits, node.takes_any) for node in both.trie.nodes] for both in (first, second)]
    assert tell[0] == tell[1]
    assert [route.template for route in second.settle()] == [route.template for route in first.settle()]


def test_a_batch_fits_where_the_same_words_are_pages_by_then() -> None:
    known = catalogue()
    node = known.trie.plant("/imprint")
    node.declared = False
    assert fits(known, [_met(node.number, 60, loose=True)])
    assert (node.hits, node.ends) == (60, 60)
    assert not fits(known, [_met(node.number, 30, loose=True), _met(node.number, 30, loose=True)])  # firm from 100 hits on
    assert (node.hits, node.ends) == (60, 60)
    assert fits(known, [_met(node.number, 30, loose=True), _met(node.number, 30, loose=False)])
    assert (node.hits, node.ends) == (120, 120)


def test_a_route_that_another_met_is_numbered_here() -> None:
    first, second = catalogue(), catalogue()
    _read(first, shop(300, 2))
    told = learned(first)
    adopt(second, told)
    known = len(second.routes)
    place, route = told.routes[0]
    add_route(second, place, route)
    assert (route.number, len(second.routes)) == (known, known + 1)


def test_files_are_chosen_without_a_ledger() -> None:
    assert choose(["/nowhere.log"], catalogue(), None, Tally()) == []
