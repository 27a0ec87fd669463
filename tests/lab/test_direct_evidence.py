from __future__ import annotations

from dataclasses import replace

import numpy as np

from headcount.lab.direct_evidence import canary_views, largest_answers, new_misses
from headcount.lab.views import views_of
from headcount.lab.world import SECOND, Events, Route
from tests.lab.known_events import ROUTES, START, clients_of, world_of


def test_the_largest_answer_is_the_most_that_was_new_within_a_second_of_each_bucket() -> None:
    client = np.array([0, 0, 0, 0, 1, 1])
    at = np.array([5, 5, 5, 700, 700, 700]) * SECOND + np.array([0, 1, 999_999, 0, 0, 1])
    new = np.array([True, False, True, True, False, False])
    assert largest_answers(client, at, new, np.array([0, 3, 4])).tolist() == [2, 1, 0]
    assert largest_answers(client[:0], at[:0], new[:0], np.zeros(0, np.intp)).tolist() == []


def test_canaries_count_by_their_number_and_where_they_were_shown() -> None:
    subject = np.array([400, 400, 400, 1397, 399], np.int32)
    events = Events.of(
        START + np.arange(5) * SECOND,
        np.zeros(5, np.int32),
        subject,
        np.array([1, 4, 1, 1, 1], np.int8),
        found=np.array([True, True, False, True, True]),
    )
    world = replace(world_of(clients_of(["u0"]), events), routes=(*ROUTES, Route("/contacts/lookup?phone={}", phone=True)))
    assert canary_views(world, views_of(world)).tolist() == [True, False, False, True, False]


def test_a_miss_is_new_once_and_never_where_the_person_was_shown() -> None:
    subject = np.array([7, 7, 8, 9, 8, 7], np.int32)
    found = np.array([False, False, True, False, False, False])
    client = np.array([0, 0, 0, 0, 0, 1], np.int32)
    events = Events.of(START + np.arange(6) * SECOND, client, subject, 1, found=found)
    assert new_misses(views_of(world_of(clients_of(["u0", "u1"]), events))).tolist() == [True, False, False, True, False, True]
