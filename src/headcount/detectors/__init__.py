"""The shelf of detectors: pure functions of a Window. What is not in `DETECTORS` does not run."""

from headcount.detectors.bulk_dump import BulkDump
from headcount.detectors.canary import Canary
from headcount.detectors.coordinated_crawl import CoordinatedCrawl
from headcount.detectors.fast_crawl import FastCrawl
from headcount.detectors.id_enumeration import IdEnumeration
from headcount.detectors.insider_sweep import InsiderSweep
from headcount.detectors.interface import Detector
from headcount.detectors.named_snooping import NamedSnooping
from headcount.detectors.phone_enumeration import PhoneEnumeration
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
)
