from __future__ import annotations

import pickle

import numpy as np

from headcount.catalog.learned import learned
from headcount.catalog.pieces import NOTHING, PieceCallers, PieceDoor
from headcount.model.access import AccessBatch
from headcount.sources.combined import COMBINED
from headcount.sources.interface import Block
from tests.made import line, shop
from tests.pieces import TOKENS, catalogue


def _batch(rows: list[str]) -> AccessBatch:
    text = "".join(rows).encode()
    return COMBINED.open(text).read(Block.of(text))[0]


def _door(rows: list[str]) -> PieceDoor:
    """A door that goes on after these rows."""
    first = catalogue()
    first.disclose(_batch(rows), 0)
    return PieceDoor(TOKENS, PieceCallers(TOKENS), pickle.loads(pickle.dumps(learned(first))))  # noqa: S301  # made in this test


def test_a_piece_says_what_the_whole_says() -> None:
    rows = shop(1_200, 1)
    whole = catalogue()
    whole.disclose(_batch(rows[:1_000]), 0)
    counted = whole.disclose(_batch(rows[1_000:]), 0)
    asked, met, _ = (door := _door(rows[:1_000])).ask(_batch(rows[1_000:]))
    assert asked.record[asked.shown].tolist() == counted["disclosure"]["record"].to_pylist()
    assert asked.route[asked.shown].tolist() == counted["disclosure"]["route"].to_pylist()
    assert asked.line[~asked.shown].tolist() == counted["attempt"]["line"].to_pylist()
    assert not door.loud
    assert met.ends.sum() > 100


def test_numbers_are_told_where_a_step_would_be() -> None:
    rows = [line("192.0.2.1", second, f"/orders/{number}") for second, number in ((9, 4711), (3, 4712))]
    rows += [line("192.0.2.1", 12, "/u/anra")]
    asked, _, _ = _door(shop(500, 2)).ask(_batch(rows))
    assert asked.number.tolist()[:2] == [4711, 4712]
    assert asked.rank.tolist()[:2] == [1, 0]
    assert (asked.number[2:] == NOTHING).all()


def test_a_path_that_nobody_met_makes_a_piece_loud() -> None:
    door = _door(shop(500, 3))
    door.ask(_batch([line("192.0.2.1", 1, "/imprint")]))
    assert door.loud


def test_callers_have_the_same_key_everywhere() -> None:
    batch = _batch(shop(100, 4))
    one, other = PieceCallers(TOKENS), PieceCallers(TOKENS)
    ids, _, _ = one.identify(batch)
    other.identify(batch.take(np.arange(50, 100)))
    known = dict(zip(other.who.tolist(), other.agent.tolist(), strict=True))
    assert len(set(one.who.tolist())) == int(ids.max()) + 1
    assert known.keys() <= set(one.who.tolist())
    assert known.items() <= dict(zip(one.who.tolist(), one.agent.tolist(), strict=True)).items()
