import doctest
import re
from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors import insider_sweep
from headcount.detectors.colleagues import colleagues_of
from headcount.detectors.insider_sweep import InsiderSweep
from headcount.detectors.rises import months_of, odds_of, rises
from tests.detectors.staff import Staff
from tests.detectors.world import change


def test_the_docstring_runs() -> None:
    assert doctest.testmod(insider_sweep) == doctest.TestResults(failed=0, attempted=4)


@pytest.mark.parametrize("seed", range(3))
def test_who_takes_a_third_more_is_found_and_nobody_else(seed: int) -> None:
    staff = Staff(100, 40, seed)
    staff.sweep("insider", 6, 20)
    [found] = InsiderSweep().find(staff.window())
    assert found.client_id == staff.planted["insider"]
    assert f"was shown {found.records:,} different records in " in found.sentence
    assert "(role clerk, the median of 100 others: " in found.sentence


def test_hours_tell_on_the_first_day() -> None:
    """Twelve people without a case within one day: too few for the statistic over days."""
    staff = Staff(100, 40, 8)
    staff.sweep("insider", 12, 39)
    window = staff.window()
    [days], [hours] = colleagues_of(window), colleagues_of(window, 3_600)
    months = months_of(window)
    by_day, by_hour = rises(odds_of(days), days, months, 0.75), rises(odds_of(hours), hours, months, 0.25)
    mine = np.flatnonzero(window.clients["client"].to_numpy()[days.place] == staff.planted["insider"])
    assert (by_day.found[mine].tolist(), by_hour.found[mine].tolist()) == ([False], [True])
    assert [found.client_id for found in InsiderSweep().find(window)] == [staff.planted["insider"]]


def test_one_odd_hour_is_not_enough() -> None:
    staff = Staff(100, 40, 9)
    client, time, record = (part[0] for part in (staff.client, staff.time, staff.record))
    mine = np.flatnonzero((client == 5) & (time // 3_600 == time[client == 5][-1] // 3_600))
    staff._add(client[mine], time[mine] + 1, record[mine] + 1_000_000, np.zeros(len(mine), np.bool_))
    assert InsiderSweep().find(staff.window()) == []


def test_a_busy_clerk_with_cases_is_not_found() -> None:
    staff = Staff(100, 40, 4)
    client, time, record, reason = (part[0] for part in (staff.client, staff.time, staff.record, staff.reason))
    mine = client == 5
    for n in range(1, 6):
        staff._add(client[mine], time[mine] + n, record[mine] + 1_000_000 * n, reason[mine])
    assert InsiderSweep().find(staff.window()) == []


def test_a_day_on_which_the_tables_are_missing_condemns_nobody() -> None:
    staff = Staff(100, 40, 5, broken=25)
    assert InsiderSweep().find(staff.window()) == []


def test_records_of_days_that_cannot_be_judged_are_still_counted() -> None:
    staff = Staff(100, 40, 5, broken=25)
    staff.sweep("insider", 30, 12)
    [found] = InsiderSweep().find(staff.window())
    assert found.sentence.startswith(f"account {found.client} was shown {found.records:,} different records in ")
    judged = int(re.findall(r"of the ([\d,]+) that could be judged", found.sentence)[0].replace(",", ""))
    assert 0 < judged < found.records


def test_without_tables_or_roles_nobody_is_judged() -> None:
    staff = Staff(30, 20, 6)
    staff.sweep("insider", 30, 5)
    window = staff.window()
    assert [found.client_id for found in InsiderSweep().find(window)] == [30]
    assert InsiderSweep().find(replace(window, explained=False)) == []
    assert InsiderSweep().find(change(window, role=[""] * 31)) == []
    assert InsiderSweep().find(change(window, role=["clerk"] * 5 + [""] * 25 + ["clerk"])) == []


def test_tables_that_explain_too_little_judge_nobody() -> None:
    staff = Staff(30, 20, 7)
    staff.reason[0] &= staff.rng.random(len(staff.reason[0])) < 0.3
    staff.sweep("insider", 30, 5)
    assert InsiderSweep().find(staff.window()) == []
