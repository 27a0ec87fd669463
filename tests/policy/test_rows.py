from __future__ import annotations

from array import array

import numpy as np
import pytest

from headcount.policy import rows
from headcount.policy.rows import DUE, GRAIN, HEAD, HIDDEN, IS_NEW, LAST_SLOT, NEW, STEP, TOUCHED, Loading, Shown

WIDTH = 1_000


def stamp(last: int, since: int, bits: int = 0) -> int:
    return last << 33 | since << 2 | bits


def row(*people: tuple[int, int], due: int = 0, new: int = 0, touched: int = 0, step: int = 0) -> array[int]:
    return array("Q", (due, new, touched, step, *[person for person, _ in people], *[told for _, told in people]))


def test_the_people_of_a_row() -> None:
    assert rows.people_of(row((3, 0), (9, 0))).tolist() == [3, 9]
    assert rows.people_of(row()).tolist() == []


@pytest.mark.parametrize(
    ("before", "slot", "hidden", "after", "changes"),
    [
        (stamp(5, 1), 7, False, stamp(7, 1), True),
        (stamp(5, 1), 5, False, stamp(5, 1), False),
        (stamp(5, 1), 4, False, stamp(5, 1), False),
        (stamp(5, 1, IS_NEW | HIDDEN), 5, False, stamp(5, 1, IS_NEW), True),
        (stamp(5, 1, HIDDEN), 5, True, stamp(5, 1, HIDDEN), False),
        (stamp(5, 1), 6, True, stamp(6, 1), True),
        (stamp(LAST_SLOT, LAST_SLOT, IS_NEW), 1, False, stamp(LAST_SLOT, LAST_SLOT, IS_NEW), False),
    ],
)
def test_one_more_showing(before: int, slot: int, *, hidden: bool, after: int, changes: bool) -> None:
    found = row((3, before))
    assert rows.again(found, HEAD + 1, slot, hidden=hidden) is changes
    assert found[HEAD + 1] == after


def test_whether_it_is_among_them() -> None:
    assert [rows.holds((2, 5, 9), record) for record in (1, 2, 5, 7, 9, 10)] == [False, True, True, False, True, False]
    assert not rows.holds((), 1)


def test_who_ran_out_goes_and_who_was_new_a_period_ago_is_not_new_any_more() -> None:
    slot = 100
    kept, old_and_new = stamp(90, 80, IS_NEW), stamp(99, 75, IS_NEW | HIDDEN)
    found, gone = rows.swept(row((3, stamp(75, 60)), (5, kept), (8, old_and_new), new=3, touched=99, step=2), slot)
    assert gone.tolist() == [3]
    assert found is not None
    assert (found[DUE], found[NEW], found[TOUCHED], found[STEP]) == (80 + GRAIN + 1, 1, 99, 2)
    assert found[HEAD:].tolist() == [5, 8, kept, stamp(99, 75, HIDDEN)]


def test_nobody_may_be_left() -> None:
    found, gone = rows.swept(row((3, stamp(1, 1)), (5, stamp(2, 2))), 100)
    assert found is None
    assert gone.tolist() == [3, 5]


def shown(told: dict[str, list[tuple[int, int, int]]]) -> Shown:
    every = [one for people in told.values() for one in people]
    columns = np.array(every, np.int64).reshape(-1, 3)
    ends = np.cumsum([0, *map(len, told.values())])
    return Shown(list(told), ends, columns[:, 0].astype(np.uint64), columns[:, 1] * WIDTH, columns[:, 2] * WIDTH)


def test_rows_of_many_clients_at_once() -> None:
    told = shown({"ann": [(9, 95, 99), (4, 10, 90), (7, 5, 50)], "bob": [], "eve": [(4, 20, 30)], "joe": [(1, 98, 98)]})
    loading = Loading(told, WIDTH, 100 - GRAIN, remember=True)
    assert [(client, people.tolist()) for client, people in loading.gone()] == [("ann", [7]), ("eve", [4])]
    found = dict(loading.rows(lambda people, new: 10 * people + new))
    assert {client: one.tolist() for client, one in found.items()} == {
        "ann": [90 + GRAIN + 1, 1, 99, 21, 4, 9, stamp(90, 10), stamp(99, 95, IS_NEW)],
        "joe": [98 + GRAIN + 1, 1, 98, 11, 1, stamp(98, 98, IS_NEW)],
    }


def test_nobody_is_new_where_that_does_not_matter() -> None:
    loading = Loading(shown({"ann": [(9, 95, 99)]}), WIDTH, 0, remember=False)
    assert list(loading.gone()) == []
    assert [(client, one.tolist()) for client, one in loading.rows(lambda _people, new: new)] == [
        ("ann", [99 + GRAIN + 1, 0, 99, 0, 9, stamp(99, 95)])
    ]


def test_everybody_may_have_run_out_or_nobody_be_told() -> None:
    assert list(Loading(shown({"ann": [(9, 1, 2)]}), WIDTH, 50, remember=True).rows(lambda *_: 0)) == []
    nobody = Loading(shown({"ann": []}), WIDTH, 50, remember=True)
    assert list(nobody.rows(lambda *_: 0)) == []
    assert list(nobody.gone()) == []
