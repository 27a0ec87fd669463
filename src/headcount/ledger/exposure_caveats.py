"""What an exposure cannot know: why more may have been shown than is counted, and how its counts are to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_gaps import Gap, gaps
from headcount.ledger.removal import Why, removals
from headcount.model.incident import ClientName

_MOST_LISTED = 5
Period = tuple[dt.datetime, dt.datetime]

_SKIPPED = """
WITH spans AS (SELECT file, min(shown_at) AS first, max(shown_at) AS last FROM disclosure GROUP BY file),
     near AS (SELECT file FROM source_file LEFT JOIN spans USING (file)
              WHERE first IS NULL OR (first <= $ends AND last >= $begins))
SELECT reason, sum(lines), count(DISTINCT file) FROM skipped SEMI JOIN near USING (file)
GROUP BY reason ORDER BY 2 DESC, reason
"""
_UNSEEN = """
SELECT count(DISTINCT record), sum(showings) FROM told JOIN meaning USING (route, shows) WHERE held = 0
"""
_UNSETTLED = """
SELECT count(*) FROM disclosure JOIN asked USING (caller) SEMI JOIN (FROM route WHERE tentative) USING (route)
WHERE shown_at BETWEEN $begins AND $ends
"""
_PRESUMED = "SELECT count(DISTINCT record) FROM told JOIN meaning USING (route, shows) WHERE presumed"
_BEYOND = """
SELECT count(DISTINCT record) FROM disclosure JOIN asked USING (caller)
       SEMI JOIN (FROM route WHERE subject IS NOT NULL AND NOT tentative) USING (route) ANTI JOIN told USING (record)
WHERE NOT shown_at BETWEEN $begins AND $ends
"""


def caveats(ledger: EmbeddedLedger, period: Period, unknown: Sequence[ClientName]) -> Iterator[str]:
    """Why more may have been shown, each one sentence. Reads what `set_apart` and `give_meaning` made."""
    run, within = ledger.connection.execute, _naive(period)
    for client in unknown[:_MOST_LISTED]:
        yield f"The ledger knows no {client.lens} {client.name}: what it was shown is not counted."
    if len(unknown) > _MOST_LISTED:
        yield f"The ledger does not know {len(unknown) - _MOST_LISTED:,} more of the clients either."
    skipped = run(_SKIPPED, within).fetchall()
    if skipped:
        lines = int(sum(row[1] for row in skipped))
        told = ", ".join(f"{reason}: {int(count):,}" for reason, count, _ in skipped[:_MOST_LISTED])
        yield f"{_some(lines, 'line')} of the logs of this period could not be read ({told})."
    yield from _missing(ledger, period)
    yield from _removed(ledger, period)
    [[records, showings]] = run(_UNSEEN).fetchall()
    if records:
        yield (
            f"Of {_some(records, 'record')} ({_some(int(showings), 'showing')}) the answers were not seen, and no kinds are "
            "known of the routes: their pieces are not counted. Declare kinds of the routes, or scan a log with bodies."
        )
    [[unsettled]] = run(_UNSETTLED, within).fetchall()
    if unsettled:
        yield f"{_some(unsettled, 'request')} through paths that are not known well enough to name a record are not counted."


def reading_notes(ledger: EmbeddedLedger, period: Period, *, several_people: bool) -> Iterator[str]:
    """How the counts are to be read, each one sentence. Reads what `set_apart` and `give_meaning` made."""
    run = ledger.connection.execute
    yield "Days and times are UTC."
    if several_people:
        yield (
            "People are counted by their records of several entities: somebody who stands under two of them counts twice. "
            "At least as many different people were shown as the largest of them has."
        )
    [[presumed]] = run(_PRESUMED).fetchall()
    if presumed:
        yield (
            f"Of {_some(presumed, 'record')} an answer was not in the log: there the kinds are those that the route is known "
            "to show, fields that only some answers hold included."
        )
    [[beyond]] = run(_BEYOND, _naive(period)).fetchall()
    if beyond:
        yield f"Outside of this period the same clients were shown {_some(beyond, 'record')} that are not in these counts."


def _missing(ledger: EmbeddedLedger, period: Period) -> Iterator[str]:
    """What the log does not reach, and its gaps."""
    span = ledger.span()
    if span is None:
        yield "The ledger holds no request."
        return
    if period[0] < span[0]:
        yield f"The log begins at {_minute(span[0])}: what was shown before is not known."
    if period[1] > span[1]:
        yield f"The log ends at {_minute(span[1])}: what was shown after is not known."
    found = gaps(ledger, *period)
    for gap in sorted(sorted(found, key=_length)[-_MOST_LISTED:], key=lambda one: one.begins):
        usual = f"{gap.usual:,.0f} lines or more are usual"
        yield f"The log has no line from {_minute(gap.begins)} to {_minute(gap.ends)}, where {usual}."
    if len(found) > _MOST_LISTED:
        hours = sum(_length(gap) for gap in found) / 3600
        yield f"The log has {_some(len(found), 'such gap')}, {hours:,.1f} hours in all."


def _removed(ledger: EmbeddedLedger, period: Period) -> Iterator[str]:
    """What was taken out of the ledger: what had expired, if the period begins before that, and who asked to be erased."""
    gone = [act for act in removals(ledger) if act.disclosures]
    expired = [act for act in gone if act.what == Why.EXPIRED and act.before is not None and act.before > period[0]]
    if expired:
        until = max(act.before for act in expired if act.before is not None)
        rows = sum(act.disclosures for act in expired)
        yield f"{_some(rows, 'showing')} from before {_minute(until)} were deleted when their time of keeping ended."
    erased = sum(act.disclosures for act in gone if act.what == Why.ERASED)
    if erased:
        yield f"{_some(erased, 'showing')} were erased because the people asked for it; whose and when is not kept."


def _length(gap: Gap) -> float:
    return (gap.ends - gap.begins).total_seconds()


def _naive(period: Period) -> dict[str, dt.datetime]:
    return {"begins": period[0].replace(tzinfo=None), "ends": period[1].replace(tzinfo=None)}


def _minute(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _some(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")
