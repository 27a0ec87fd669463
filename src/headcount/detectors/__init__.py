"""The shelf of detectors: pure functions of a Window. What is not in `DETECTORS` does not run."""

from headcount.detectors.automation_share import AutomationShare
from headcount.detectors.bulk_dump import BulkDump
from headcount.detectors.canary import Canary
from headcount.detectors.coordinated_crawl import CoordinatedCrawl
from headcount.detectors.cross_region import CrossRegion
from headcount.detectors.device_takeover import DeviceTakeover
from headcount.detectors.fast_crawl import FastCrawl
from headcount.detectors.id_enumeration import IdEnumeration
from headcount.detectors.insider_sweep import InsiderSweep
from headcount.detectors.interface import Detector
from headcount.detectors.named_snooping import NamedSnooping
from headcount.detectors.new_account_rush import NewAccountRush
from headcount.detectors.phone_enumeration import PhoneEnumeration
from headcount.detectors.scope_creep import ScopeCreep
from headcount.detectors.slow_crawl import SlowCrawl

DETECTORS: tuple[Detector, ...] = (
    FastCrawl(),
    SlowCrawl(),
    IdEnumeration(),
    PhoneEnumeration(),
    BulkDump(),
    Canary(),
    CoordinatedCrawl(),
    InsiderSweep(),
    NamedSnooping(),
    DeviceTakeover(),
    CrossRegion(),
    ScopeCreep(),
    AutomationShare(),
    NewAccountRush(),
)
