from __future__ import annotations

from headcount.lab.harvesters.snooper import Snooper
from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.scenarios.hospital_clerk import HOSPITAL_CLERK


def test_two_are_curious_and_one_reads_around() -> None:
    planted = HOSPITAL_CLERK.harvesters(HOSPITAL_CLERK.setting(1_000, 100, None, 1))
    assert planted == (Snooper(people=3, days_each=5), Snooper(people=1, days_each=8), StaffSweep(factor=1.2))
