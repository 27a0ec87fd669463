"""The signature pictures of a finding, as numbers read from the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import seconds, steps
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.model.summary import Pictures

MOST_STEPS = 400
MOST_IDS = 2_000
AGES = (1 / 24, 3 / 24, 6 / 24, 12 / 24, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 30.0, 45.0, 60.0, 90.0)
"""Days since a client's first record at which its peers are looked at."""

_OF_FINDINGS = """
CREATE OR REPLACE TEMP TABLE of_finding AS
SELECT finding, lead AS client FROM incoming WHERE name IS NULL
UNION SELECT finding, client.client FROM incoming JOIN client own ON own.client = lead JOIN client ON client.lens = own.lens
AND client.name = incoming.name
"""
"""Findings by number with their clients: members have one lens, and names are unique under it."""
_DRAWN = """
CREATE OR REPLACE TEMP TABLE drawn AS
SELECT client, shown_at, file, line, record, template,
       (seconds(shown_at) << 24) | ((line & 65535)::BIGINT << 8) | (step + 128) AS code
FROM shown JOIN route USING (route) SEMI JOIN of_finding USING (client)
"""
_SIGHTS = """
SELECT code, record, template FROM drawn SEMI JOIN (FROM of_finding WHERE finding = $finding) USING (client)
ORDER BY code, template
"""
_EVIDENCE = """
SELECT arg_min(path, (shown_at, line)), arg_min(line, (shown_at, line)),
       arg_max(path, (shown_at, line)), arg_max(line, (shown_at, line))
FROM drawn JOIN source_file USING (file) SEMI JOIN (FROM of_finding WHERE finding = $finding) USING (client)
WHERE shown_at BETWEEN $first AND $last
"""

Band = tuple[tuple[float, float, float, float], ...]


def draw(ledger: EmbeddedLedger, findings: Sequence[Finding], band: Band) -> Iterator[Pictures]:
    """Everything that is drawn of each finding, of all its members together; the showings of all of them are read once.

    `roll_up` has been there before.
    """
    if not findings:
        return
    of = [(number, finding.client_id, name) for number, finding in enumerate(findings) for name in (None, *finding.members)]
    columns = (
        pa.array(column, kind) for column, kind in zip(zip(*of, strict=True), (pa.int64(), pa.uint32(), pa.string()), strict=True)
    )
    ledger.connection.register("incoming", pa.table(list(columns), ["finding", "lead", "name"]))
    ledger.connection.execute(_OF_FINDINGS).fetchall()
    ledger.connection.unregister("incoming")
    ledger.connection.execute(_DRAWN).fetchall()
    for number, finding in enumerate(findings):
        yield _pictures(ledger, number, finding, band)


def _pictures(ledger: EmbeddedLedger, number: int, finding: Finding, band: Band) -> Pictures:
    of: dict[str, object] = {"finding": number}
    rows = ledger.connection.sql(_SIGHTS, params=of).to_arrow_table()
    code, template = rows["code"].to_numpy(), rows["template"].combine_chunks().dictionary_encode()
    record = rows["record"].combine_chunks().dictionary_encode().indices.to_numpy()
    shown, step = seconds(code), steps(code)
    first = np.flatnonzero(np.diff(np.maximum.accumulate(record), prepend=-1))
    inside = first[(shown[first] >= int(finding.first.timestamp())) & (shown[first] <= finding.last.timestamp())]
    stairs = thin(np.arange(len(inside)), MOST_STEPS)
    clock = np.bincount((shown // 86_400 + 3) % 7 * 24 + shown % 86_400 // 3600, minlength=7 * 24).reshape(7, 24)
    routes = np.unique(np.stack([template.indices.to_numpy(), record]), axis=1)[0]
    names: list[str] = template.dictionary.to_pylist()
    counts = sorted(((names[place], int(n)) for place, n in enumerate(np.bincount(routes)) if n), key=lambda r: (-r[1], r[0]))
    period = {"first": finding.first.replace(tzinfo=None), "last": finding.last.replace(tzinfo=None)}
    [evidence] = ledger.connection.execute(_EVIDENCE, of | period).fetchall()
    return Pictures(
        staircase=tuple((dt.datetime.fromtimestamp(int(shown[inside[place]]), dt.UTC), int(place) + 1) for place in stairs),
        band=band,
        clock=tuple(tuple(row) for row in clock.tolist()),
        comb=() if finding.members else tuple(np.cumsum(decode_steps(step[step != 0][:MOST_IDS])).tolist()),
        routes=tuple(counts),
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
    rows = window.rollup.filter(
        pc.and_(pc.is_in(window.rollup["client"], pa.array(ids)), pc.greater(window.rollup["new_records"], 0))
    )
    client, count = rows["client"].to_numpy(), rows["new_records"].to_numpy().astype(np.float64)
    bucket = rows["bucket"].to_numpy().astype("datetime64[s]").astype(np.int64)
    starts = np.diff(client, prepend=client[:1] - 1) != 0
    place = np.cumsum(starts) - 1
    age = (bucket - bucket[starts][place]) / 86_400
    rows = []
    for limit in [a for a in AGES if a < days] + [max(days, 1 / 24)]:
        young = age <= limit
        total = np.bincount(place[young], count[young], len(ids))
        median, most, nearly_all = np.quantile(total, (0.5, 0.9, 0.999)).tolist()
        rows.append((float(limit), median, most, nearly_all))
    return tuple(rows)


def thin(places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """At most `most` places, evenly spread, with the first and the last."""
    if len(places) <= most:
        return places
    return places[np.round(np.linspace(0, len(places) - 1, most)).astype(np.intp)]
