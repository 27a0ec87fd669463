"""Mechanism: a Finding with its exact count, its period, its query, and the words all detectors share."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.evidence import Suspicion
from headcount.detectors.units import column
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_UNKNOWN_ROUTES = ("routes not kept",)


def finding(detector: str, window: Window, suspicion: Suspicion, told: str) -> Finding:
    """The finding on one client; `told` follows its name in the sentence."""
    row = window.clients.slice(suspicion.place, 1).to_pylist()[0]
    number = int(row["client"])
    mine = column(window.rollup, "client") == number
    people = row["people"] if np.any(column(window.clients, "people")) else None
    query = (
        f"SELECT count(DISTINCT record) FROM client_disclosure WHERE client = {number} "  # noqa: S608 - numbers and times only
        f"AND shown_at BETWEEN TIMESTAMP '{_utc(row['first'])}' AND TIMESTAMP '{_utc(row['last'])}.999999'"
    )
    return Finding(
        detector=detector,
        lens=row["lens"],
        client=row["name"],
        client_id=number,
        records=int(column(window.rollup, "new_records")[mine].sum()),
        people=people,
        first=row["first"],
        last=row["last"],
        strength=suspicion.strength,
        threshold=suspicion.threshold,
        sentence=f"{row['lens']} {row['name']} {_of_people(told, row['records'], people or 0)}",
        routes=window.routes.get(number) or _UNKNOWN_ROUTES,
        query=query,
    )


def _of_people(told: str, records: int, people: int) -> str:
    """Say people where the records were declared to be people, all of them or some."""
    if people and people == records:
        return (
            told.replace("different record", "different person")
            .replace("different persons", "different people")
            .replace("records", "people")
        )
    if people:
        return told.replace("different records", f"different records ({people:,} of them people)", 1)
    return told


def peers_say(values: NDArray[np.int64]) -> str:
    """What peers' numbers look like: `a typical peer: 9; one in a thousand: 160`, or the busiest among fewer than 1,000."""
    if not len(values):
        return "no peer to compare with"
    ordered = np.sort(values)
    typical = f"a typical peer: {ordered[(len(ordered) - 1) // 2]:,}"
    if len(ordered) < 1000:
        return f"{typical}; the busiest of {len(ordered):,} others: {ordered[-1]:,}"
    return f"{typical}; one in a thousand: {ordered[-1 - len(ordered) // 1000]:,}"


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, never rounded up to 100: `99 %`; `none` of nothing."""
    return f"{100 * part // whole} %" if whole else "none"


def count(number: int, noun: str) -> str:
    """`1 active day`, `6,000 different records`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
