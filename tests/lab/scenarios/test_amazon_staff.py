from __future__ import annotations

from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.scenarios.amazon_staff import AMAZON_STAFF


def test_three_employees_by_how_much_they_take() -> None:
    planted = AMAZON_STAFF.harvesters(AMAZON_STAFF.setting(1_000, 100, None, 1))
    assert planted == (StaffSweep(factor=1.2), StaffSweep(factor=1.5), StaffSweep(factor=2.0))
