from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from headcount.errors import UsageError
from headcount.lab.backgrounds.interface import Background
from headcount.lab.backgrounds.staff_cases import StaffCases
from headcount.lab.turned import PATTERNS, ExtraRecords, NamedRecords, NewContacts, Shifts, TableWalk
from headcount.lab.world import DAY, HOUR, SECOND
from tests.lab.tables import staff_table


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Background:
    """Eighty days of six employees, 24 new cases a day, each open for its day."""
    return StaffCases(missing=0.0).read(staff_table(tmp_path_factory.mktemp("bank") / "cases.csv"), 1)


@pytest.fixture
def shifts(bank: Background) -> Shifts:
    """Eight hours on each of the last twenty days, with ten records a day before."""
    begin = bank.world.start + np.arange(60, 80) * DAY + 9 * HOUR
    return Shifts(begin, begin + 8 * HOUR, 10.0)


def _within(at: np.ndarray[tuple[int], np.dtype[np.int64]], shifts: Shifts) -> bool:
    day = np.searchsorted(shifts.begin, at, "right") - 1
    return bool((np.diff(at) >= 0).all() and (day >= 0).all() and (at <= shifts.end[day]).all())


def test_extra_records_are_a_share_of_the_usual_ones_that_exist_by_then(bank: Background, shifts: Shifts) -> None:
    at, record = ExtraRecords(factor=1.9).looks(bank, shifts, np.random.default_rng(1))
    assert _within(at, shifts)
    assert 20 * 9 * 0.7 < len(at) < 20 * 9 * 1.3
    assert len(np.unique(at // DAY)) < 20
    assert (bank.since[np.searchsorted(bank.known, record)] <= at).all()


def test_only_open_ones_have_a_reason(bank: Background, shifts: Shifts) -> None:
    at, record = ExtraRecords(factor=1.9, open_only=True).looks(bank, shifts, np.random.default_rng(1))
    opening = bank.opening
    assert opening is not None
    place, second = np.searchsorted(opening.record, record), at // SECOND
    assert len(at) > 100
    assert ((opening.since[place] <= second) & (second < opening.until[place])).all()
    with pytest.raises(UsageError, match="no table of open records"):
        ExtraRecords(open_only=True).looks(dataclasses.replace(bank, opening=None), shifts, np.random.default_rng(1))


def test_a_walk_goes_upwards_and_ends_with_the_table(bank: Background, shifts: Shifts) -> None:
    at, record = TableWalk(an_hour=1_000.0).looks(bank, shifts, np.random.default_rng(1))
    assert np.array_equal(record, np.sort(record))
    assert (len(record), record[0], at[0] >= shifts.begin[0]) == (len(np.unique(record)), 1_000, True)
    assert (bank.since[np.searchsorted(bank.known, record)] <= at).all()
    by_day, some = TableWalk(an_hour=2.0, day_and_night=False).looks(bank, shifts, np.random.default_rng(1))
    assert _within(by_day, shifts)
    assert 20 * 8 * 2 * 0.8 < len(some) < 20 * 8 * 2 * 1.2


def test_named_records_are_seen_once_on_each_of_their_days(bank: Background, shifts: Shifts) -> None:
    at, record = NamedRecords(records=3, days_each=4).looks(bank, shifts, np.random.default_rng(1))
    each, times = np.unique(record, return_counts=True)
    assert (len(each), set(times.tolist())) == (3, {4})
    assert all(len(np.unique(at[record == one] // DAY)) == 4 for one in each)


def test_new_contacts_are_different_people_for_some_days(bank: Background, shifts: Shifts) -> None:
    at, record = NewContacts(people_a_day=20.0, days=5).looks(bank, shifts, np.random.default_rng(1))
    assert 60 < len(record) == len(set(record.tolist())) < 140
    assert shifts.begin[0] <= at.min() <= at.max() < shifts.begin[0] + 5 * DAY
    everybody = NewContacts(people_a_day=1e4).looks(bank, shifts, np.random.default_rng(1))[1]
    assert sorted(everybody.tolist()) == bank.known.tolist()


def test_names_are_unique() -> None:
    names = [one.name for one in PATTERNS]
    assert sorted(names) == sorted(set(names))
