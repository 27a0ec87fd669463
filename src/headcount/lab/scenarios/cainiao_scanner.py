"""Scanners of parcel stations with a foreign program in them."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.station_scanner import StationScanner
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting


def harvesters(setting: Setting) -> tuple[Harvester, ...]:
    """Three scanners, more on a large site: twice the reads, half more, and twice with the others' parcels by night."""
    number = max(setting.clients // 3_000, 1)
    return (StationScanner(factor=2.0), StationScanner(factor=1.5), StationScanner(factor=2.0, by_night=True)) * number


CAINIAO_SCANNER = Scenario(
    "cainiao_scanner",
    "A program on the handheld scanners of parcel stations read more than 10 million parcels' names, phones and addresses "
    "(Cainiao; press reports, 2018).",
    harvesters,
)
