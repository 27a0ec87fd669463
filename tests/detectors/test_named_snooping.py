import doctest
import re
from dataclasses import replace

import pytest

from headcount.detectors import named_snooping
from headcount.detectors.named_snooping import NamedSnooping
from tests.detectors.staff import Staff
from tests.detectors.world import DAY, START


def test_the_docstring_runs() -> None:
    assert doctest.testmod(named_snooping) == doctest.TestResults(failed=0, attempted=4)


@pytest.mark.parametrize(("people", "days_each"), [(3, 6), (1, 9)])
def test_who_looks_after_somebody_is_found_with_these_alone(people: int, days_each: int) -> None:
    staff = Staff(100, 40, 1)
    staff.snoop("snooper", people, days_each)
    [found] = NamedSnooping().find(staff.window())
    assert (found.client_id, found.records, found.people) == (100, people, None)
    assert found.query.endswith(f"AND record IN ({', '.join(str(300_000 + n) for n in range(people))})")
    assert f" on {days_each} days {'each ' if people > 1 else ''}for which no table" in found.sentence
    assert START <= found.first.timestamp() < found.last.timestamp() < START + 40 * DAY


def test_looks_twice_or_three_times_are_no_finding() -> None:
    staff = Staff(100, 40, 2)
    staff.snoop("curious", 2, 3)
    assert NamedSnooping().find(staff.window()) == []


def test_where_coming_back_is_usual_it_is_no_finding() -> None:
    staff = Staff(60, 40, 3)
    for number in range(30):
        staff.snoop(f"clerk {number}", 6, 6)
    assert NamedSnooping().find(staff.window()) == []


def test_without_tables_nobody_is_judged() -> None:
    staff = Staff(30, 20, 4)
    staff.snoop("snooper", 3, 9)
    window = staff.window()
    assert len(NamedSnooping().find(window)) == 1
    assert NamedSnooping().find(replace(window, explained=False)) == []


def test_the_records_are_those_that_the_window_names() -> None:
    staff = Staff(100, 40, 5)
    staff.snoop("snooper", 25, 8)
    [found] = NamedSnooping().find(staff.window())
    assert found.records == 20
    assert re.search(r"was shown 20 different records on 8 days each", found.sentence)
