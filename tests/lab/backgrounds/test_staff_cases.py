from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from headcount.errors import UsageError
from headcount.lab.backgrounds.staff_cases import StaffCases
from headcount.lab.world import SECOND
from tests.lab.tables import FIRST, HEAD, staff_table

BEGIN = int(FIRST.timestamp())


def test_steps_are_looks_and_nobodys_steps_are_not(tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text(
        f"{HEAD}2026-03-02T02:00:00.500+02:00,112,77,A_SUBMITTED,COMPLETE\n"
        "2026-03-02T09:00:00+01:00,,77,W_Call,SCHEDULE\n"
        "2026-03-02T09:30:00+01:00,205,77,W_Call,START\n"
    )
    background = StaffCases().read(table, 1)
    world = background.world
    assert [world.clients.name[client] for client in world.events.client] == ["112", "205"]
    assert (world.events.at // 1000 - BEGIN * 1000).tolist() == [500, 8 * 3_600_000 + 1_800_000]
    assert world.events.subject.tolist() == [77, 77]
    assert (background.known.tolist(), background.since.tolist()) == ([77], [BEGIN * SECOND + 500_000])
    assert (background.role, background.programs) == ("employee", ("112",))


def test_an_application_is_open_until_the_end_of_the_day_on_which_it_ended(tmp_path: Path) -> None:
    table = staff_table(tmp_path / "cases.csv", employees=2, days=3, cases=1)
    with table.open("a") as more:
        more.write("2026-03-04T20:00:00+00:00,112,5000,A_SUBMITTED,COMPLETE\n")
    opening = StaffCases(missing=0.0).read(table, 1).opening
    assert opening is not None
    assert opening.record.tolist() == [1000, 1001, 1002, 1003, 1004, 1005, 5000]
    assert ((opening.since - BEGIN) / 3600).tolist() == [0.5, 0.5, 24.5, 24.5, 48.5, 48.5, 68]
    assert ((opening.until[:-1] - BEGIN) // 3600).tolist() == [24, 24, 48, 48, 72, 72]
    assert opening.until[-1] > 10**11


def test_gaps_are_drawn_by_the_seed(tmp_path: Path) -> None:
    table = staff_table(tmp_path / "cases.csv")
    told = [StaffCases(missing=0.1).read(table, seed).opening for seed in (1, 1, 2)]
    first, again, other = (opening.record for opening in told if opening)
    assert 0.85 < len(first) / (6 * 80 * 4) < 0.95
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert StaffCases(missing=1.0).read(table, 1).opening is None


def test_what_is_no_such_table_is_said(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(f"{HEAD}yesterday,1,2,A,COMPLETE\n")
    with pytest.raises(UsageError, match="not a table of time, employee, case, activity, transition"):
        StaffCases().read(tmp_path / "cases.csv", 1)
