from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

from headcount.detectors import device_takeover
from headcount.detectors.device_takeover import DeviceTakeover
from headcount.detectors.insider_sweep import InsiderSweep
from headcount.detectors.named_snooping import NamedSnooping
from tests.detectors.stations import Stations
from tests.detectors.world import change


def test_the_docstring_runs() -> None:
    assert doctest.testmod(device_takeover) == doctest.TestResults(failed=0, attempted=6)


@pytest.mark.parametrize("seed", range(2))
def test_who_reads_others_parcels_by_day_or_its_own_by_night_is_found(seed: int) -> None:
    stations = Stations(60, 40, seed, curious=0.0)
    stations.sweep("by day", 10, 20)
    stations.by_night("by night", 10, 20)
    found = {finding.client_id: finding.sentence for finding in DeviceTakeover().find(stations.window())}
    assert found.keys() == set(stations.planted.values())
    by_day, by_night = (found[stations.planted[name]] for name in ("by day", "by night"))
    assert "no table of the site gives it a reason (role clerk, the median of 60 others: " in by_day
    assert "hours at which its role hardly works" not in by_day
    assert "200 of them (" in by_night
    assert by_night.endswith("were read at hours at which its role hardly works (role clerk, the median of 60 others: 0 %).")


def test_a_device_is_found_by_its_tenth_odd_parcel() -> None:
    stations = Stations(60, 40, 2, curious=0.0)
    stations.by_night("by night", 10, 39)
    [found] = DeviceTakeover().find(stations.window())
    assert found.client_id == stations.planted["by night"]


def test_hours_alone_tell_where_there_are_no_tables() -> None:
    stations = Stations(60, 40, 3, curious=0.0)
    stations.sweep("by day", 10, 20)
    stations.by_night("by night", 10, 20)
    window = replace(stations.window(), explained=False)
    assert [found.client_id for found in DeviceTakeover().find(window)] == [stations.planted["by night"]]


def test_a_night_shift_from_the_first_day_on_is_a_habit() -> None:
    stations = Stations(60, 40, 4, curious=0.0)
    stations.night_shift(1)
    assert DeviceTakeover().find(stations.window()) == []


def test_devices_are_no_insiders_and_people_are_no_devices() -> None:
    stations = Stations(60, 40, 8, curious=0.0)
    stations.sweep("by day", 10, 20)
    stations.snoop("looks after", 3, 7)
    window = stations.window()
    people = replace(window, devices=frozenset())
    assert [found.client_id for found in DeviceTakeover().find(window)] == [stations.planted["by day"]]
    assert [*InsiderSweep().find(window), *NamedSnooping().find(window), *DeviceTakeover().find(people)] == []
    assert [found.client_id for found in InsiderSweep().find(people)] == [stations.planted["by day"]]
    assert [found.client_id for found in NamedSnooping().find(people)] == [stations.planted["looks after"]]


def test_a_role_of_nine_judges_nobody() -> None:
    stations = Stations(60, 40, 6, curious=0.0)
    stations.sweep("by day", 10, 20)
    assert DeviceTakeover().find(change(stations.window(), role=["clerk"] * 8 + [""] * 52 + ["clerk"])) == []


def test_honest_devices_stay_within_the_declared_rate() -> None:
    """Six roles with a budget of 0.25 honest devices each: one or two are expected at most, more than five happen once in 230."""
    fleets = [Stations(60, 30, seed, curious=curious) for seed, curious in ((1, 0.0), (2, 0.03), (3, 0.1), (4, 0.3))]
    fleets += [Stations(60, 30, 5, broken=20), Stations(12, 30, 7)]
    assert sum(len(DeviceTakeover().find(stations.window())) for stations in fleets) <= 5
