"""The signature pictures of a finding, as numbers read from the ledger."""

from __future__ import annotations

import datetime as dt

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

_OF_FINDING = """
client IN (SELECT client FROM client WHERE client = $client UNION ALL
           SELECT client FROM client SEMI JOIN (SELECT unnest($members::VARCHAR[]) AS name) USING (name)
           WHERE lens = (SELECT lens FROM client WHERE client = $client))
"""
"""The rows of a finding's clients: members have one lens, and names are unique under it."""

Band = tuple[tuple[float, float, float, float], ...]


def pictures(ledger: EmbeddedLedger, finding: Finding, band: Band) -> Pictures:
    """Everything that is drawn of one finding, of all its members together. Reads the sights that `roll_up` made."""
    of: dict[str, object] = {"client": finding.client_id, "members": list(finding.members)}
    rows = ledger.connection.sql(
        f"SELECT code, record, template FROM sight JOIN route USING (route) WHERE {_OF_FINDING} ORDER BY code, template",  # noqa: S608  # fixed text, values bound
        params=of,
    ).to_arrow_table()
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
    evidence = ledger.connection.execute(
        f"""SELECT arg_min(file, (shown_at, line)), arg_min(line, (shown_at, line)),
                   arg_max(file, (shown_at, line)), arg_max(line, (shown_at, line))
            FROM client_disclosure WHERE {_OF_FINDING} AND shown_at BETWEEN $first AND $last""",  # noqa: S608  # fixed text, values bound
        of | {"first": finding.first.replace(tzinfo=None), "last": finding.last.replace(tzinfo=None)},
    ).fetchall()[0]
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
