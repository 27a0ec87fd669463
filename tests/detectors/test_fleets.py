import numpy as np

from headcount.detectors.fleets import fleets_of, in_days
from tests.detectors.stations import Stations
from tests.detectors.world import DAY


def test_hours_are_summed_as_the_roll_up_says() -> None:
    window = Stations(20, 14, 1).window()
    [fleet] = fleets_of(window)
    assert fleet.reasons is not None
    rows = window.rollup.to_pylist()
    for group, name in ((fleet.hours, "new_records"), (fleet.reasons, "new_records")):
        assert group.totals(group.new).tolist() == [sum(row[name] for row in rows if row["client"] == n) for n in range(20)]
    odd = [sum(row["unexplained_records"] for row in rows if row["client"] == n) for n in range(20)]
    assert fleet.reasons.totals(fleet.reasons.odd).tolist() == odd
    assert fleet.hours.day.tolist() == fleet.reasons.day.tolist()
    assert set((fleet.hours.day % 24).tolist()) == set(range(8, 18))
    assert fleet.hours.odd.sum() == 0
    days = in_days(fleet.reasons)
    assert days.totals(days.odd).tolist() == odd
    assert (
        np.diff(days.start)
        == [len({row["bucket"].date() for row in rows if row["client"] == n and row["new_records"]}) for n in range(20)]
    ).all()


def test_odd_hours_are_those_that_others_hardly_keep() -> None:
    stations = Stations(20, 14, 2)
    stations.by_night("by night", 10, 3)
    [fleet] = fleets_of(stations.window())
    own = np.repeat(fleet.hours.place, np.diff(fleet.hours.start)) == stations.planted["by night"]
    assert fleet.hours.odd[own].sum() == 11 * 10
    assert fleet.hours.odd[~own].sum() == 0
    assert set((fleet.hours.day[own & (fleet.hours.odd > 0)] % 24).tolist()) == {1, 2, 3}


def test_of_a_long_log_the_days_of_the_week_count() -> None:
    stations = Stations(20, 40, 3)
    sunday = np.flatnonzero((stations.time[0] // DAY % 7 == 4) & (stations.client[0] == 4))
    assert len(sunday) > 20
    stations.time[0][sunday] += 2 * DAY
    [fleet] = fleets_of(stations.window())
    own = np.repeat(fleet.hours.place, np.diff(fleet.hours.start)) == 4
    assert fleet.hours.odd[own].sum() > 20
    assert fleet.hours.odd[~own].sum() == 0


def test_without_tables_there_are_hours_only() -> None:
    stations = Stations(20, 14, 4)
    stations.reason[0][:] = False
    [fleet] = fleets_of(stations.window())
    assert fleet.reasons is None
