"""The signature pictures of a finding, as numbers read from the ledger."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.model.summary import Pictures

MOST_STEPS = 400
MOST_IDS = 2_000
_AGES = (1 / 24, 3 / 24, 6 / 24, 12 / 24, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 30.0, 45.0, 60.0, 90.0)
"""Days since a client's first record at which its peers are looked at."""

Band = tuple[tuple[float, float, float, float], ...]


def pictures(ledger: EmbeddedLedger, finding: Finding, band: Band) -> Pictures:
    """Everything that is drawn of one finding."""
    run = ledger.connection.execute
    client, span = finding.client_id, [finding.client_id, finding.first.replace(tzinfo=None), finding.last.replace(tzinfo=None)]
    firsts = run("SELECT first_at FROM pair WHERE client = ? AND first_at BETWEEN ? AND ? ORDER BY first_at", span).fetchnumpy()[
        "first_at"
    ]
    stairs = _thin(np.arange(len(firsts)), MOST_STEPS)
    clock = np.zeros((7, 24), np.int64)
    for day, hour, count in run(
        "SELECT isodow(shown_at) - 1, hour(shown_at), count(*) FROM shown WHERE client = ? GROUP BY ALL", [client]
    ).fetchall():
        clock[day, hour] = count
    steps = run(
        "SELECT step FROM shown WHERE client = ? AND step <> 0 ORDER BY shown_at, file, line LIMIT ?", [client, MOST_IDS]
    ).fetchnumpy()["step"]
    routes = run(
        "SELECT route, count(DISTINCT record) AS n FROM client_disclosure WHERE client = ? GROUP BY route ORDER BY n DESC",
        [client],
    ).fetchall()
    evidence = run(
        """SELECT arg_min(file, (shown_at, line)), arg_min(line, (shown_at, line)),
                  arg_max(file, (shown_at, line)), arg_max(line, (shown_at, line))
           FROM client_disclosure WHERE client = ? AND shown_at BETWEEN ? AND ?""",
        span,
    ).fetchone() or ("", 0, "", 0)
    return Pictures(
        staircase=tuple((_utc(firsts[place]), int(place) + 1) for place in stairs),
        band=band,
        clock=tuple(tuple(row) for row in clock.tolist()),
        comb=tuple(np.cumsum(decode_steps(steps.astype(np.int64))).tolist()),
        routes=tuple((template, count) for template, count in routes),
        first_evidence=(evidence[0], evidence[1]),
        last_evidence=(evidence[2], evidence[3]),
    )


def decode_steps(code: NDArray[np.int64]) -> NDArray[np.int64]:
    """Steps back from their codes (see `catalog.subjects.step_codes`): exact up to 8, else a power of two."""
    size = np.abs(code)
    step = np.where(size <= 8, size, np.left_shift(np.int64(1), np.clip(size - 5, 0, 62))) * np.sign(code)
    return np.where(code == 127, 0, step)


def peers_band(window: Window) -> Band:
    """Median, 90 % and 99.9 % of how many records the window's ordinary clients had been shown so many days after their first."""
    days = (window.last - window.first).total_seconds() / 86_400
    ordinary = pc.and_(pc.is_null(window.clients["declared_crawler"]), pc.is_null(window.clients["agreement"]))
    keep = pc.and_(ordinary, pc.greater(window.clients["records"], 0))
    ids = window.clients.filter(keep)["client"].to_numpy().astype(np.int64)
    if not len(ids):
        return ()
    client = window.rollup["client"].to_numpy().astype(np.int64)
    place = np.minimum(np.searchsorted(ids, client), len(ids) - 1)
    known = (ids[place] == client) & (window.rollup["new_records"].to_numpy() > 0)
    place, fresh = place[known], window.rollup["new_records"].to_numpy()[known].astype(np.float64)
    bucket = window.rollup["bucket"].to_numpy().astype("datetime64[s]").astype(np.int64)[known]
    first = np.full(len(ids), np.iinfo(np.int64).max)
    np.minimum.at(first, place, bucket)
    age = (bucket - first[place]) / 86_400
    rows = []
    for limit in [a for a in _AGES if a < days] + [max(days, 1 / 24)]:
        young = age <= limit
        total = np.bincount(place[young], fresh[young], len(ids))
        median, most, nearly_all = np.quantile(total, (0.5, 0.9, 0.999)).tolist()
        rows.append((float(limit), median, most, nearly_all))
    return tuple(rows)


def _thin(places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """At most `most` places, evenly spread, with the first and the last."""
    if len(places) <= most:
        return places
    return places[np.round(np.linspace(0, len(places) - 1, most)).astype(np.intp)]


def _utc(value: np.datetime64) -> dt.datetime:
    return dt.datetime.fromtimestamp(float(value.astype("datetime64[us]").astype(np.int64)) / 1e6, dt.UTC)
