"""Counts of the data map, beside a recount row by row."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict

import pytest

from headcount.ledger import map_counts
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.map_counts import Counts, Use, count_map
from headcount.model.data_map import Flow
from headcount.model.kind import Kind

KINDS = {
    1: {("phone", "clear"), ("email", "masked")},
    2: {("phone", "masked")},
    3: {("person_name", "clear"), ("phone", "clear")},
}
KNOWN = {1: {("address", "clear")}}
"""What the second route is declared to show where its answer was not seen."""
BEGINS = dt.datetime(2026, 3, 1)  # noqa: DTZ001  # as the ledger keeps times
LENSES = ("account", "address")
Row = tuple[dt.datetime, int, int, int, int]
"""Time, caller, route, record, set of kinds."""


def _rows() -> list[Row]:
    draw = random.Random(5)  # noqa: S311  # made rows
    hours = (-5, 0, 1, 30)
    return [
        (
            BEGINS + dt.timedelta(hours=draw.choice(hours)),
            draw.randrange(6),
            draw.randrange(3),
            draw.randrange(40),
            draw.randrange(4),
        )
        for _ in range(400)
    ]


def _fill(ledger: EmbeddedLedger, rows: list[Row]) -> None:
    run = ledger.connection.execute
    for number, template in enumerate(("/users/{id}", "/orders/{id}", "/users/{id}")):
        kinds = "address" if number == 1 else None
        subject = f"$.{number}"
        values = [number, "GET", template, subject, "users", "declared", True, kinds, False, False, None]
        run(f"INSERT INTO route VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  # question marks only
    for caller in range(6):
        run("INSERT INTO client_caller VALUES (?, ?)", [caller, caller // 2])
    for client in range(3):
        run("INSERT INTO client VALUES (?, ?, ?)", [client, LENSES[client % 2], f"client {client}"])
    for shows, held in KINDS.items():
        for kind, form in sorted(held):
            run("INSERT INTO shows VALUES (?, ?, ?)", [shows, kind, form])
    for at, caller, route, record, shows in rows:
        run("INSERT INTO disclosure VALUES (?, ?, ?, ?, 0, 0, 1, ?)", [at, caller, route, (record + 1) * 2**57 + record, shows])


def _recount(rows: list[Row]) -> Counts:
    use: dict[tuple[int, str | None], list[tuple[int, int]]] = defaultdict(list)
    total, clear = defaultdict[Kind, set[int]](set), defaultdict[Kind, set[int]](set)
    routes, lenses = defaultdict[tuple[str, str], set[int]](set), defaultdict[tuple[str, str], set[int]](set)
    for at, caller, route, record, shows in rows:
        if at < BEGINS:
            continue
        lens = LENSES[caller // 2 % 2]
        for told in (lens, None):
            use[route, told].append((caller // 2, record))
        for kind, form in KINDS[shows] if shows else KNOWN.get(route, set()):
            total[Kind(kind)].add(record)
            if form == "clear":
                clear[Kind(kind)].add(record)
            routes["GET /orders/{id}" if route == 1 else "GET /users/{id}", kind].add(record)
            lenses[kind, lens].add(record)
    return Counts(
        {at: Use(len({one for one, _ in seen}), len(seen), len({one for _, one in seen})) for at, seen in use.items()},
        {kind: (len(clear[kind]), len(records)) for kind, records in total.items()},
        *(
            tuple(Flow(*ends, len(found)) for ends, found in sorted(flows.items(), key=lambda one: (-len(one[1]), one[0])))
            for flows in (routes, lenses)
        ),
    )


@pytest.mark.parametrize("part", [1_000_000, 57])
def test_in_one_part_or_in_several_it_equals_a_recount(
    ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(map_counts, "PART", part)
    rows = _rows()
    _fill(ledger, rows)
    wanted = _recount(rows)
    assert len(wanted.use) == 9
    assert wanted.kinds.keys() == {Kind.PHONE, Kind.EMAIL, Kind.PERSON_NAME, Kind.ADDRESS}
    assert count_map(ledger, BEGINS) == wanted


def test_an_empty_period_has_no_counts(ledger: EmbeddedLedger) -> None:
    _fill(ledger, _rows())
    assert count_map(ledger, BEGINS + dt.timedelta(days=9)) == Counts({}, {}, (), ())
