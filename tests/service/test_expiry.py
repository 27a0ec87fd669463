from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import removals
from headcount.ledger.retention import Keep
from headcount.service import expiry as module
from headcount.service.expiry import Expiry
from headcount.service.logs import Log
from headcount.service.loop import Loop
from tests.ledger.accesses import START, TOKENS, Shown, feed
from tests.made import line
from tests.service.serving import ToldTap, parts


class Clock:
    def __init__(self) -> None:
        self.now = START + dt.timedelta(days=3)
        self.out = io.StringIO()
        self.troubles: list[tuple[str, str]] = []

    def expiry(self, keep: Keep) -> Expiry:
        return Expiry(keep, Log(self.out), lambda part, what: self.troubles.append((part, what)), lambda: self.now)


@pytest.fixture
def ledger(tmp_path: Path) -> EmbeddedLedger:
    made = EmbeddedLedger(tmp_path / "l.db", TOKENS.key_id)
    feed(made, [Shown(day * 86_400, "192.0.2.1", day) for day in range(4)])
    return made


def left(ledger: EmbeddedLedger) -> int:
    return int(ledger.connection.execute("SELECT count(*) FROM disclosure").fetchall()[0][0])


def test_rows_expire_once_a_day(ledger: EmbeddedLedger) -> None:
    clock = Clock()
    expiry = clock.expiry(Keep(disclosures=dt.timedelta(days=2)))
    with ledger:
        expiry(ledger)
        assert left(ledger) == 3
        clock.now += dt.timedelta(hours=14)
        expiry.keep = Keep(disclosures=dt.timedelta(days=1))
        expiry(ledger)
        assert left(ledger) == 3
        clock.now += dt.timedelta(hours=1)
        expiry(ledger)
        assert left(ledger) == 1
        assert [one.disclosures for one in removals(ledger)] == [1, 2]
    told = [json.loads(text) for text in clock.out.getvalue().splitlines()]
    assert [(one["event"], one["count"]) for one in told] == [("rows expired", 1), ("rows expired", 2)]
    assert set(clock.troubles) == {("retention", "")}


def test_nothing_expires_where_everything_is_kept_for_good(ledger: EmbeddedLedger) -> None:
    clock = Clock()
    with ledger:
        clock.expiry(Keep())(ledger)
        assert (left(ledger), clock.out.getvalue(), clock.troubles) == (4, "", [])


def test_a_failure_is_told_and_tried_again_the_next_day(ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    expiry = clock.expiry(Keep(disclosures=dt.timedelta(days=1)))

    def full(*_: object) -> None:
        raise LedgerError("no room")

    with ledger, monkeypatch.context() as patched:
        patched.setattr(module, "expire", full)
        expiry(ledger)
        expiry(ledger)
        assert [part for part, what in clock.troubles if what] == ["retention"]
        patched.undo()
        expiry(ledger)
        assert left(ledger) == 4
        clock.now += dt.timedelta(days=1)
        expiry(ledger)
        assert (left(ledger), clock.troubles[-1]) == (1, ("retention", ""))


def test_the_loop_gives_it_the_ledger_after_every_commit(tmp_path: Path) -> None:
    met: list[int] = []

    def tidy(ledger: EmbeddedLedger) -> None:
        ledger.connection.begin()
        met.append(left(ledger))
        ledger.connection.rollback()

    texts = [
        "".join(line("192.0.2.1", second, f"/orders/{second}") for second in range(start, start + 50)).encode()
        for start in (0, 50)
    ]
    served = parts(tmp_path, [ToldTap("told", texts)], tidy=tidy)
    Loop(served).run()
    assert (met[-1], len(met)) == (100, served.status.snapshot().counts["commits"])
