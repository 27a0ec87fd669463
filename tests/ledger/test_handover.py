"""What is looked at piece by piece is what a look at the whole ledger sees."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.handover import Given, give, stand_in, take
from headcount.ledger.rollup import Who, roll_up, roll_up_showings
from headcount.ledger.showings import Showings
from headcount.ledger.window import Window
from tests.ledger.accesses import TOKENS, Shown, feed, new_catalogue, token, traffic

COMPARED = [field.name for field in fields(Window) if field.name not in {"together", "routes", "shown", "records", "people"}]


def _hand_over(ledger: EmbeddedLedger, folder: Path, made: Path) -> tuple[Given, Showings]:
    ledger.name_clients()
    twin, showings = ledger.beside(), Showings(folder)
    made.mkdir()
    given = give(twin, showings.place, made)
    twin.close()
    take(given, made, showings)
    return given, showings


@contextmanager
def _looked_at(
    ledger: EmbeddedLedger, folder: Path, made: Path, who: Who, canaries: Collection[int] = ()
) -> Iterator[tuple[Window, Given]]:
    """The window by what is new since the last time."""
    given, showings = _hand_over(ledger, folder, made)
    with EmbeddedLedger(None, TOKENS.key_id) as other:
        stand_in(made, showings, other)
        yield roll_up_showings(other, showings, made, who, canaries), given


def _same(ours: Window, whole: Window) -> None:
    for name in COMPARED:
        mine, theirs = getattr(ours, name), getattr(whole, name)
        if isinstance(mine, pa.Table):
            assert mine.schema == theirs.schema
            for column in mine.column_names:
                assert mine[column].to_pylist() == theirs[column].to_pylist(), (name, column)
        else:
            assert mine == theirs, name
    assert dict(ours.routes) == dict(whole.routes)
    clients = whole.clients["client"].to_numpy().astype(np.int64)
    assert ours.together is not None
    assert whole.together is not None
    later = int(whole.first.timestamp()) + 3_000
    for some, since in ((clients[::2], None), (clients[::2], later), (clients[1::3], later), (clients[:1], None)):
        assert ours.together(some, since) == whole.together(some, since)


def _asking(draw: random.Random, rows: list[Shown]) -> list[Shown]:
    """Some of them ask under an account, by other ways, and with several agents behind one address."""
    told = []
    for row in rows:
        more: dict[str, Any] = {"agent": f"Agent {draw.randrange(5)}"}
        if draw.random() < 0.3:
            more["account"] = f"account-{draw.randrange(9)}"
        told.append(Shown(row.second, row.address, row.record, status=row.status, path=row.path, **more))
    return told


@pytest.mark.parametrize(("seed", "people"), [(0, False), (0, True), (1, True), (2, True), (3, False)])
def test_piece_by_piece_is_as_at_once(tmp_path: Path, seed: int, *, people: bool) -> None:
    """Even seeds ask with several agents, those that three divides hold canaries."""
    draw = random.Random(seed)  # noqa: S311  # made traffic
    rows = traffic(seed, 900) if seed % 2 else _asking(draw, traffic(seed, 900))
    cuts = sorted([0, *(draw.randrange(1, 900) for _ in range(3)), 900])
    canaries = [token(Shown(0, "", number)) for number in (7, 40)] if seed % 3 == 0 else []
    catalogue, who = new_catalogue(people=people), Standing()
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        for number, (begin, end) in enumerate(pairwise(cuts)):
            feed(ledger, rows[begin:end], catalogue=catalogue, file=number)
            made = tmp_path / f"made-{number}"
            with _looked_at(ledger, tmp_path / "kept", made, who, canaries) as (ours, given):
                _same(ours, roll_up(ledger, who, canaries))
            assert bool(given.since) == (number > 0)
    assert len(ours.rollup) > 100


def test_a_client_that_is_told_apart_later_is_counted_apart(tmp_path: Path) -> None:
    """An address behind which a fourth user agent appears is no client any more: its visitors are."""
    rows = [Shown(n, "192.0.2.1", n % 4, agent=f"A{n % 3}") for n in range(9)]
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        catalogue = new_catalogue()
        for number, more in enumerate((rows, [Shown(20, "192.0.2.1", 1, agent="A9")])):
            feed(ledger, more, catalogue=catalogue, file=number)
            with _looked_at(ledger, tmp_path / "kept", tmp_path / f"made-{number}", Standing()) as (ours, _):
                _same(ours, roll_up(ledger, Standing()))
                assert len(ours.clients) == (1, 4)[number]


def test_when_something_was_taken_out_all_is_told_anew(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        feed(ledger, traffic(3, 400))
        with _looked_at(ledger, tmp_path / "kept", tmp_path / "made-0", Standing()):
            pass
        ledger.connection.execute("DELETE FROM disclosure WHERE line % 3 = 0")
        ledger.connection.execute("INSERT INTO disclosure SELECT * REPLACE (line + 1000 AS line) FROM disclosure LIMIT 50")
        with _looked_at(ledger, tmp_path / "kept", tmp_path / "made-1", Standing()) as (ours, given):
            _same(ours, roll_up(ledger, Standing()))
        assert not given.since
        with _looked_at(ledger, tmp_path / "kept", tmp_path / "made-2", Standing()) as (ours, given):
            _same(ours, roll_up(ledger, Standing()))
        assert given.since


def test_another_ledger_of_the_same_name_is_told_anew(tmp_path: Path) -> None:
    for number in range(2):
        with EmbeddedLedger(tmp_path / f"ledger-{number}", TOKENS.key_id) as ledger:
            feed(ledger, traffic(number, 300))
            with _looked_at(ledger, tmp_path / "kept", tmp_path / f"made-{number}", Standing()) as (ours, given):
                _same(ours, roll_up(ledger, Standing()))
            assert not given.since


def test_an_empty_ledger_is_an_empty_window(tmp_path: Path) -> None:
    with (
        EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger,
        _looked_at(ledger, tmp_path / "kept", tmp_path / "made", Standing()) as (ours, _),
    ):
        assert (len(ours.rollup), len(ours.clients), ours.requests) == (0, 0, 0)


def test_a_stand_in_of_another_key_is_refused(tmp_path: Path) -> None:
    with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
        _, showings = _hand_over(ledger, tmp_path / "kept", tmp_path / "made")
    with EmbeddedLedger(None, "another") as other, pytest.raises(LedgerError, match="another key"):
        stand_in(tmp_path / "made", showings, other)
