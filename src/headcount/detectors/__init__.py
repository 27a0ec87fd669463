"""The shelf of detectors: pure functions of a Window. What is not in `DETECTORS` does not run."""

from headcount.detectors.fast_crawl import FastCrawl
from headcount.detectors.id_enumeration import IdEnumeration
from headcount.detectors.interface import Detector
from headcount.detectors.slow_crawl import SlowCrawl

DETECTORS: tuple[Detector, ...] = (FastCrawl(), SlowCrawl(), IdEnumeration())
