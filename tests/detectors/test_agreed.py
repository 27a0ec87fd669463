from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa

from headcount.detectors.agreed import beyond_people, beyond_requests, beyond_routes
from headcount.ledger.window import USED_SCHEMA, Window
from headcount.model.scope import Scope
from tests.detectors.partners import NAMES, Partners

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def _used(window: Window, *rows: tuple[str, list[str], int, int]) -> Window:
    """The window in which client 300 used these routes: (template, kinds, first day, day on which the route opened)."""
    day = dt.timedelta(days=1)
    told = [
        dict(zip(USED_SCHEMA.names, (300, t, kinds, 7, START + first * day, START + 29 * day, START + opened * day), strict=True))
        for t, kinds, first, opened in rows
    ]
    return replace(window, used=pa.Table.from_pylist(told, schema=USED_SCHEMA))


def _window() -> Window:
    partners = Partners(1)
    partners.read("partner", 40)
    return partners.explained()


def test_a_route_that_opened_later_or_shows_nothing_new_is_no_breach() -> None:
    first = ("/a", ["name", "phone"], 0, 0)
    for row, breaches in (
        (("/b", ["address"], 20, 0), 1),
        (("/b", [], 20, 0), 1),
        (("/b", ["address"], 13, 0), 0),
        (("/b", ["phone"], 20, 0), 0),
        (("/b", ["address"], 20, 19), 0),
    ):
        assert len(list(beyond_routes(_used(_window(), first, row), 300, Scope()))) == breaches


def test_a_client_that_was_shown_nothing_breaks_nothing() -> None:
    assert list(beyond_routes(_used(_window()), 300, Scope())) == []
    assert list(beyond_routes(_used(_window()), 300, Scope(routes=frozenset({"/a"})))) == []


def test_what_a_variable_is_called_does_not_matter() -> None:
    window = _used(_window(), ("/a/{id}?q={q}", [], 0, 0))
    assert list(beyond_routes(window, 300, Scope(routes=frozenset({"/a/{person}?q={}"})))) == []
    assert len(list(beyond_routes(window, 300, Scope(routes=frozenset({"/a/{id}"}))))) == 1


def test_breaches_are_counted_together_against_the_tolerance() -> None:
    window = _used(_window(), ("/a", [], 0, 0), ("/b", [], 1, 0), ("/c", [], 2, 0))
    assert list(beyond_routes(window, 300, Scope(routes=frozenset({"/a"}), tolerance=14))) == []
    breaches = list(beyond_routes(window, 300, Scope(routes=frozenset({"/a"}), tolerance=6)))
    assert [(breach.times, breach.told) for breach in breaches] == [
        (2.0, "7 of them through /b, which it does not cover, first on 2026-01-02 at 00:00 UTC"),
        (2.0, "7 of them through /c, which it does not cover, first on 2026-01-03 at 00:00 UTC"),
    ]


def test_customers_are_no_strangers() -> None:
    assert list(beyond_people(_window(), 300, Scope(routes=frozenset({NAMES}), unexplained=0.0), 1e5)) == []
    assert list(beyond_requests(_window(), 300, Scope(requests_a_day=40))) == []
    assert [breach.times for breach in beyond_requests(_window(), 300, Scope(requests_a_day=32))] == [1.25]


def test_a_client_that_no_relation_explains_from_the_start_has_no_share_to_be_held_to() -> None:
    partners = Partners(5)
    partners.read("apart", 0, strangers=40, begin=0)
    assert list(beyond_people(partners.explained(), 300, Scope(), 1e5)) == []
    assert len(list(beyond_people(partners.explained(), 300, Scope(unexplained=0.1), 1e5))) == 1
