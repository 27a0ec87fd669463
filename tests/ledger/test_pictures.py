from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from headcount.catalog.agreements import Standing
from headcount.catalog.subjects import step_codes
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.pictures import MOST_STEPS, decode_steps, draw, peers_band
from headcount.ledger.rollup import roll_up
from headcount.model.finding import Finding
from headcount.model.summary import Pictures
from tests.ledger.accesses import START, Shown, feed, identity, successes, traffic


def _finding(ledger: EmbeddedLedger, address: str, first: int, last: int) -> Finding:
    row = ledger.connection.execute("SELECT client FROM client WHERE name = ?", [address]).fetchall()[0]
    assert row is not None
    period = (START + dt.timedelta(seconds=first), START + dt.timedelta(seconds=last))
    return Finding(
        "made", "address", address, row[0], 1, None, *period, 1.0, 1.0, "It was shown records.", ("/orders/{id}",), "SELECT 1"
    )


def _drawn(ledger: EmbeddedLedger, rows: list[Shown], address: str) -> Pictures:
    feed(ledger, rows, batches=2)
    window = roll_up(ledger, Standing())
    [drawn] = draw(ledger, [_finding(ledger, address, rows[0].second, rows[-1].second)], peers_band(window))
    return drawn


@pytest.mark.parametrize("seed", range(3))
def test_the_pictures_equal_a_recount(ledger: EmbeddedLedger, seed: int) -> None:
    rows = traffic(seed)
    drawn = _drawn(ledger, rows, "192.0.2.7")
    shown = successes(row for row in rows if row.address == "192.0.2.7")
    firsts: dict[tuple[str, int], int] = {}
    for row in shown:
        firsts.setdefault(identity(row), row.second)
    assert drawn.staircase == tuple(
        (START + dt.timedelta(seconds=second), n) for n, second in enumerate(sorted(firsts.values()), 1)
    )
    assert [sum(day) for day in drawn.clock] == [len(shown), 0, 0, 0, 0, 0, 0]  # START is a Monday
    hours = Counter((START + dt.timedelta(seconds=row.second)).hour for row in shown)
    assert drawn.clock[0] == tuple(hours[hour] for hour in range(24))
    lines = [n for n, row in enumerate(rows, 1) if row in shown and row.address == "192.0.2.7"]
    assert (drawn.first_evidence, drawn.last_evidence) == (("0.log", lines[0]), ("0.log", lines[-1]))
    through = {path: len({identity(row) for row in shown if row.path == path}) for path in {row.path for row in shown}}
    assert {template.replace("{id}", "{}"): records for template, records in drawn.routes} == through
    assert list(drawn.routes) == sorted(drawn.routes, key=lambda route: -route[1])


def test_a_walk_along_the_numbers_is_drawn_as_one(ledger: EmbeddedLedger) -> None:
    walk = [1000, 1001, 1002, 1005, 1004, 1012, 1013]
    drawn = _drawn(ledger, [Shown(n, "192.0.2.1", number) for n, number in enumerate(walk)], "192.0.2.1")
    assert drawn.comb == (1, 2, 5, 4, 11, 12)  # 1005 -> 1004 -> 1012: the step back from 1005 to 1004 is from the last one
    assert drawn.staircase[-1][1] == 7


def test_a_long_staircase_is_thinned_and_keeps_its_ends(ledger: EmbeddedLedger) -> None:
    drawn = _drawn(ledger, [Shown(n, "192.0.2.1", n) for n in range(1234)], "192.0.2.1")
    assert len(drawn.staircase) == MOST_STEPS
    assert (drawn.staircase[0], drawn.staircase[-1]) == ((START, 1), (START + dt.timedelta(seconds=1233), 1234))


def test_small_steps_come_back_exactly_and_large_ones_as_powers_of_two() -> None:
    steps = np.array([1, -1, 8, -8, 9, 16, 17, -1000, 0, 2**40])
    assert decode_steps(step_codes(steps).astype(np.int64)).tolist() == [1, -1, 8, -8, 16, 16, 32, -1024, 0, 2**40]


def test_the_band_is_that_of_the_peers(ledger: EmbeddedLedger) -> None:
    rows = [Shown(60 * n, f"192.0.2.{client}", n) for client in range(1, 101) for n in range(client)]
    rows += [Shown(13 * 3600, "192.0.2.1", 0)]
    feed(ledger, sorted(rows, key=lambda row: row.second))
    band = peers_band(roll_up(ledger, Standing()))
    assert [point[0] for point in band] == pytest.approx([1 / 24, 3 / 24, 6 / 24, 12 / 24, 13 / 24])
    assert band[-1][1:] == pytest.approx((50.5, 90.1, 99.901))
    assert list(band) == sorted(band)


def test_no_peers_no_band(ledger: EmbeddedLedger) -> None:
    assert peers_band(roll_up(ledger, Standing())) == ()


def test_a_finding_on_many_clients_is_drawn_of_all_of_them(ledger: EmbeddedLedger) -> None:
    rows = traffic(3)
    feed(ledger, rows)
    window = roll_up(ledger, Standing())
    members = ("192.0.2.7", "192.0.2.8")
    finding = replace(_finding(ledger, members[0], rows[0].second, rows[-1].second), lens="agent", members=members)
    [drawn] = draw(ledger, [finding], peers_band(window))
    shown = [row for row in successes(rows) if row.address in members]
    assert {row.address for row in shown} == set(members)
    assert drawn.staircase[-1][1] == len({identity(row) for row in shown})
    assert drawn.first_evidence[1] == rows.index(shown[0]) + 1
    assert drawn.comb == ()
