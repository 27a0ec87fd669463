"""Clerks who are curious."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.snooper import Snooper
from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting


def harvesters(_: Setting) -> tuple[Harvester, ...]:
    """One who looks after three known people, one who comes back to a single one, and one who reads a little around."""
    return (Snooper(people=3, days_each=5), Snooper(people=1, days_each=8), StaffSweep(factor=1.2))


HOSPITAL_CLERK = Scenario(
    "hospital_clerk",
    "Employees of a hospital looked at the records of well-known patients without treating them "
    "(UCLA Health System; resolution agreement with the US Department of Health, July 2011).",
    harvesters,
)
