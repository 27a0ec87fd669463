from __future__ import annotations

import dataclasses
import datetime as dt
from typing import cast

import numpy as np
import pytest

from headcount.incident.attribution import Explanation, Suspect
from headcount.incident.attribution_answer import Read, answer
from headcount.ledger.explains import Exposures
from headcount.model.attribution import Attribution, CanaryHit, Verdict

UNTIL = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
READ = Read("csv", 120, 110, (), (("broken row", 2),))
ONE, TWO = Suspect(1, 60.0, 0.6, 60, 900), Suspect(2, 30.0, 0.4, 40, 700)
FOUND = Explanation((ONE, TWO), (ONE,), share=0.6, coverage=0.6, known=100, bar=17.0)


class _Ledger:
    clients = 20_000

    def names(self, clients: list[int]) -> dict[int, tuple[str, str]]:
        return {client: ("account", f"u{client}") for client in clients}

    def course(self, _client: int) -> tuple[np.ndarray, np.ndarray]:
        return np.arange(900) * 1_000_000, np.arange(900) < 60


def _told(found: Explanation, canaries: tuple[CanaryHit, ...] = ()) -> Attribution:
    return answer(cast("Exposures", _Ledger()), found, READ, UNTIL, 1e-3, canaries)


def test_one_client() -> None:
    told = _told(FOUND)
    assert told.verdict == Verdict.CLIENT
    assert told.sentence == (
        "100 of the 110 different rows name somebody whom the ledger knows; account u1 was shown 60% of them, which chance does "
        "not explain."
    )
    first, second = told.candidates
    assert (first.client, first.lens, first.coverage, first.rows, first.records) == ("u1", "account", 0.6, 60, 900)
    assert first.strength == pytest.approx(60 / np.log(10))
    assert first.probability == pytest.approx(1.0, abs=1e-9)
    assert first.window.before == dt.datetime(1970, 1, 1, 0, 1, tzinfo=dt.UTC)
    assert second.probability == pytest.approx(np.exp(-30.0), rel=1e-3)
    assert second.window.after is None
    assert told.threshold == pytest.approx(17 / np.log(10))


def test_nobody() -> None:
    told = _told(dataclasses.replace(FOUND, members=(), suspects=(dataclasses.replace(ONE, log_e=2.0),)))
    assert (told.verdict, told.group) == (Verdict.NONE, None)
    assert told.sentence.endswith("but who was shown them is what chance would give.")
    assert told.candidates[0].probability < 0.001
    assert "none of the 110" in _told(dataclasses.replace(FOUND, members=(), suspects=(), known=0)).sentence
    assert "Too little to say" in _told(dataclasses.replace(FOUND, members=(), suspects=(), known=5)).sentence


def test_only_clients_that_were_shown_everybody() -> None:
    told = _told(dataclasses.replace(FOUND, members=(), suspects=(), broad=(TWO,)))
    assert told.verdict == Verdict.NONE
    assert [one.client for one in told.broad] == ["u2"]
    assert "at least 20% of everybody cover most of them (account u2), as their size alone would have it" in told.sentence


def test_several_together_or_either() -> None:
    told = _told(dataclasses.replace(FOUND, members=(ONE, TWO), together=True, coverage=0.98))
    assert told.verdict == Verdict.GROUP
    assert "account u1, account u2 together were shown 98%" in told.sentence
    assert told.group is not None
    assert told.group.together
    either = _told(dataclasses.replace(FOUND, members=(ONE, TWO)))
    assert either.verdict == Verdict.GROUP
    assert "cannot tell them apart: account u1, account u2." in either.sentence


def test_a_canary_decides() -> None:
    hit = CanaryHit("partner-a", 2, ("phone",), (4, 9), certain=True)
    told = _told(dataclasses.replace(FOUND, members=(), suspects=()), (hit,))
    assert told.verdict == Verdict.CLIENT
    assert (told.candidates[0].client, told.candidates[0].lens, told.candidates[0].canaries) == ("partner-a", "variant", 2)
    assert told.sentence.startswith("The sample holds canaries that only partner-a was given.")
    two = _told(FOUND, (hit, CanaryHit("b", 1, ("email",), (1,), certain=True)))
    assert two.verdict == Verdict.GROUP


def test_a_short_number_decides_nothing() -> None:
    told = _told(dataclasses.replace(FOUND, members=()), (CanaryHit("b", 1, ("id",), (1,), certain=False),))
    assert told.verdict == Verdict.NONE
    assert told.canaries[0].variant == "b"
