import doctest

import pytest

from headcount.detectors import scope_creep
from headcount.detectors.scope_creep import ScopeCreep
from headcount.model.scope import Scope
from tests.detectors.partners import NAMES, PHONES, Partners


def _world() -> Partners:
    partners = Partners(1)
    partners.read("honest", 60)
    partners.read("creep", 60, phones=1, begin=29)
    return partners


def test_the_docstring_runs() -> None:
    assert doctest.testmod(scope_creep) == doctest.TestResults(failed=0, attempted=4)


def test_one_record_beyond_is_enough() -> None:
    world = _world()
    [found] = ScopeCreep().find(world.window())
    assert (found.client_id, found.strength) == (world.planted["creep"], found.threshold)
    assert 'under the agreement "the agreement": 1 of them through /profile?id={id}, which shows phone' in found.sentence
    assert "beyond the agreement, first on 2026-01-30 at " in found.sentence


def test_what_is_declared_decides() -> None:
    world = _world()
    creep = world.planted["creep"]
    for scope, named in (
        (Scope(kinds=frozenset({"name", "phone"})), []),
        (Scope(routes=frozenset({NAMES, PHONES})), []),
        (Scope(routes=frozenset({NAMES}), tolerance=1), []),
        (Scope(routes=frozenset({NAMES})), [creep]),
        (Scope(routes=frozenset({NAMES, PHONES}), kinds=frozenset({"name"})), [creep]),
        (Scope(requests_a_day=61), []),
    ):
        found = ScopeCreep().find(world.window(scope))
        assert [one.client_id for one in found] == (named or ([creep] if scope.requests_a_day else []))


def test_a_day_with_more_requests_than_agreed() -> None:
    partners = Partners(2)
    partners.read("steady", 60)
    partners.read("grown", 60, strangers=30)
    [found] = ScopeCreep().find(partners.window(Scope(routes=frozenset({NAMES}), requests_a_day=75)))
    assert found.client_id == partners.planted["grown"]
    assert found.sentence.endswith("(agreed: 75 a day, which it passed on 10 days).")
    assert found.strength == pytest.approx(found.threshold * 90 / 75)


def test_people_beyond_the_common_customers() -> None:
    partners = Partners(3)
    partners.read("honest", 60, strangers=1, begin=0)
    partners.read("creep", 60, strangers=20)
    agreed = Scope(routes=frozenset({NAMES}), unexplained=0.03)
    [found] = ScopeCreep().find(partners.explained(agreed))
    assert found.client_id == partners.planted["creep"]
    assert "are people whom no relation explains (agreed: 3 %), beyond chance by 2026-01-2" in found.sentence
    assert ScopeCreep().find(partners.window(agreed)) == []


def test_an_agreement_that_says_nothing_freezes_what_was_used_first() -> None:
    partners = Partners(4)
    partners.read("always", 60, phones=5, begin=2)
    partners.read("turned", 60, phones=5)
    partners.read("strangers", 60, strangers=25)
    window = partners.explained(Scope())
    found = {one.client_id: one.sentence for one in ScopeCreep().find(window)}
    assert set(found) == {partners.planted["turned"], partners.planted["strangers"]}
    assert "50 of them through /profile?id={id}, which it had not used in its first 14 days" in found[partners.planted["turned"]]
