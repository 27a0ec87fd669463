"""Answers of `headcount count` and `headcount who-saw` on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from headcount.ledger.entries import Count, Viewer
from headcount.reports.markup import printable


def print_counts(counts: Sequence[Count], console: Console) -> None:
    """One block a client: a sentence, then its routes."""
    for count in counts:
        shown = f"{count.records:,} different records" + (
            f", {count.people:,} different people" if count.people is not None else ""
        )
        period = f", {count.first:%Y-%m-%d %H:%M} to {count.last:%Y-%m-%d %H:%M} UTC" if count.first and count.last else ""
        _say(console, f"{count.lens} {count.client} was shown {shown} in {count.requests:,} requests{period}.")
        for template, records in count.routes:
            _say(console, f"  {records:>12,}  {template}")


def print_viewers(viewers: Sequence[Viewer], console: Console) -> None:
    """One line a client, first viewer first."""
    if not viewers:
        _say(console, "Nobody was shown this record, as far as the ledger was kept.")
        return
    _say(console, f"{len(viewers):,} {'client was' if len(viewers) == 1 else 'clients were'} shown this record:")
    for viewer in viewers:
        times = "once" if viewer.times == 1 else f"{viewer.times:,} times"
        first = f"{viewer.first:%Y-%m-%d %H:%M:%S}"
        through = f"through {', '.join(viewer.routes)} ({viewer.file}:{viewer.line})"
        _say(console, f"  {first} UTC  {viewer.lens} {viewer.client}, {times}, {through}")


def _say(console: Console, text: str) -> None:
    console.print(printable(text), markup=False, highlight=False, soft_wrap=True)
