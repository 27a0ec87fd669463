"""Mechanism: a Finding with its exact count, its period, its query, and the words all detectors share."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from headcount.detectors.evidence import Suspicion
from headcount.detectors.totals import per_client
from headcount.detectors.units import column
from headcount.ledger.together import Together
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_UNKNOWN_ROUTES = ("routes not kept",)


def finding(detector: str, window: Window, suspicion: Suspicion, told: str) -> Finding:
    """The finding on one client; `told` follows its name in the sentence."""
    row = window.clients.slice(suspicion.place, 1).to_pylist()[0]
    number = int(row["client"])
    records, of_people = _shown(window)
    people = row["people"] if of_people else None
    query = (
        f"SELECT count(DISTINCT record) FROM client_disclosure WHERE client = {number} "  # noqa: S608 - numbers and times only
        f"AND shown_at BETWEEN TIMESTAMP '{_utc(row['first'])}' AND TIMESTAMP '{_utc(row['last'])}.999999'"
    )
    return Finding(
        detector=detector,
        lens=row["lens"],
        client=row["name"],
        client_id=number,
        records=int(records[suspicion.place]),
        people=people,
        first=row["first"],
        last=row["last"],
        strength=suspicion.strength,
        threshold=suspicion.threshold,
        sentence=f"{row['lens']} {row['name']} {_of_people(told, row['records'], people or 0)}",
        routes=window.routes.get(number) or _UNKNOWN_ROUTES,
        query=query,
    )


@lru_cache(maxsize=2)
def _shown(window: Window) -> tuple[NDArray[np.int64], bool]:
    """Different records of each client, shape (clients,), and whether any are people; once for all findings of a window."""
    return per_client(window, "new_records", np.add), bool(np.any(column(window.clients, "people")))


def finding_on_many(
    detector: str,
    window: Window,
    places: NDArray[np.intp],
    trait: str,
    sharing: str,
    together: Together,
    evidence: tuple[float, float],
    told: str,
    name: str = "",
) -> Finding:
    """The finding on clients of one lens that share a trait.

    Args:
        detector: its name.
        window: what was judged.
        places: of the clients in `Window.clients`, most records first.
        trait: `agent` or `prefix`; any other with its `name`.
        sharing: how the sentence names the trait, such as `of the network`.
        together: what `Window.together` counts of them.
        evidence: strength and threshold.
        told: follows their number of records in the sentence.
        name: what they share; of `agent` and `prefix` it is known.
    """
    rows = window.clients.take(places)
    numbers = column(rows, "client")
    first, last = (pick(rows[name].to_pylist()) for pick, name in ((min, "first"), (max, "last")))
    query = (
        f"SELECT count(DISTINCT record) FROM client_disclosure WHERE client IN ({', '.join(map(str, numbers.tolist()))}) "  # noqa: S608 - numbers and times only
        f"AND shown_at BETWEEN TIMESTAMP '{_utc(first)}' AND TIMESTAMP '{_utc(last)}.999999'"
    )
    name = name or (together.user_agent if trait == "agent" else rows["prefix"][0].as_py())
    lens = rows["lens"][0].as_py()
    many = f"{lens}es" if lens.endswith("s") else f"{lens}s"
    shown = _of_people(f"were together shown {count(together.records, 'different record')}", together.records, together.people)
    return Finding(
        detector=detector,
        lens=trait,
        client=name,
        client_id=int(numbers[0]),
        records=together.records,
        people=together.people if _shown(window)[1] else None,
        first=first,
        last=last,
        strength=evidence[0],
        threshold=evidence[1],
        sentence=f"{len(places):,} {many} {sharing} {name} {shown}, {told}",
        routes=together.routes,
        query=query,
        members=tuple(rows["name"].to_pylist()),
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


def part_of(odd: int, judged: int, records: int) -> str:
    """`216 of them (21 %)`; `139 of the 1,322 that could be judged (10 %)` where that is not all of a client's records."""
    whole = "them" if judged == records else f"the {judged:,} that could be judged"
    return f"{odd:,} of {whole} ({percent(odd, judged)})"


def count(number: int, noun: str) -> str:
    """`1 active day`, `6,000 different records`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
