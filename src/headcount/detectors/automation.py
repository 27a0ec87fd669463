"""Mechanism: which clients are programs, and how much they asked for on a day against what the site answers on average."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.totals import per_client
from headcount.detectors.units import column
from headcount.detectors.wording import count, percent
from headcount.ledger.window import Window

I64 = NDArray[np.int64]

_HOURS, _EVEN = 22, 0.25
"""Round the clock: in so many hours of the day, in each such a share of the day's hourly average."""
_HOURLY = 3_600
"""Requests within one clock hour that nobody makes by hand from one browser."""
_TOOL = re.compile(
    r"^(?:curl|wget|python\d*|aiohttp|httpx|scrapy|go-http-client|java|libwww|perl|ruby|php|node|axios|apache-httpclient|guzzle)"
    r"\b[\w.-]*|\w*(?:Headless|PhantomJS|Selenium|Puppeteer|Playwright)\w*",
    re.IGNORECASE,
)
"""Libraries and tools, which tell how somebody asks: at the beginning of a user agent; browsers without a window, anywhere."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program, or the programs of one operator, above the bar."""

    places: NDArray[np.int64]
    """Of its clients in `Window.clients`, most records first."""
    times: float
    """Its requests on its busiest day as a multiple of the bar, 1 or more."""
    told: str
    """What it asked for and what makes it a program: the end of a sentence."""


@dataclass(frozen=True, slots=True)
class _Days:
    """Requests for records of some clients together, day by day (UTC)."""

    day: I64
    """Days since 1970 with a request, ascending."""
    hours: NDArray[np.float64]
    """Shape (days, 24): requests in each hour."""

    @property
    def asked(self) -> NDArray[np.float64]:
        """Requests on each day."""
        total: NDArray[np.float64] = self.hours.sum(axis=1)
        return total


def programs_of(window: Window, days: float, share: float, fewest: int) -> list[Program]:
    """The programs whose requests on a day exceed a share of the site's daily average, largest first.

    Args:
        window: what was counted.
        days: length of the log, above 0.
        share: of the daily average, 0 to 1.
        fewest: requests on the busiest day, at least.
    """
    requests, records = column(window.clients, "requests"), column(window.clients, "records")
    average = max(window.requests, int(requests.sum())) / days
    bar = max(share * average, float(fewest))
    seen = per_client(window, "requests", np.add) + per_client(window, "misses", np.add)
    scale = np.where(seen > requests, requests / np.maximum(seen, 1), 1.0)  # an answer with many records is one request
    found = []
    for operator, places in _operators(window, records, np.maximum(seen * scale, requests / days) >= bar):
        mean = float(requests[places].sum() / days)
        traffic = _days(window, places, scale)
        busiest = float(traffic.asked.max())
        if max(mean, busiest) < bar:
            continue
        ordered = places[np.argsort(-records[places], kind="stable")]
        if because := f"it says that it is {operator}" if operator else _because(window, int(ordered[0]), traffic):
            asked = _asked(traffic, mean, average, share)
            found.append(Program(ordered, max(mean, busiest) / bar, f"{asked}. It is taken for a program: {because}."))
    return sorted(found, key=lambda one: -one.times)


def _operators(window: Window, records: I64, busy: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """(name or nothing, places) of all clients of each declared crawler, and of each other client that is `busy`.

    Clients under an agreement, and those that were shown no record, are left out.
    """
    crawler = window.clients["declared_crawler"].fill_null("").combine_chunks().dictionary_encode()
    names = np.array(crawler.dictionary.to_pylist(), np.str_)
    said = crawler.indices.to_numpy(zero_copy_only=False)
    free = np.asarray(window.clients["agreement"].is_null(), np.bool_) & (records > 0)
    for number, name in enumerate(names.tolist()):
        mine = np.flatnonzero(free & (said == number)).astype(np.int64)
        if name and len(mine):
            yield name, mine
        elif not name:
            yield from (("", mine[place : place + 1]) for place in np.flatnonzero(busy[mine]).tolist())


def _days(window: Window, places: I64, scale: NDArray[np.float64]) -> _Days:
    """The requests for records of these clients, those with many records in an answer scaled down to whole requests."""
    numbers = column(window.clients, "client")[places]
    by_number = np.argsort(numbers, kind="stable")
    client = column(window.rollup, "client")
    rows = np.flatnonzero(np.isin(client, numbers))
    owner = places[by_number[np.searchsorted(numbers, client[rows], sorter=by_number)]]
    asked = (column(window.rollup, "requests") + column(window.rollup, "misses"))[rows] * scale[owner]
    hour = column(window.rollup, "bucket")[rows] // 3_600
    day, row = np.unique(hour // 24, return_inverse=True)
    hours = np.bincount(row * 24 + hour % 24, asked, len(day) * 24).astype(np.float64)
    return _Days(day, hours.reshape(len(day), 24))


def _asked(traffic: _Days, mean: float, average: float, share: float) -> str:
    """What it asked for, in words."""
    most = int(np.argmax(traffic.asked))
    often = int(np.count_nonzero(traffic.asked >= share * average))
    site = f"of the {average:,.0f} requests that the site answers on an average day"
    if traffic.asked[most] < mean:
        return f"it asked {mean:,.0f} times a day on average, {percent(round(mean), round(average))} {site}"
    asked, day = round(traffic.asked[most]), dt.datetime.fromtimestamp(int(traffic.day[most]) * 86_400, dt.UTC).date()
    return (
        f"on {day} it asked {asked:,} times, {percent(asked, round(average))} {site} (more than a third on {count(often, 'day')})"
    )


def _because(window: Window, place: int, traffic: _Days) -> str:
    """What tells that a client that does not say so is a program; empty when nothing does."""
    hours = traffic.hours[int(np.argmax(traffic.asked))]
    row = window.clients.slice(place, 1).to_pylist()[0]
    agent = window.together(np.array([row["client"]])).user_agent if window.together is not None else ""
    if tool := _TOOL.search(agent):
        return f"its user agent is {tool.group()}"
    steady = int(np.count_nonzero(hours >= max(_EVEN * hours.mean(), 1.0)))
    if steady >= _HOURS:
        return f"it asked evenly in {steady} hours of that day"
    if row["agents"] == 1 and hours.max() >= _HOURLY:
        return f"it asked {hours.max():,.0f} times within one hour from one browser"
    return ""
