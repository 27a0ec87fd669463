from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from headcount.config import Config, MapConfig
from headcount.config.casework import grader, verdicts_of
from headcount.config.live import PolicyConfig
from headcount.model.kind import Form, Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.store import VerdictStore
from tests.incident.made_case import incident

UNTIL = round(dt.datetime(2026, 3, 9, tzinfo=dt.UTC).timestamp()) * 1_000_000


def _keep(place: str) -> None:
    store = VerdictStore(place)
    for number, client in enumerate(("ann", "bob"), 1):
        store.keep([Verdict(number, "account", client, Action.MASK, UNTIL - 9, UNTIL, "budget:people", rule="people")])
    store.close()


@pytest.mark.parametrize("declared", [True, False])
def test_verdicts_of_the_incidents_clients_are_told(tmp_path: Path, *, declared: bool) -> None:
    ledger = tmp_path / "people.ledger"
    place = str(tmp_path / "kept") if declared else f"{ledger}.verdicts"
    _keep(place)
    settings = Config(policy=PolicyConfig(store=place)) if declared else Config()
    [told] = verdicts_of(settings, ledger, incident())
    assert (told.verdict.client, told.verdict.action, told.change) == ("ann", Action.MASK, "set")


def test_without_a_store_there_are_none_and_none_is_made(tmp_path: Path) -> None:
    assert verdicts_of(Config(), tmp_path / "people.ledger", incident()) == []
    assert list(tmp_path.iterdir()) == []


def test_grades_are_raised_by_the_regimes_of_the_configuration() -> None:
    every, none = grader(Config()), grader(Config(map=MapConfig(regimes=[])))
    assert (every(Kind.BANK_CARD, Form.CLEAR, ""), none(Kind.BANK_CARD, Form.CLEAR, "")) == (4, 3)
    minors = "3 of 9 are of people under 14"
    assert (every(Kind.PHONE, Form.CLEAR, minors), every(Kind.PHONE, Form.CLEAR, "")) == (4, 3)
