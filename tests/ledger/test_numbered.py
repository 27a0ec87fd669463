"""Roll-ups by number; that they are those of the engine's tables, `test_handover` holds them to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger import numbered, pairing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import give, stand_in, take
from headcount.ledger.places import locate
from headcount.ledger.reasons import relate
from headcount.ledger.rollup import roll_up, roll_up_showings
from headcount.ledger.showings import Showings
from headcount.ledger.window import Window
from headcount.model.scope import Scope
from tests.ledger.accesses import TOKENS, Shown, feed, new_catalogue, token, traffic


class Under(Standing):
    """Every second address has a role, every third is under an agreement."""

    @property
    def scopes(self) -> dict[str, Scope]:
        return {}

    def __call__(
        self, lenses: pa.Array, names: pa.Array, addresses: pa.Array, user_agents: pa.Array
    ) -> tuple[pa.Array, pa.Array]:
        crawlers, _ = super().__call__(lenses, names, addresses, user_agents)
        agreed = ["export" if place % 3 == 0 else None for place in range(len(addresses))]
        return crawlers, pa.array(agreed, pa.string())

    def role(self, lenses: pa.Array, names: pa.Array) -> pa.Array:
        told = super().role(lenses, names).to_pylist()
        return pa.array(["staff" if place % 2 else role for place, role in enumerate(told)])


def _relations(clients: list[str], day: int) -> list[pa.RecordBatch]:
    start = dt.datetime(2026, 3, 2, day, tzinfo=dt.UTC)
    rows = [(client, token(Shown(0, "", record)), start, None) for client in clients for record in range(0, 40, 3)]
    names = ("client", "record", "since", "until")
    types = (pa.string(), pa.uint64(), pa.timestamp("us", "UTC"), pa.timestamp("us", "UTC"))
    return [pa.record_batch({n: pa.array(c, t) for n, c, t in zip(names, zip(*rows, strict=True), types, strict=True)})]


def _living(people: int) -> list[pa.RecordBatch]:
    tokens = [token(Shown(0, "", record)) for record in range(people)]
    return [pa.record_batch({"record": pa.array(tokens, pa.uint64()), "place": [f"place {n % 3}" for n in range(people)]})]


def _both(tmp_path: Path, rows: list[Shown], *, tables: bool) -> tuple[Window, Window]:
    """The window by number and by the engine; with tables of the site, when asked for."""
    (tmp_path / "made").mkdir()
    showings = Showings(tmp_path / "kept")
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        feed(ledger, rows, catalogue=new_catalogue(people=True), batches=3)
        ledger.name_clients()
        take(give(ledger, showings.place, tmp_path / "made"), tmp_path / "made", showings)
        with EmbeddedLedger(None, TOKENS.key_id) as other:
            stand_in(tmp_path / "made", showings, other)
            for one in (ledger, other) if tables else ():
                relate(one, _relations([f"192.0.2.{n}" for n in range(40)], 9))
                locate(one, _living(30))
            ours = roll_up_showings(other, showings, tmp_path / "made", Under())
        return ours, roll_up(ledger, Under())


@pytest.mark.parametrize("tables", [False, True])
def test_tables_of_the_site_say_the_same_by_number(tmp_path: Path, *, tables: bool) -> None:
    ours, whole = _both(tmp_path, traffic(5, 900), tables=tables)
    for name in ("rollup", "clients", "used", "returns", "places"):
        assert getattr(ours, name).to_pydict() == getattr(whole, name).to_pydict(), name
    assert len(ours.used) > 0
    assert (len(ours.returns) > 0, len(ours.places) > 0, ours.explained) == (tables, tables, tables)
    assert ours.place_names == whole.place_names


def test_look_ups_are_counted_apart_by_number(tmp_path: Path) -> None:
    pages = [Shown(100 * client + n, f"192.0.2.{client}", 50 * client + n) for client in range(20) for n in range(10)]
    books = [
        Shown(100 * client + n, f"198.51.100.{client}", 60 * client + n, status=404 if n == 9 else 200, path="/u/{}")
        for client in range(12)
        for n in range(10)
    ]
    ours, whole = _both(tmp_path, sorted(pages + books, key=lambda row: row.second), tables=False)
    assert ours.rollup.to_pydict() == whole.rollup.to_pydict()
    assert sum(ours.rollup["lookup_records"].to_pylist()) == 12 * 9


def test_many_parts_say_what_one_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "_PART_BITS", 4)
    monkeypatch.setattr(pairing, "AT_A_TIME", 100)
    ours, whole = _both(tmp_path, traffic(8, 700), tables=True)
    assert ours.rollup.to_pydict() == whole.rollup.to_pydict()
    assert ours.clients.to_pydict() == whole.clients.to_pydict()


def test_the_engine_is_told_of_showings_only_when_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(numbered.Numbered, "tell_pairs", lambda _: asked.append(1))
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        feed(ledger, [Shown(n, "192.0.2.1", n) for n in range(9)])
        ledger.name_clients()
        showings = Showings(tmp_path / "kept")
        (tmp_path / "made").mkdir()
        take(give(ledger, showings.place, tmp_path / "made"), tmp_path / "made", showings)
        with EmbeddedLedger(None, TOKENS.key_id) as other:
            stand_in(tmp_path / "made", showings, other)
            window = roll_up_showings(other, showings, tmp_path / "made", Standing())
    assert asked == []
    assert np.array(window.rollup["new_records"]).sum() == 9
