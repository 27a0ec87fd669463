from __future__ import annotations

import numpy as np

from headcount.lab.places import NAMES, homes, placed
from headcount.lab.views import views_of
from tests.lab.made_site import honest, nobody, part

SECOND = 1_000_000
DAY = 86_400 * SECOND


def test_first_showings_are_counted_by_day_and_place_and_a_minute_once() -> None:
    rows = [
        (0, 0, 7),
        (2 * SECOND, 0, 8),
        (3 * SECOND, 0, 600),
        (61 * SECOND, 0, 9),
        (62 * SECOND, 0, 7),
        (DAY, 0, 10),
        (DAY, 0, 7),
    ]
    world = nobody().concat([part(rows), part([(5, 0, 3_999)])])
    told = [
        (row["client"], row["day"].day, row["place"], row["new_records"], row["minutes"])
        for row in placed(world, views_of(world)).to_pylist()
    ]
    assert told == [(0, 5, 0, 3, 2), (0, 5, 1, 1, 1), (0, 6, 0, 1, 1), (1, 5, 7, 1, 1)]


def test_whom_a_phone_number_showed_is_nowhere() -> None:
    world = nobody().concat([part([(0, 0, 7)], route=9)])
    assert placed(world, views_of(world)).num_rows == 0


def test_clients_belong_where_their_network_is() -> None:
    world = honest()
    named = homes(world, np.arange(len(world.clients))).to_pylist()
    assert set(named) == set(NAMES)
    address = world.clients.address
    for low, place in ((10 << 24, 0), (10 << 24 | 7 << 21, 7), (198 << 24 | 18 << 16 | 5 << 14, 5)):
        near = (address >= low) & (address < low + (1 << 14))
        assert {named[n] for n in np.flatnonzero(near)} <= {NAMES[place]}
