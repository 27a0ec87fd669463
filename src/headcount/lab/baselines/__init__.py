"""The rules that people deploy today, as headcount's rivals: the same clients, the same events, the same budget."""

from __future__ import annotations

from headcount.lab.baselines.daily_features import IsolationForest
from headcount.lab.baselines.leaky_bucket import Crawl, PeopleBucket
from headcount.lab.baselines.limits import Enumeration, LongTail, PeopleADay, PeopleAMonth, RequestsAnHour
from headcount.lab.baselines.own_history import OwnHistory
from headcount.lab.baselines.trace import Baseline

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
