from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from headcount.lab.baselines.limits import HOUR, Enumeration, LongTail, PeopleADay, PeopleAMonth, RequestsAnHour, long_tail
from headcount.lab.baselines.trace import Baseline
from headcount.lab.views import views_of
from headcount.lab.world import DAY, Events, World
from tests.lab.known_events import START, clients_of, random_world, world_of

Row = tuple[int, int, int, bool]
"""Moment, person, route, found."""


def _histories(world: World) -> Iterator[tuple[Row, list[Row]]]:
    """Each event, client by client, with all of the client's events up to it, itself the last."""
    events = world.events
    columns = (events.client, events.at, events.subject, events.route, events.found)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    for client in range(len(world.clients)):
        mine = [row[1:] for row in rows if row[0] == client]
        for place, row in enumerate(mine):
            yield row, mine[: place + 1]


def _people(rows: list[Row], since: int, tail: set[int] | None = None) -> int:
    return len({who for at, who, _, found in rows if at > since and found and who >= 0 and (tail is None or who in tail)})


def _requests(row: Row, rows: list[Row], _: World) -> int:
    recent = [(at, route) for at, _, route, _ in rows if at > row[0] - HOUR]
    return sum(now != before for now, before in zip(recent, [None, *recent], strict=False))


def _a_day(row: Row, rows: list[Row], _: World) -> int:
    return _people(rows, row[0] // DAY * DAY - 1)


def _a_month(row: Row, rows: list[Row], _: World) -> int:
    return _people(rows, row[0] - 30 * DAY)


def _a_week_of_the_tail(row: Row, rows: list[Row], world: World) -> int:
    return _people(rows, row[0] - 7 * DAY, set(np.flatnonzero(long_tail(world, views_of(world))).tolist()))


def _values(row: Row, rows: list[Row], _: World) -> int:
    return len({who for at, who, route, _ in rows if at > row[0] - HOUR // 12 and who >= 0 and route == row[2]})


SLOWLY: list[tuple[Baseline, Callable[[Row, list[Row], World], int]]] = [
    (RequestsAnHour(), _requests),
    (PeopleADay(), _a_day),
    (PeopleAMonth(), _a_month),
    (LongTail(), _a_week_of_the_tail),
    (Enumeration(), _values),
]


@pytest.mark.parametrize(("baseline", "slowly"), SLOWLY, ids=[baseline.name for baseline, _ in SLOWLY])
@pytest.mark.parametrize(("rows", "days"), [(600, 1), (600, 45)])
def test_every_moment_equals_a_slow_recount(
    baseline: Baseline, slowly: Callable[[Row, list[Row], World], int], rows: int, days: int
) -> None:
    world = random_world(4, rows, days)
    trace = baseline.trace(world, views_of(world))
    expected = [slowly(row, before, world) for row, before in _histories(world)]
    assert trace.value.tolist() == expected
    assert max(expected) > (1 if days == 1 else 0)


def test_one_answer_about_many_people_is_one_request() -> None:
    at = START + np.array([0, 0, 0, 5])
    events = Events.of(at, np.zeros(4, np.int32), np.arange(4, dtype=np.int32), 1)
    world = world_of(clients_of(["u0"]), events)
    assert RequestsAnHour().trace(world, views_of(world)).value.tolist() == [1, 1, 1, 2]


def test_the_long_tail_is_who_is_beside_the_most_read() -> None:
    subject = np.array([7] * 60 + [8] * 30 + [9] * 10, np.int32)
    events = Events.of(START + np.arange(100), np.zeros(100, np.int32), subject, 1)
    later = Events.of(START + 3 * DAY + np.arange(100), np.zeros(100, np.int32), np.full(100, 9, np.int32), 1)
    world = world_of(clients_of(["u0"]), Events.concat([events, later]))
    tail = long_tail(world, views_of(world))
    assert np.flatnonzero(~tail).tolist() == [7, 8]
    assert len(tail) == 500
