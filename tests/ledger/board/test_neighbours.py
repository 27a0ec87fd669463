"""Neighbours, and what chance has them share."""

from __future__ import annotations

import pytest

from tests.ledger.board.conftest import Site


def test_neighbours_share_more_than_chance_has_it(site: Site) -> None:
    made, board = site
    seen = {name: {row.record for row in made.of(name)} for name in made.clients}
    pairs = sum(map(len, seen.values()))
    for name, mine in seen.items():
        told = {(one.lens, one.name): one for one in board.neighbours(*name, limit=100)}
        for other, theirs in seen.items():
            if other == name:
                continue
            viewers = [sum(record in shown for one, shown in seen.items() if one != name) for record in mine]
            expected = sum(1 - (1 - viewed / (pairs - len(mine))) ** len(theirs) for viewed in viewers)
            if len(mine & theirs) - expected <= 1e-9:
                assert other not in told
                continue
            assert (told[other].shared, told[other].records) == (len(mine & theirs), len(theirs))
            assert told[other].expected == pytest.approx(expected)
        excess = [one.shared - one.expected for one in told.values()]
        assert excess == sorted(excess, reverse=True)
