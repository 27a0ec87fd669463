"""Exposure, counted in the ledger's engine: whose data, and which, clients were shown in a period, exactly.

Kinds are bits of one number, so that what was shown of a record, however often and through how many routes, is one row:
duplicates are out when it is counted, and most tables of an exposure are one pass over such rows. Memory is bounded, the engine
spills.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from headcount.errors import UsageError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_caveats import caveats, reading_notes
from headcount.ledger.exposure_kinds import KINDS, Grader, kinds_in, mask_of, own_grade
from headcount.ledger.exposure_reasons import unexplained_records
from headcount.ledger.exposure_showings import give_meaning, set_apart
from headcount.model.exposure import Count, Exposure
from headcount.model.incident import ClientName
from headcount.model.taxonomy import entry

UNKNOWN = "unknown"
"""The key where nothing tells the kind, the grade or the residence."""
CLASSES = (50, 500, 5000)
"""Of the PRC's criminal law: pieces from which illegal disclosure is serious (Fa Shi [2017] no. 10, art. 5)."""
GRAVEST = 4

_ONE = """
CREATE OR REPLACE TEMP TABLE one AS
SELECT record, min(sort) AS sort, bool_or(people) AS people, bit_or(held) AS held, bit_or(meaning.clear) AS clear,
       max(grade) AS grade, bool_or(held = 0) AS unseen, sum(showings)::BIGINT AS showings, min(first) AS first, max(last) AS last
FROM told JOIN meaning USING (route, shows) JOIN shown_by USING (route) GROUP BY record
"""
"""What was shown of each record. What it is of, where its person lives and its highest grade are one for all of its showings."""
_SHOWN = """
(SELECT {key} AS key, record, bool_or(people) AS people, bit_or(held) AS held, bit_or(meaning.clear) AS clear,
        sum(showings)::BIGINT AS showings, min(first) AS first, max(last) AS last
 FROM told JOIN meaning USING (route, shows) JOIN shown_by USING (route) GROUP BY ALL)
"""
"""The same under each route, day or client."""
_KEYS = "SELECT DISTINCT {key} FROM told JOIN shown_by USING (route) LIMIT 2"
_COUNT = """
SELECT {key} AS key, count(*), count(*) FILTER (people), sum(bit_count(held)), sum(bit_count(clear)),
       sum(bit_count(held & ~clear)), sum(showings), min(first), max(last)
FROM {rows} GROUP BY 1
"""
_NAMES = {
    "called": "SELECT called, name FROM shown_by",
    "sort": "SELECT sort, entity FROM shown_by",
    "number": "SELECT number, lens || ' ' || name FROM wanted",
}
"""What the numbers stand for that are grouped by."""
_LIVES = "one LEFT JOIN (SELECT record, min(place) AS place FROM living GROUP BY record) AS lives USING (record)"
_HOLDINGS = "SELECT held, clear, people, count(*) FROM one GROUP BY ALL"
_SHOWINGS = "SELECT held, sum(showings), min(first), max(last) FROM told JOIN meaning USING (route, shows) GROUP BY held"
_UNSEEN = "SELECT count(*), count(*) FILTER (people) FROM one WHERE unseen"


def exposure(
    ledger: EmbeddedLedger,
    clients: Sequence[ClientName],
    begins: dt.datetime | None = None,
    ends: dt.datetime | None = None,
    *,
    grade: Grader = own_grade,
) -> Exposure:
    """What `clients` were shown from `begins` to `ends`, both included; left out, as far as the ledger reaches.

    Places and relations count where they were taken in before (`places.locate`, `reasons.relate`).

    Args:
        ledger: whose counts they are.
        clients: as reports name them; one that the ledger does not know is told of in `at_least`.
        begins: UTC.
        ends: UTC.
        grade: what raises grades; by default each kind has the grade of the taxonomy.

    Raises:
        UsageError: the period ends before it begins.
        LedgerError: the engine failed.
    """
    span = ledger.span()
    start = begins or (span[0] if span else dt.datetime.fromtimestamp(0, dt.UTC))
    end = ends or (span[1] if span else start)
    if end < start:
        raise UsageError(f"the period ends ({end:%Y-%m-%d %H:%M:%S} UTC) before it begins ({start:%Y-%m-%d %H:%M:%S} UTC)")
    with ledger.told():
        unknown = set_apart(ledger, clients, start, end)
        give_meaning(ledger, grade)
        return _counted(ledger, sorted(set(clients)), (start, end), unknown)


def _counted(
    ledger: EmbeddedLedger, clients: list[ClientName], period: tuple[dt.datetime, dt.datetime], unknown: list[ClientName]
) -> Exposure:
    run = ledger.connection.execute
    [[people_known]] = run("SELECT coalesce(bool_or(people), false) FROM shown_by").fetchall()

    run(_ONE).fetchall()

    def table(key: str, rows: str = "one", column: str = "") -> list[Count]:
        names = dict(run(_NAMES[key]).fetchall()) if key in _NAMES else {}
        found = run(_COUNT.format(key=column or key, rows=rows)).fetchall()
        counts = [_row((names.get(row[0], row[0]), *row[1:]), people_known=people_known) for row in found]
        return sorted(counts, key=lambda count: (-count.records, count.key))

    def shown(key: str) -> list[Count]:
        """Where there is but one, it has what everything has."""
        keys = run(_KEYS.format(key=key)).fetchall()
        if len(keys) == 1:
            names = dict(run(_NAMES[key]).fetchall()) if key in _NAMES else {}
            return [msgspec.structs.replace(total[0], key=str(names.get(keys[0][0], keys[0][0])))]
        return table(key, _SHOWN.format(key=key), "key")

    total = table("'all'")
    nothing = Count("all", 0, 0 if people_known else None, 0, 0, 0, 0, period[0], period[0])
    entities = table("sort")
    grades = sorted(table("grade"), key=lambda count: -int(count.key))
    placed = _has_rows(ledger, "living")
    odd = unexplained_records(ledger, *period)
    by_kind, by_class = _unfolded(ledger, people_known=people_known)
    gravest = next((row for row in grades if row.key == str(GRAVEST)), None)
    persons = [row.people for row in entities if row.people]
    records = total[0].records if total else 0
    return Exposure(
        clients=tuple(clients),
        begins=period[0],
        ends=period[1],
        total=total[0] if total else nothing,
        by_kind=by_kind,
        by_grade=tuple(msgspec.structs.replace(row, key=UNKNOWN) if row.key == "0" else row for row in grades),
        by_route=tuple(shown("called")),
        by_day=tuple(sorted(shown("day"), key=lambda count: count.key)),
        by_client=tuple(shown("number")),
        by_residence=tuple(table(f"coalesce(place, '{UNKNOWN}')", _LIVES)) if placed else (),
        by_entity=tuple(entities),
        by_class=by_class,
        explained=None if odd is None else records - odd,
        unexplained=odd,
        sensitive=_sensitive(gravest, known=any(row.key != "0" for row in grades), people_known=people_known),
        at_least=tuple(caveats(ledger, period, unknown)),
        fewest_people=max(persons) if len(persons) > 1 else None,
        notes=tuple(reading_notes(ledger, period, several_people=len(persons) > 1)),
    )


def _unfolded(ledger: EmbeddedLedger, *, people_known: bool) -> tuple[tuple[Count, ...], tuple[Count, ...]]:
    """Counts by kind, most pieces first, and by class, gravest first; from the few different masks that there are."""
    run = ledger.connection.execute
    holdings, showings = run(_HOLDINGS).fetchall(), run(_SHOWINGS).fetchall()

    def of(key: str, mask: int) -> Count:
        there = [(held & mask, clear & mask, people, count) for held, clear, people, count in holdings if held & mask]
        records = sum(count for *_, count in there)
        people = sum(count for _, _, person, count in there if person)
        pieces = sum(held.bit_count() * count for held, _, _, count in there)
        clear = sum(shown.bit_count() * count for _, shown, _, count in there)
        times = [row[1:] for row in showings if row[0] & mask]
        first, last = min(row[1] for row in times), max(row[2] for row in times)
        told = key, records, people if people_known else None, pieces, clear, pieces - clear, int(sum(row[0] for row in times))
        return Count(*told, _utc(first), _utc(last))

    everything = 0
    for held, *_ in holdings:
        everything |= held
    kinds = [of(str(kind), mask_of([kind])) for kind in kinds_in(everything)]
    kinds.sort(key=lambda row: (-row.pieces, row.key))
    for _, times, first, last in (row for row in showings if not row[0]):
        [[records, people]] = run(_UNSEEN).fetchall()
        told = UNKNOWN, records, people if people_known else None, 0, 0, 0, int(times)
        kinds.append(Count(*told, _utc(first), _utc(last)))
    masks = {tier: mask_of(kind for kind in KINDS if entry(kind).crim == tier) for tier in CLASSES}
    return tuple(kinds), tuple(of(str(tier), mask) for tier, mask in masks.items() if mask & everything)


def _sensitive(gravest: Count | None, *, known: bool, people_known: bool) -> int | None:
    """People of grade 4; records where people are not known. None where no kind is known at all, so that nobody reads a 0."""
    if gravest is None:
        return 0 if known else None
    return gravest.people if people_known else gravest.records


def _has_rows(ledger: EmbeddedLedger, table: str) -> bool:
    """Whether a temporary table of this run is there and holds something."""
    run = ledger.connection.execute
    [[known]] = run("SELECT count(*) FROM duckdb_tables() WHERE temporary AND table_name = ?", [table]).fetchall()
    return bool(known) and bool(run(f"SELECT EXISTS (FROM {table})").fetchall()[0][0])


def _row(row: tuple[Any, ...], *, people_known: bool) -> Count:
    key, records, people, pieces, clear, masked, showings, first, last = row
    counts = int(pieces), int(clear), int(masked), int(showings)
    return Count(str(key), records, people if people_known else None, *counts, _utc(first), _utc(last))


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC)
