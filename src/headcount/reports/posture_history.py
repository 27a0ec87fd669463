"""How long was it open? Every time that a store was open or weak, and who looked when, on a terminal and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from headcount.ledger.postures import OPEN, Run, Spell, mark
from headcount.reports.markup import printable

FORMAT = "headcount-probe-history-1"
_WIDTH = 100


def print_history(told: Sequence[Spell], looks: Sequence[Run], now: dt.datetime, console: Console) -> None:
    """Print it, open ones that last first; `now` ends what lasts."""
    width = min(console.width, _WIDTH)
    console.print(Text(_headline(told, looks), style="bold"), width=width)
    if not told:
        return
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    for heading in ("store", "what", "since (UTC)", "until (UTC)", "for"):
        table.add_column(heading, overflow="fold")
    for spell in sorted(told, key=lambda one: (one.ended is not None, one.code != OPEN, one.began, one.url, one.code)):
        until = f"{spell.ended:%Y-%m-%d %H:%M}" if spell.ended else f"lasts, seen {spell.seen:%Y-%m-%d}"
        what = "can be read by strangers" if spell.code == OPEN else spell.code
        style = "bold dark_orange3" if spell.code == OPEN and spell.ended is None else None
        cells = (printable(spell.url), printable(what), f"{spell.began:%Y-%m-%d %H:%M}", until, _long(spell, now))
        table.add_row(*map(Text, cells), style=style)
    console.print()
    console.print(table, width=width, highlight=False)
    console.print()
    for url in dict.fromkeys(spell.url for spell in told):
        console.print(Text(f"{mark(url)} in alerts and logs is {printable(url)}", "bright_black"), width=width)
    console.print(Text("since: the first look that found it, so at the latest; until: the first that did not.", "bright_black"))


def history_to_json(told: Sequence[Spell], looks: Sequence[Run]) -> bytes:
    """One object, with a line feed at its end."""
    spells = [{"mark": mark(spell.url), **msgspec.structs.asdict(spell)} for spell in told]
    return msgspec.json.format(msgspec.json.encode({"format": FORMAT, "spells": spells, "looks": looks}), indent=2) + b"\n"


def _headline(told: Sequence[Spell], looks: Sequence[Run]) -> str:
    if not looks and not told:
        return "No look is kept in this ledger."
    lasting = sum(spell.code == OPEN and spell.ended is None for spell in told)
    last = (
        f"; the last look was on {looks[0].at:%Y-%m-%d %H:%M} UTC by {printable(looks[0].who) or 'nobody named'}" if looks else ""
    )
    return f"{lasting} {'store' if lasting == 1 else 'stores'} can be read by strangers now{last}."


def _long(spell: Spell, now: dt.datetime) -> str:
    """From first look to the end, as days and hours, or minutes."""
    minutes = int(((spell.ended or now) - spell.began).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days:,} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
