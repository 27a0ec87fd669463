"""A ledger counted by its engine's tables and by number: the same window, and the same answers for reports."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger import numbered
from headcount.ledger.counting import ByNumber, Tables
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import disclosures
from headcount.ledger.rollup import roll_up, roll_up_by_number
from headcount.ledger.showings import Showings
from headcount.ledger.trace import route_summaries
from headcount.ledger.usage import used_routes
from headcount.ledger.window import Window
from tests.ledger.accesses import Shown, feed, new_catalogue, token, traffic

COUNTERS = {"together", "shown"}


@pytest.mark.parametrize("people", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_both_ways_give_one_window(ledger: EmbeddedLedger, tmp_path: Path, seed: int, *, people: bool) -> None:
    feed(ledger, traffic(seed), catalogue=new_catalogue(people=people), batches=3)
    canaries = [token(Shown(0, "", number)) for number in (7, 40)] if seed else []
    whole = roll_up(ledger, Standing(), canaries)
    routes = route_summaries(ledger)
    twin = ledger.beside()  # of which the tables of a run are its own
    ours = roll_up_by_number(twin, tmp_path, Standing(), canaries)
    for field in fields(Window):
        mine, theirs = getattr(ours, field.name), getattr(whole, field.name)
        if isinstance(mine, pa.Table):
            assert mine.to_pydict() == theirs.to_pydict(), field.name
        elif field.name not in COUNTERS:
            assert mine == theirs, field.name
    assert (whole.people is not None, whole.records > 100) == (people, True)
    assert route_summaries(twin) == routes
    client = ours.clients["client"].to_numpy().astype(np.int64)[::3]
    assert ours.together is not None
    assert whole.together is not None
    assert ours.together(client, None) == whole.together(client, None)
    twin.close()


def test_what_reads_the_showings_in_sql_finds_them(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    feed(ledger, traffic(4, 400))
    known = roll_up(ledger, Standing()).clients.slice(0, 5)
    told = used_routes(ledger, known).to_pydict()
    twin = ledger.beside()
    again = roll_up_by_number(twin, tmp_path, Standing()).clients.slice(0, 5)
    assert used_routes(twin, again).to_pydict() == told
    twin.close()
    assert len(told["client"]) >= 5


def test_more_routes_than_one_pass_tells(ledger: EmbeddedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbered, "_BITS", 2)
    feed(ledger, traffic(5))
    roll_up(ledger, Standing())
    [(routes,)] = ledger.connection.execute("SELECT max(route) + 1 FROM route").fetchall()
    assert routes == 3
    showings, twin = Showings(tmp_path / "showings"), ledger.beside()
    showings.add(disclosures(twin))
    (tmp_path / "other").mkdir()
    roll_up_by_number(twin, tmp_path / "other", Standing())
    for groups in ([0, 1, 2], [2, -1, 0], [0, 0, 1], [-1, -1, -1]):
        numbers = np.array(groups)
        for ours, theirs in zip(
            ByNumber(twin, showings, tmp_path, whole=True).by_route(numbers), Tables(ledger).by_route(numbers), strict=True
        ):
            assert ours.tolist() == theirs.tolist()
            assert (ours.sum() > 0) == (numbers.max() >= 0)
    twin.close()
