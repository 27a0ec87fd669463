"""How many records went which way in a period, counted for the data map.

Different records are counted in parts, each with its share of the records, so that a part fits into memory however many there
are; a record is in one part only, so the counts of the parts add up. Kinds are the bits of a mask (`exposure_kinds`): what a
record was shown of is one number, however many kinds that are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_kinds import as_table, kinds_in, meanings, own_grade
from headcount.model.data_map import Flow
from headcount.model.kind import Kind

PART = 2_000_000
"""Showings that are counted together, about."""

_CLIENTS = """
SELECT route, lens, count(DISTINCT client)
FROM (SELECT DISTINCT route, client FROM shown WHERE shown_at >= $begins) JOIN client USING (client)
GROUP BY GROUPING SETS ((route, lens), (route))
"""
_PART = """
CREATE OR REPLACE TEMP TABLE told AS
SELECT route, lens, record, count(*) AS showings, bit_or(held) AS held, bit_or(clear) AS clear
FROM shown JOIN client USING (client) JOIN meant USING (route, shows)
WHERE shown_at >= $begins AND record % $parts::UBIGINT = $part::UBIGINT GROUP BY ALL
"""
_RECORDS = """
SELECT route, lens, sum(showings), count(*) FROM told GROUP BY ALL
UNION ALL
SELECT route, NULL, sum(showings), count(*)
FROM (SELECT route, record, sum(showings) AS showings FROM told GROUP BY ALL) GROUP BY route
"""
_WAYS = """
WITH on_route AS (SELECT method || ' ' || template AS way, record, bit_or(held) AS held
                  FROM told JOIN route USING (route) WHERE held <> 0 GROUP BY ALL),
     by_lens AS (SELECT lens AS way, record, bit_or(held) AS held FROM told WHERE held <> 0 GROUP BY ALL),
     whole AS (SELECT record, bit_or(held) AS held, bit_or(clear) AS clear FROM told WHERE held <> 0 GROUP BY ALL)
SELECT 'route', way, held, 0, count(*) FROM on_route GROUP BY ALL
UNION ALL
SELECT 'lens', way, held, 0, count(*) FROM by_lens GROUP BY ALL
UNION ALL
SELECT 'all', '', held, clear, count(*) FROM whole GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Use:
    """What went through one route, to one lens or to all of them together."""

    clients: int
    showings: int
    records: int
    """Different ones."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that the map counts."""

    use: Mapping[tuple[int, str | None], Use]
    """By route and lens; under None all lenses together."""
    kinds: Mapping[Kind, tuple[int, int]]
    """Different records of which a kind was shown in clear, and in any form."""
    from_routes: tuple[Flow, ...]
    """The widest first."""
    to_lenses: tuple[Flow, ...]
    """As above."""


def count_map(ledger: EmbeddedLedger, begins: dt.datetime) -> Counts:
    """Count what was shown from `begins` (UTC, without a zone) on. What a showing told is as `exposure_kinds` says."""
    run = ledger.connection.execute
    pairs = run("SELECT DISTINCT route, shows FROM disclosure ORDER BY ALL").fetchall()
    ledger.connection.register("incoming", as_table(meanings(ledger, pairs, own_grade)))
    run("CREATE OR REPLACE TEMP TABLE meant AS FROM incoming").fetchall()
    ledger.connection.unregister("incoming")
    clients = {(route, lens): count for route, lens, count in run(_CLIENTS, {"begins": begins}).fetchall()}
    [[showings]] = run("SELECT count(*) FROM disclosure").fetchall()
    parts = max(-(-showings // PART), 1)
    used: dict[tuple[int, str | None], tuple[int, int]] = {}
    ways: Counter[tuple[str, str, int, int]] = Counter()
    for part in range(parts):
        run(_PART, {"begins": begins, "parts": parts, "part": part}).fetchall()
        for route, lens, times, records in run(_RECORDS).fetchall():
            before = used.get((route, lens), (0, 0))
            used[route, lens] = before[0] + int(times), before[1] + records
        for what, way, held, clear, records in run(_WAYS).fetchall():
            ways[what, way, held, clear] += records
    run("DROP TABLE IF EXISTS told").fetchall()
    use = {at: Use(clients[at], times, records) for at, (times, records) in used.items()}
    return Counts(use, _kinds(ways), _flows(ways, "route"), _flows(ways, "lens"))


def _kinds(ways: Mapping[tuple[str, str, int, int], int]) -> dict[Kind, tuple[int, int]]:
    """Records in clear and in any form by kind."""
    clear: Counter[Kind] = Counter()
    total: Counter[Kind] = Counter()
    for (what, _, held, in_clear), records in ways.items():
        if what == "all":
            clear.update(dict.fromkeys(kinds_in(in_clear), records))
            total.update(dict.fromkeys(kinds_in(held), records))
    return {kind: (clear[kind], records) for kind, records in total.items()}


def _flows(ways: Mapping[tuple[str, str, int, int], int], wanted: str) -> tuple[Flow, ...]:
    """From routes to kinds, or from kinds to lenses; the widest first."""
    found: Counter[tuple[str, str]] = Counter()
    for (what, way, held, _), records in ways.items():
        if what == wanted:
            for kind in kinds_in(held):
                found[(way, str(kind)) if wanted == "route" else (str(kind), way)] += records
    return tuple(Flow(*ends, records) for ends, records in sorted(found.items(), key=lambda one: (-one[1], one[0])))
