"""Health: what does not work just now and what helps, how far behind each source is, and the counters. No name of anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from headcount import __version__
from headcount.console.endpoint import Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.words import N_

_TIMES = ("last_commit", "last_detection")
"""Gauges that are times, in seconds since 1970."""
NAMES = {
    "lines": N_("lines read since the start"),
    "accesses": N_("of these, accesses"),
    "disclosures": N_("records shown to clients since the start"),
    "commits": N_("commits of the ledger since the start"),
    "detections": N_("rounds of all detectors since the start"),
    "reloads": N_("configurations taken over since the start"),
    "ledger_bytes": N_("size of the ledger, bytes"),
    "clients": N_("clients in the ledger"),
    "verdicts_in_force": N_("verdicts in force, those that only observe included"),
    "last_commit": N_("last commit"),
    "last_detection": N_("last round of the detectors"),
    "shards": N_("partitions that this worker serves"),
    "detection_seconds": N_("what that round took, seconds"),
}
"""What the counters and gauges are called; others keep their own names."""


class Trouble(msgspec.Struct, frozen=True):
    """One thing that does not work just now."""

    part: str
    what: str
    """In words, with the remedy."""


class Lag(msgspec.Struct, frozen=True):
    """How far behind one tap is."""

    tap: str
    records: int | None
    """Not yet read; None where the tap cannot know."""
    bytes: int | None


class Count(msgspec.Struct, frozen=True):
    """A number under a name."""

    name: str
    value: float


class HealthTold(msgspec.Struct, frozen=True):
    """How the service is."""

    service: bool
    """Whether one is running behind this console; without one the rest is empty."""
    ready: bool
    """Whether it has started."""
    version: str
    """Of headcount."""
    problems: tuple[Trouble, ...]
    lag: tuple[Lag, ...]
    skipped: tuple[Count, ...]
    """Lines that are no accesses since the start, by reason."""
    put_aside: tuple[Count, ...]
    """Records in the dead letters since the start, by reason."""
    counts: tuple[Count, ...]
    """Counters since the start, and gauges; times in seconds since 1970."""


def _health(parts: Parts, _: Viewer, __: Nothing) -> HealthTold:
    now = parts.running.health()
    if now is None:
        return HealthTold(parts.running.live, False, __version__, (), (), (), (), ())  # noqa: FBT003  # not ready
    return HealthTold(
        service=True,
        ready=now.ready,
        version=__version__,
        problems=tuple(Trouble(part, what) for part, what in sorted(now.problems.items())),
        lag=tuple(Lag(tap, *behind) for tap, behind in sorted(now.lag.items())),
        skipped=_most_first(now.skipped),
        put_aside=_most_first(now.dead_letters),
        counts=tuple(Count(name, value) for name, value in (*now.counts.items(), *now.gauges.items())),
    )


def _most_first(counted: Mapping[str, int]) -> tuple[Count, ...]:
    return tuple(Count(reason, number) for reason, number in sorted(counted.items(), key=lambda one: -one[1]))


HEALTH = Endpoint(
    "GET",
    "/health",
    Permission.COUNTS,
    "Problems with their remedies, lag of the taps, and counters.",
    Nothing,
    HealthTold,
    _health,
)


def shown(asking: Asking, told: HealthTold) -> Mapping[str, Any]:
    """What a page shows of it: counters under their names, times as times."""
    rows = []
    for one in told.counts:
        value: Any = int(one.value) if float(one.value).is_integer() else one.value
        value = dt.datetime.fromtimestamp(one.value, dt.UTC) if one.name in _TIMES else value
        rows.append((asking.say(NAMES.get(one.name, one.name.replace("_", " "))), value, one.name in _TIMES))
    return {"health": told, "counts": rows}


def _show(asking: Asking) -> Mapping[str, Any]:
    return shown(asking, asking.ask(HEALTH))


PAGE = Page(
    "health",
    N_("Health"),
    "",
    "/health",
    Permission.COUNTS,
    (View("/health", "health.html", Permission.COUNTS, _show),),
    endpoints=(HEALTH,),
)
