"""How clients divide records, counted again by hand."""

from __future__ import annotations

import datetime as dt

from headcount.ledger.board.partition import SLOTS
from tests.ledger.board.conftest import Site
from tests.ledger.board.grown import DAY, MIDNIGHT, Name


def _shown(site: Site, names: list[Name], since: dt.datetime, until: dt.datetime) -> dict[Name, set[int]]:
    return {name: {row.record for row in site[0].of(name) if since <= row.at <= until} for name in names}


def test_clients_and_what_they_share(site: Site) -> None:
    made, board = site
    since, until = MIDNIGHT + DAY, MIDNIGHT + 2 * DAY
    names = made.clients[:6]
    shown = _shown(site, names, since, until)
    told = board.partition([*names, names[0], ("account", "nobody")], since, until)
    everything = set().union(*shown.values())
    several = {record for record in everything if sum(record in one for one in shown.values()) > 1}
    assert (told.records, told.shared) == (len(everything), len(several))
    assert told.clients == sum(bool(one) for one in shown.values())
    assert {(one.lens, one.name): (one.records, one.alone) for one in told.members} == {
        name: (len(one), len(one - several)) for name, one in shown.items() if one
    }


def test_cells_hold_each_record_once_and_those_of_one_client_come_first(site: Site) -> None:
    made, board = site
    names = made.clients
    told = board.partition(names, MIDNIGHT, MIDNIGHT + 40 * DAY)
    assert told.slot == -(-told.records // SLOTS) == 1
    for one in told.members:
        assert sum(count for _, count in one.cells) == one.records
        assert sum(slot < told.records - told.shared for slot, _ in one.cells) == one.alone
    owned = [slot for one in told.members for slot, _ in one.cells if slot < told.records - told.shared]
    assert sorted(owned) == list(range(told.records - told.shared))
    begun = {name: made.of(name)[0].at for name in names}
    assert [begun[one.lens, one.name] for one in told.members] == sorted(begun.values())


def test_nobody_divides_nothing(site: Site) -> None:
    told = site[1].partition([("account", "nobody")], MIDNIGHT, MIDNIGHT + DAY)
    assert (told.members, told.clients, told.records, told.shared) == ((), 0, 0, 0)
