from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from headcount.catalog.tokens import Tokenizer
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.explains import Exposures, shown_records
from tests.leaky import ENTITY, TAKEN, TAKEN_EVERY, TAKEN_FROM, THIEF, VISITORS, leaky_shop, opened, scanned
from tests.made import START

LATE = START + dt.timedelta(days=30)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedLedger, Tokenizer]]:
    ledger, tokens = opened(scanned(Path(tmp_path_factory.mktemp("shop")), leaky_shop()))
    yield ledger, tokens
    ledger.close()


def _tokens(tokens: Tokenizer, orders: tuple[str, ...]) -> np.ndarray:
    return np.array(tokens.tokens_of(ENTITY, [order.encode() for order in orders]), np.uint64)


def _thief(ledger: EmbeddedLedger) -> int:
    return int(ledger.connection.execute("SELECT client FROM client WHERE name = ?", [THIEF]).fetchall()[0][0])


def test_the_overlap_counts_rows_by_client_and_popularity(shop: tuple[EmbeddedLedger, Tokenizer]) -> None:
    ledger, tokens = shop
    exposures = Exposures(ledger, (ENTITY,), LATE)
    asked = (*TAKEN[:40], "1", "2")
    overlap = exposures.ask(np.arange(42), _tokens(tokens, asked))
    place = int(np.searchsorted(overlap.client, _thief(ledger)))
    assert exposures.clients == VISITORS + 1
    assert overlap.rows.sum() == 40
    assert overlap.hits[place].sum() == 40
    assert overlap.sizes[place].sum() == 400
    assert overlap.hits.sum(axis=1).max() <= overlap.rows.sum()
    [(records,)] = ledger.connection.execute("SELECT count(DISTINCT record) FROM shown").fetchall()
    assert exposures.strata.sum() == records


def test_rows_with_several_tokens_count_once(shop: tuple[EmbeddedLedger, Tokenizer]) -> None:
    ledger, tokens = shop
    exposures = Exposures(ledger, (ENTITY,), LATE)
    overlap = exposures.ask(np.array([0, 0, 1]), _tokens(tokens, TAKEN[:3]))
    place = int(np.searchsorted(overlap.client, _thief(ledger)))
    assert overlap.rows.sum() == overlap.hits[place].sum() == 2


def test_what_was_shown_later_does_not_count(shop: tuple[EmbeddedLedger, Tokenizer]) -> None:
    ledger, tokens = shop
    exposures = Exposures(ledger, (ENTITY,), START + dt.timedelta(seconds=TAKEN_FROM + TAKEN_EVERY * 99))
    exposures.ask(np.arange(400), _tokens(tokens, TAKEN))
    first, listed = exposures.course(_thief(ledger))
    assert len(first) == 100
    assert listed.all()
    assert first[0] == int((START + dt.timedelta(seconds=TAKEN_FROM)).timestamp() * 1_000_000)


def test_hits_are_told_row_by_row_in_time(shop: tuple[EmbeddedLedger, Tokenizer]) -> None:
    ledger, tokens = shop
    exposures = Exposures(ledger, (ENTITY,), LATE)
    exposures.ask(np.arange(3), _tokens(tokens, (TAKEN[5], TAKEN[1], "1")))
    seen = exposures.hits([_thief(ledger)])
    assert seen.row.tolist() == [1, 0]
    assert exposures.rows()[0].tolist() == [0, 1]
    assert exposures.names([_thief(ledger)]) == {_thief(ledger): ("address", THIEF)}


def test_which_tokens_are_records(shop: tuple[EmbeddedLedger, Tokenizer]) -> None:
    ledger, tokens = shop
    assert shown_records(ledger, _tokens(tokens, (TAKEN[0], "1", TAKEN[1]))).tolist() == [True, False, True]
    assert shown_records(ledger, np.zeros(0, np.uint64)).tolist() == []
