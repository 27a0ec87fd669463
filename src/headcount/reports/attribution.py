"""The answer about a sample on the terminal."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from rich.console import Console

from headcount.model.attribution import Attribution, CanaryHit, Candidate
from headcount.reports.markup import printable


def print_attribution(found: Attribution, console: Console) -> None:
    """The verdict in a sentence, the candidates, and what was read. No value of the sample."""
    _say(console, found.sentence)
    print_canaries(found.canaries, console)
    for one in found.candidates:
        _say(console, _candidate(one, found.threshold))
    _say(
        console,
        f"Compared with {found.clients:,} clients; exposure until {_minute(found.until)}. A strength of {found.threshold:.1f} or "
        f"more is met by at most {found.false_rate:.1%} of samples that no client explains.",
    )
    for column in found.columns:
        name = f"column {column.name}" if column.name else "the lines"
        how = f" as {column.entity}, {column.spelling}" if column.entity else ""
        _say(console, f"Read {name}{how}: {column.known:,} of {column.rows:,} rows are known.")
    for reason, count in found.skipped:
        _say(console, f"Not read: {reason}" + (f" ({count:,})" if count > 1 else ""))


def print_canaries(hits: Sequence[CanaryHit], console: Console) -> None:
    """One line a variant."""
    for hit in hits:
        people = "1 made person" if hit.people == 1 else f"{hit.people:,} made people"
        rows = ", ".join(f"{row:,}" for row in hit.rows)
        sure = "" if hit.certain else "; a short number alone may stand there for other reasons"
        _say(console, f"  canary  variant {hit.variant}: {people}, by {', '.join(hit.fields)}, in row {rows}{sure}")


def _candidate(one: Candidate, threshold: float) -> str:
    if not math.isfinite(one.strength):
        return f"  canary decides  {one.lens} {one.client}"
    mark = "*" if one.strength >= threshold else " "
    text = (
        f"{mark} {one.strength:>8.1f}  {one.lens} {one.client}: {one.rows:,} rows, {one.coverage:.0%} of the known ones; "
        f"it was shown {one.records:,} records"
    )
    after, before = one.window.after, one.window.before
    if after is not None:
        text += f"; taken after {_minute(after)}" + (f" and before {_minute(before)}" if before else "")
    return text


def _minute(time: dt.datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _say(console: Console, text: str) -> None:
    console.print(printable(text), markup=False, highlight=False, soft_wrap=True)
