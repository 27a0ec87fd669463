from __future__ import annotations

from headcount.lab.harvesters.canary_toucher import CanaryToucher
from headcount.lab.population import is_canary
from tests.lab.made_site import harvested, taken


def test_as_many_canaries_as_told_are_touched() -> None:
    harvest = taken(harvested(CanaryToucher(people_a_day=30.0, canaries=2)))
    assert is_canary(harvest.subject).sum() == 2
    assert len(harvest) > 100


def test_there_may_be_fewer_canaries() -> None:
    assert is_canary(taken(harvested(CanaryToucher(canaries=9))).subject).sum() == 4
