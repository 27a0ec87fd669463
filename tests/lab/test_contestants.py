from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from headcount.lab import contestants
from headcount.lab.contestants import SHIPPED, TUNED, headcount_alarms, rivals
from headcount.lab.score import judge
from headcount.lab.world import DAY, SECOND, Events, Planted, World
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from tests.lab.known_events import FIRST, START, clients_of, world_of


def _world() -> World:
    """400 accounts that look at popular people now and then, and one that takes 400 people at once on the fifth of six days."""
    rng = np.random.default_rng(5)
    honest = np.repeat(np.arange(400), 12).astype(np.int32)
    day = rng.integers(0, 6, len(honest))
    at = START + day * DAY + rng.integers(0, DAY // SECOND, len(honest)) * SECOND
    crowd = Events.of(at, honest, np.minimum(rng.pareto(0.8, len(honest)) * 3, 99).astype(np.int32), 1)
    taken = Events.of(START + 4 * DAY + np.arange(400) * SECOND, np.full(400, 400), np.arange(100, 500, dtype=np.int32), 1)
    taken.planted[:] = True
    clients = clients_of([f"u{n}" for n in range(401)], harvester=[-1] * 400 + [0])
    planted = (Planted("single_account", {}, np.array([400], np.int32)),)
    return world_of(clients, Events.concat([crowd, taken]), days=6, learning=3, planted=planted)


def test_headcount_tells_of_a_client_once() -> None:
    alarms = headcount_alarms(_world(), (24, 48))
    assert [(alarm.client, alarm.at) for alarm in alarms] == [(400, START + 5 * DAY - 1)]
    assert judge(_world(), alarms).outcomes[0].exposed == 400


def test_it_looks_on_the_last_day_at_the_latest() -> None:
    assert [alarm.at for alarm in headcount_alarms(_world(), (240,))] == [START + 6 * DAY - 1]


@dataclass(frozen=True)
class _Joins:
    """Finds two accounts as one, and on the last day a third with them."""

    name: str = "joins"
    false_per_10k: float = 1.0

    def find(self, window: Window) -> Sequence[Finding]:
        day = (window.last.date() - FIRST.date()).days
        members = ("u400", "u7") if day < 5 else ("u400", "u7", "u8")
        facts = (None, window.first, window.last, 9.0, 2.0, "Shown much.", ("/people/{id}",), "SELECT 1")
        return [Finding("joins", "agent", "Firefox", 400, 9, *facts, members)] if day >= 4 else []


def test_a_joined_finding_is_one_alarm_until_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contestants, "DETECTORS", (_Joins(),))
    alarms = headcount_alarms(_world(), (24, 48))
    assert [(alarm.client, alarm.members, alarm.at) for alarm in alarms] == [
        (400, (400, 7), START + 5 * DAY - 1),
        (400, (400, 7, 8), START + 6 * DAY - 1),
    ]


def test_rivals_are_asked_tuned_and_as_shipped() -> None:
    told = {(rule, how): judge(_world(), alarms) for rule, how, alarms in rivals(_world())}
    assert sorted(rule for rule, how in told if how == SHIPPED) == [
        "Akto enumeration",
        "CrowdSec crawl",
        "isolation forest",
        "requests/h",
        "z-score",
    ]
    assert len([rule for rule, how in told if how == TUNED]) == 9
    exposed = {key: verdict.outcomes[0].exposed for key, verdict in told.items()}
    assert exposed["Akto enumeration", SHIPPED] == 51
    assert exposed["CrowdSec crawl", SHIPPED] == 400  # one a second is poured in, two leak: never full
    assert exposed["requests/h", SHIPPED] == 400
