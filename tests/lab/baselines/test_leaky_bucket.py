from __future__ import annotations

import numpy as np
import pytest

from headcount.lab.baselines.leaky_bucket import Crawl, PeopleBucket, segments
from headcount.lab.baselines.trace import alarm_times
from headcount.lab.score import NEVER
from headcount.lab.views import Views, views_of
from headcount.lab.world import SECOND, Events, World
from tests.lab.known_events import START, clients_of, random_world, world_of


def _walk(count: int, gap: float, *, route: int = 1, same: int = 0) -> World:
    """One account that asks for `count` people, one every `gap` seconds; every `same`-th request is for person 0."""
    rows = np.arange(count)
    subject = np.where((rows % same == 0) if same else False, 0, rows + 1).astype(np.int32)
    at = START + (rows * gap * SECOND).astype(np.int64)
    return world_of(clients_of(["u0"]), Events.of(at, np.zeros(count, np.int32), subject, route))


@pytest.mark.parametrize(
    ("world", "overflows"),
    [
        (_walk(40, 0.0), None),  # the bucket holds forty
        (_walk(41, 0.0), 40),
        (_walk(400, 0.5), None),  # two a second leak away
        (_walk(400, 0.25), 79),  # four a second: each adds half, 1 + 79 / 2 > 40
        (_walk(400, 0.0, route=3), None),  # the query is dropped: all are one page
        (_walk(400, 0.0, route=2), None),  # the last segment is always `rating`
        (_walk(80, 0.0, same=2), 79),  # a page that was already poured in is not poured again
    ],
)
def test_the_crawl_scenario_overflows_as_the_source_says(world: World, overflows: int | None) -> None:
    trace = Crawl().trace(world, views_of(world))
    [time] = alarm_times(trace, 40.0, 0, 1).tolist()
    assert time == (NEVER if overflows is None else int(world.events.at[overflows]))


def test_a_bucket_forgets_when_nothing_was_poured_for_its_life() -> None:
    at = START + np.array([0.0, 20.0, 40.6, 41.0]) * SECOND
    events = Events.of(at.astype(np.int64), np.zeros(4, np.int32), np.array([1, 1, 1, 1], np.int32), 1)
    world = world_of(clients_of(["u0"]), events)
    # poured; known and not poured; 40.6 s after the pour: a new bucket; known to that one
    assert Crawl().trace(world, views_of(world)).value.tolist() == [1, 0, 1, pytest.approx(0.2)]


def test_segments_are_the_end_of_the_path() -> None:
    subject, route = np.array([5, 6, 5, 6, -1, 5], np.int32), np.array([1, 1, 2, 3, 0, 3], np.int8)
    events = Events.of(START + np.arange(6), np.zeros(6, np.int32), subject, route)
    world = world_of(clients_of(["u0"]), events)
    five, six, rating, profile, home, again = segments(world, views_of(world)).tolist()
    assert (five, six) == (5, 6)
    assert profile == again
    assert len({five, six, rating, profile, home}) == 5


def _slowly(views: Views, leak: float) -> list[float]:
    level: dict[int, float] = {}
    last: dict[int, int] = {}
    seen: set[tuple[int, int]] = set()
    told = []
    columns = (views.client.tolist(), views.at.tolist(), views.subject.tolist(), views.shown.tolist())
    for client, at, person, shown in zip(*columns, strict=True):
        held = max(0.0, level.get(client, 0.0) - (at - last.get(client, at)) / leak)
        if shown and (client, person) not in seen:
            seen.add((client, person))
            held += 1
            level[client], last[client] = held, at
        told.append(held)
    return told


def test_the_bucket_of_people_equals_a_slow_recount() -> None:
    world = random_world(6, 2000, 1)
    views = views_of(world)
    value = PeopleBucket().trace(world, views).value
    assert value.tolist() == pytest.approx(_slowly(views, 600 * SECOND), abs=1e-3)
    assert value.max() > 2
