"""Incidents on the terminal: the list, and one with everything that is known of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from headcount.model.incident import Change, Incident, Signal, State
from headcount.reports.markup import printable
from headcount.reports.zone import minute, moment, period, zone_label

_WIDTH = 100
_FIRST_CLIENTS = 6
_MOST_ODDS = 1e6
"""Larger odds are not told as a number: what was learned from one log does not support them."""
_SOFT, _LOUD = "bright_black", "bold dark_orange3"


def print_incidents(incidents: Sequence[Incident], console: Console, *, zone: dt.tzinfo | None = None) -> None:
    """One row an incident, by number; times in `zone`, of this machine unless told."""
    if not incidents:
        _line(console, Text("No incident."))
        return
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False, header_style=_SOFT)
    since = f"since ({zone_label(incidents[0].stamps.signalled, zone)})"
    for heading in ("", "state", since, "shown"):
        table.add_column(heading, no_wrap=True, justify="right" if heading in {"", "shown"} else "left")
    table.add_column("what")
    for one in incidents:
        what = Text(printable(one.title), style=_LOUD if one.state is State.NEW else "")
        if one.owner:
            what.append(f"; {printable(one.owner)}")
        if one.explanation:
            what.append(f"\nexplained: {printable(one.explanation)}", style=_SOFT)
        table.add_row(str(one.number), _word(one.state), minute(one.stamps.signalled, zone), most_shown(one), what)
    console.print(table, width=min(console.width, _WIDTH), highlight=False)


def print_incident(incident: Incident, changes: Sequence[Change], console: Console, *, zone: dt.tzinfo | None = None) -> None:
    """Everything that is known of one incident, its log last."""
    _line(console, Text(f"Incident {incident.number}, {_word(incident.state)}: {printable(incident.title)}", style="bold"))
    if incident.part_of:
        _line(console, Text(f"It is part of incident {incident.part_of}, which goes on in its place."))
    _line(console, Text(f"Shown {most_shown(incident)}, {period(incident.first, incident.last, zone)}."))
    if incident.explanation:
        _line(console, Text(f"Explained: {printable(incident.explanation)}", style=_LOUD))
    _line(console, Text(f"Handled by {printable(incident.owner) or 'nobody yet'}."))
    _heading(console, "What became known when")
    for name in incident.stamps.__struct_fields__:
        at = getattr(incident.stamps, name)
        _indented(console, Text(f"{name:<10} {moment(at, zone) if at else '-'}", style="" if at else _SOFT))
    _heading(console, f"Clients ({len(incident.clients):,})")
    for client in incident.clients[:_FIRST_CLIENTS]:
        _indented(console, Text(f"{client.lens} {printable(client.name)}"))
    if len(incident.clients) > _FIRST_CLIENTS:
        _indented(console, Text(f"and {len(incident.clients) - _FIRST_CLIENTS:,} more: see --json FILE", style=_SOFT))
    _heading(console, f"Findings ({len(incident.signals):,}), strongest first")
    for signal in incident.signals:
        _indented(console, Text(f"{signal.detector}: {printable(signal.sentence)}"))
        odds = signal.strength / signal.threshold
        times = f"{'more than a million' if odds > _MOST_ODDS else f'{odds:,.1f}'} times its threshold"
        _indented(console, Text(f"{_amount(signal)}, {period(signal.first, signal.last, zone)}, {times}", style=_SOFT))
    _heading(console, "Log")
    for change in changes:
        _indented(console, Text(f"{moment(change.at, zone)}  {printable(change.by)}: {change.what}, {printable(change.detail)}"))


def print_standing(incident: Incident, console: Console) -> None:
    """One line: which it is, and how far."""
    owner = f", {printable(incident.owner)}" if incident.owner else ""
    text = f"incident {incident.number}: {_word(incident.state)}{owner}: {printable(incident.title)}"
    console.print(Text(text), highlight=False, soft_wrap=True)


def told(incidents: Sequence[Incident]) -> str:
    """Which incidents the findings of a scan belong to: `Findings are part of incident 3 (new), 4 (confirmed); see ...`."""
    first = ", ".join(f"{one.number} ({_word(one.state)})" for one in incidents[:_FIRST_CLIENTS])
    more = f" and {len(incidents) - _FIRST_CLIENTS:,} more" if len(incidents) > _FIRST_CLIENTS else ""
    return f"Part of {'incident' if len(incidents) == 1 else 'incidents'} {first}{more}: see headcount incident list"


def most_shown(incident: Incident) -> str:
    """The most people (records, where people are not known) that one of its findings counts."""
    lead = max(incident.signals, key=lambda signal: (signal.people or 0, signal.records))
    return f"{'at least ' if len(incident.clients) > 1 and not lead.members else ''}{_amount(lead)}"


def _amount(signal: Signal) -> str:
    if signal.people:
        return f"{signal.people:,} {'person' if signal.people == 1 else 'people'}"
    return f"{signal.records:,} {'record' if signal.records == 1 else 'records'}"


def _word(state: State) -> str:
    return state.value.replace("_", " ")


def _heading(console: Console, text: str) -> None:
    console.print()
    _line(console, Text(text, style="bold"))


def _line(console: Console, text: Text) -> None:
    console.print(text, width=min(console.width, _WIDTH), highlight=False)


def _indented(console: Console, text: Text) -> None:
    console.print(Padding(text, (0, 0, 0, 3)), width=min(console.width, _WIDTH), highlight=False)
