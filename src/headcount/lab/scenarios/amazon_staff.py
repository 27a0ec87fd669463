"""Employees who sell what they look up."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting


def harvesters(_: Setting) -> tuple[Harvester, ...]:
    """Three employees who look at a fifth, at half and at twice as many customers as their work asks for."""
    return (StaffSweep(factor=1.2), StaffSweep(factor=1.5), StaffSweep(factor=2.0))


AMAZON_STAFF = Scenario(
    "amazon_staff",
    "Employees passed customers' e-mail addresses and order data on, for money (Amazon; press reports, 2018 to 2020).",
    harvesters,
)
