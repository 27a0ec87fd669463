from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from headcount.catalog.tokens import Tokenizer
from headcount.incident.attribution import FALSE_RATE, FLOOR, Explanation, explain
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.explains import Exposures
from tests.leaky import ENTITY, TAKEN, TAKEN_FROM, THIEF, VISITORS, leaky_shop, opened, scanned, shown
from tests.made import START, line

LATE = START + dt.timedelta(days=30)
SECOND = "203.0.113.78"


class Shop:
    """A ledger to ask."""

    def __init__(self, ledger: EmbeddedLedger, tokens: Tokenizer) -> None:
        self.ledger, self.tokens = ledger, tokens
        self.exposures = Exposures(ledger, (ENTITY,), LATE)
        self.shown = shown(ledger, tokens)

    def ask(self, orders: list[str]) -> Explanation:
        token = np.array(self.tokens.tokens_of(ENTITY, [order.encode() for order in orders]), np.uint64)
        return explain(self.exposures, np.arange(len(orders)), token)

    def named(self, found: Explanation) -> list[str]:
        names = self.exposures.names([one.client for one in found.members])
        return [names[one.client][1] for one in found.members]

    def others(self) -> list[str]:
        """Orders that somebody was shown, but not the thief."""
        return sorted({order for name, own in self.shown.items() if name != THIEF for order in own} - set(TAKEN))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    ledger, tokens = opened(scanned(Path(tmp_path_factory.mktemp("shop")), leaky_shop()))
    with ledger:
        yield Shop(ledger, tokens)


def test_a_list_of_the_thief_is_the_thiefs(shop: Shop) -> None:
    found = shop.ask(list(TAKEN[100:160]))
    assert shop.named(found) == [THIEF]
    assert found.members[0] == found.suspects[0]
    assert (found.members[0].hits, found.members[0].records, found.known) == (60, 400, 60)
    assert (found.coverage, found.together) == (1.0, False)
    assert found.share > 0.95
    assert found.bar == pytest.approx(math.log((VISITORS + 1) / FALSE_RATE))


def test_half_of_it_may_be_foreign(shop: Shop) -> None:
    draw = np.random.default_rng(2)
    found = shop.ask([*TAKEN[100:160], *draw.choice(shop.others(), 60, replace=False)])
    assert shop.named(found) == [THIEF]
    assert found.known == 120
    assert found.share == pytest.approx(0.5, abs=0.12)  # the background takes some of it


def test_an_honest_client_can_be_the_one(shop: Shop) -> None:
    name, own = max(((name, own) for name, own in shop.shown.items() if name != THIEF), key=lambda told: len(told[1]))
    assert shop.named(shop.ask(own[:40])) == [name]


def test_any_people_are_nobodys(shop: Shop) -> None:
    draw = np.random.default_rng(7)
    every = sorted({*shop.others(), *TAKEN})
    popular = [str(10_000 + n) for n in range(60)]
    assert shop.ask(popular).members == ()
    for size in (20, 60, 300):
        for _ in range(5):
            assert shop.ask(list(draw.choice(every, size, replace=False))).members == ()


def test_a_small_part_is_no_explanation(shop: Shop) -> None:
    found = shop.ask([*TAKEN[100:160], *shop.others()[:600]])
    assert found.members == ()
    assert found.share < FLOOR


def test_few_known_rows_say_nothing(shop: Shop) -> None:
    found = shop.ask([*TAKEN[:7], *(f"x{n}" for n in range(50))])
    assert (found.known, found.members, found.suspects) == (7, (), ())
    assert shop.ask([]).known == 0


def test_rows_that_the_ledger_does_not_know_do_not_count(shop: Shop) -> None:
    found = shop.ask([*TAKEN[:30], *(f"x{n}" for n in range(500))])
    assert shop.named(found) == [THIEF]
    assert found.known == 30


def test_a_long_list_is_thinned_out_and_covered_as_well(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.incident.attribution.MOST_ROWS", 50)
    found = shop.ask(list(TAKEN))
    assert shop.named(found) == [THIEF]
    assert (found.known, found.members[0].hits, found.coverage) == (400, 400, 1.0)


def test_two_clients_explain_it_together(tmp_path: Path) -> None:
    own = [str(10_000 + 13 * n) for n in range(300)]
    rows = leaky_shop() + [line(SECOND, 180_000 + 5 * n, f"/orders/{order}") for n, order in enumerate(own)]
    ledger, tokens = opened(scanned(tmp_path, rows))
    with ledger:
        shop = Shop(ledger, tokens)
        found = shop.ask([*TAKEN[100:160], *own[100:160]])
        assert set(shop.named(found)) == {THIEF, SECOND}
    assert found.together
    assert found.coverage == 1.0
    assert found.share > 0.9


def test_two_who_were_shown_the_same_cannot_be_told_apart(tmp_path: Path) -> None:
    twin = [line(SECOND, TAKEN_FROM + 1000 + n, f"/orders/{order}") for n, order in enumerate(TAKEN)]
    ledger, tokens = opened(scanned(tmp_path, leaky_shop() + twin))
    with ledger:
        shop = Shop(ledger, tokens)
        found = shop.ask(list(TAKEN[100:160]))
        assert set(shop.named(found)) == {THIEF, SECOND}
    assert not found.together


def test_who_was_shown_everybody_does_not_win_by_size(tmp_path: Path) -> None:
    crawler = [line(SECOND, 10 * n, f"/orders/{10_000 + n}") for n in range(4000)]
    ledger, tokens = opened(scanned(tmp_path, leaky_shop() + crawler))
    with ledger:
        shop = Shop(ledger, tokens)
        names = shop.exposures.names
        assert shop.named(shop.ask(list(TAKEN[100:160]))) == [THIEF]
        nobodys = shop.ask([str(10_000 + 41 * n) for n in range(90)])
        assert nobodys.members == ()
        assert [names([one.client])[one.client][1] for one in nobodys.broad] == [SECOND]
