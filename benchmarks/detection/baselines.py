"""The rules that people deploy today, as headcount's rivals: the same clients, the same events, the same budget."""

from __future__ import annotations

from benchmarks.detection.daily_features import IsolationForest
from benchmarks.detection.leaky_bucket import Crawl, PeopleBucket
from benchmarks.detection.limits import Enumeration, LongTail, PeopleADay, PeopleAMonth, RequestsAnHour
from benchmarks.detection.own_history import OwnHistory
from benchmarks.detection.trace import Baseline

BASELINES: tuple[Baseline, ...] = (
    RequestsAnHour(),
    PeopleADay(),
    PeopleAMonth(),
    Crawl(),
    PeopleBucket(),
    Enumeration(),
    OwnHistory(),
    LongTail(),
    IsolationForest(),
)
