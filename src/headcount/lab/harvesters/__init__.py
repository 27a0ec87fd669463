"""The shelf of harvesters, the mirror of the detectors. What is not in `HARVESTERS` is not offered."""

from headcount.lab.harvesters.bulk_dump import BulkDump
from headcount.lab.harvesters.canary_toucher import CanaryToucher
from headcount.lab.harvesters.export_job import ExportJob
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

HARVESTERS: tuple[Harvester, ...] = (
    SingleAccount(),
    SequentialIds(),
    ManyAccounts(),
    ManyAddresses(),
    PhoneImporter(),
    StaffSweep(),
    Snooper(),
    StationScanner(),
    PartnerScope(),
    ExportJob(),
    RegionReader(),
    BulkDump(),
    CanaryToucher(),
)
"""One of each pattern, at its usual intensity."""
