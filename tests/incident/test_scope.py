from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount import config as composition
from headcount.config import load
from headcount.incident.scope import scope_of
from headcount.intake import count_files
from headcount.lab import making
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_showings import clients_called
from headcount.model.incident import Incident, Stamps, State
from headcount.model.kind import Form, Kind
from tests.incident.made_case import incident
from tests.ledger.accesses import TOKENS
from tests.ledger.showings import START, Look, fill


@pytest.fixture
def ledger() -> Iterator[EmbeddedLedger]:
    with EmbeddedLedger(None, TOKENS.key_id) as made:
        fill(made, [Look(second, "ann", 0, second, 1) for second in (0, 5, 11, 40, 50)] + [Look(-60, "ann", 0, 99, 1)])
        yield made


def test_the_incidents_own_period_is_meant_to_the_end_of_its_last_second(ledger: EmbeddedLedger) -> None:
    ledger.connection.execute("UPDATE disclosure SET shown_at = shown_at + INTERVAL 900 MILLISECOND").fetchall()
    found = scope_of(ledger, incident())
    assert (found.total.records, found.begins, found.ends.microsecond) == (3, START, 999_999)
    assert found.notes[-1].startswith("Outside of this period the same clients were shown 3 records")


def test_another_period_can_be_meant(ledger: EmbeddedLedger) -> None:
    assert scope_of(ledger, incident(), whole=True).total.records == 6
    assert scope_of(ledger, incident(), START + dt.timedelta(seconds=5)).total.records == 2
    assert scope_of(ledger, incident(), ends=START + dt.timedelta(seconds=45)).total.records == 4
    assert scope_of(ledger, incident(), ends=START + dt.timedelta(seconds=45), whole=True).total.records == 5


def test_grades_are_raised_as_it_is_told(ledger: EmbeddedLedger) -> None:
    def grade(kind: Kind, _: Form, __: str) -> int:
        return 4 if kind is Kind.NICKNAME else 1

    assert scope_of(ledger, incident(), grade=grade).sensitive == 3


@pytest.mark.parametrize("name", ["taobao_2019", "cainiao_scanner", "hospital_clerk", "linkedin_profiles"])
def test_scope_equals_the_truth_of_a_made_world_to_the_unit(tmp_path: Path, name: str) -> None:
    truth, _ = making.make(making.scenario(name), 1_000, 60, 40, 3, tmp_path, "combined")
    settings = load(tmp_path / "headcount.toml")
    tokens = composition.tokenizer(settings, None, tmp_path / "key")
    with composition.ledger(None, tokens) as ledger:
        count_files([str(tmp_path / "access.log")], ledger, composition.catalogue(settings, tokens, []))
        ledger.name_clients()
        for harvest in truth.harvests:
            assert harvest.people > 0
            assert harvest.first is not None
            assert harvest.last is not None
            clients = tuple(client for name in harvest.clients for client in clients_called(ledger, name))
            made = Incident(1, State.NEW, "made", clients, (), harvest.first, harvest.last, Stamps(harvest.last))
            assert scope_of(ledger, made, whole=True).total.people == harvest.shown
            if harvest.people == harvest.shown:
                assert scope_of(ledger, made).total.people == harvest.people
