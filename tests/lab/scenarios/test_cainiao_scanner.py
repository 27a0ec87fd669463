from __future__ import annotations

from headcount.lab.harvesters.station_scanner import StationScanner
from headcount.lab.scenarios.cainiao_scanner import CAINIAO_SCANNER


def test_three_scanners_and_more_on_a_large_site() -> None:
    small, large = (CAINIAO_SCANNER.harvesters(CAINIAO_SCANNER.setting(1_000, n, None, 1)) for n in (300, 12_000))
    assert small == (StationScanner(factor=2.0), StationScanner(factor=1.5), StationScanner(factor=2.0, by_night=True))
    assert large == small * 4
