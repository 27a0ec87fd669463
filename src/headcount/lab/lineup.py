"""Line-up: which harvesters come, at which intensities, and which of them share a world.

Clients that harvest alone come together, a few among thousands; each campaign of many clients has a world of its own, so that
one does not make another's people popular.
"""

from __future__ import annotations

from headcount.lab.harvesters.bulk_dump import BulkDump
from headcount.lab.harvesters.canary_toucher import CanaryToucher
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.harvesters.many_addresses import ManyAddresses
from headcount.lab.harvesters.partner_scope import PartnerScope
from headcount.lab.harvesters.phone_importer import PhoneImporter
from headcount.lab.harvesters.region_reader import RegionReader
from headcount.lab.harvesters.sequential_ids import SequentialIds
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.harvesters.snooper import Snooper
from headcount.lab.harvesters.staff_sweep import StaffSweep
from headcount.lab.harvesters.station_scanner import StationScanner

SOLO: tuple[Harvester, ...] = (
    *(SingleAccount(people_a_day=rate) for rate in (12.0, 25.0, 50.0, 100.0, 200.0, 400.0, 2_000.0, 20_000.0)),
    SingleAccount(people_a_day=50.0, cover=1.0),
    SingleAccount(people_a_day=200.0, cover=1.0),
    SingleAccount(people_a_day=25.0, cover=3.0),
    SequentialIds(people_a_day=30.0),
    SequentialIds(people_a_day=300.0),
    PhoneImporter(order="consecutive"),
    PhoneImporter(order="prefix"),
    PhoneImporter(order="random", numbers_a_day=60),
    StaffSweep(factor=1.2),
    StaffSweep(factor=1.5),
    StaffSweep(factor=2.0),
    Snooper(),
    StationScanner(),
    PartnerScope(),
    RegionReader(),
    BulkDump(),
    CanaryToucher(),
)

CAMPAIGNS: dict[str, Harvester] = {
    "500 accounts, one user agent": ManyAccounts(shared="agent"),
    "500 accounts, nothing shared": ManyAccounts(),
    "500 quiet accounts, one user agent": ManyAccounts(shared="agent", people_a_day=8.0, cover=1.0, active=0.6),
    "500 quiet accounts, nothing shared": ManyAccounts(people_a_day=8.0, cover=1.0, active=0.6),
    "500 accounts that were there before": ManyAccounts(turned=True),
    "500 quiet accounts that were there before": ManyAccounts(turned=True, people_a_day=8.0, cover=1.0, active=0.6),
    "5,000 addresses": ManyAddresses(),
}


ALONE = "alone"
"""The scene with few harvesters."""


def scenes(copies: int, *, campaigns: bool, alone: bool = True) -> dict[str, tuple[Harvester, ...]]:
    """Name to the harvesters of one world; `copies` of each that is `alone`, all of them in the first scene."""
    first: dict[str, tuple[Harvester, ...]] = {ALONE: SOLO * copies} if alone else {}
    return first | {name: (campaign,) for name, campaign in CAMPAIGNS.items()} if campaigns else first
