"""The scan on a terminal: at most 100 columns, people or records first, plain text when piped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from headcount.model.summary import ClientSummary, Coverage, RouteSummary, ScanSummary
from headcount.reports.found import FoundClient, found_clients
from headcount.reports.markup import printable
from headcount.reports.zone import minute, period, zone_label

WIDTH = 100
"""Columns at most."""
_TOP_FINDINGS, _TOP_CLIENTS, _TOP_ROUTES, _TOP_APART, _TOP_REASONS = 10, 12, 8, 6, 8
_TOP_MEMBERS = 4
_BAR = 12
_NAME, _TEMPLATE = 36, 54
_FOUND, _SOFT = "bold dark_orange3", "bright_black"


def print_summary(summary: ScanSummary, console: Console, *, zone: dt.tzinfo | None = None) -> None:
    """Print the summary. Colours, bars and box drawing only when `console` is a terminal; NO_COLOR is rich's.

    Args:
        summary: what the scan tells.
        console: where to; make it with `width=100` when it is not a terminal (rich takes 80 for a pipe).
        zone: the zone that times are written in; None is the zone of this machine.
    """
    page = _Page(summary, console, zone)
    page.headline()
    page.findings()
    page.clients()
    page.routes()
    page.apart("Declared, not verified" if not _any_verified(summary.declared) else "Declared", summary.declared)
    page.apart("Noisy, not harvesters (many errors or guesses, few records)", summary.noisy)
    page.apart("By network (/24, /64): cohorts, never scored as one client", summary.prefixes)
    page.coverage()


class _Page:
    """One printing of one summary."""

    def __init__(self, summary: ScanSummary, console: Console, zone: dt.tzinfo | None) -> None:
        self._summary, self._console, self._zone = summary, console, zone
        self._width = min(console.width, WIDTH)
        self._drawn = console.is_terminal and (console.encoding or "").lower().startswith("utf")
        self._found = found_clients(summary.findings)

    def headline(self) -> None:
        summary = self._summary
        self._line(Text(_headline(summary, self._found), style="bold"))
        if summary.records_total:
            shown = [f"{summary.records_total:,} different records"]
            if summary.people_total is not None:
                shown.insert(0, f"{summary.people_total:,} people")
            to = f" were shown to {summary.clients_total:,} {_plural(summary.clients_total, 'client')}"
            self._line(Text(", ".join(shown) + to + _within(summary.coverage, self._zone) + "."))
        elif summary.coverage.accesses:
            self._line(Text("No route shows a record yet. Declare the routes that do: headcount routes PATH > headcount.toml"))
        else:
            self._line(Text("Name the format of the log: headcount scan --log-format 'THE LINE FROM YOUR SERVER' PATH"))

    def findings(self) -> None:
        for rank, found in enumerate(self._found[:_TOP_FINDINGS], 1):
            name = self._short(f"{rank}  {found.lead.lens} {printable(found.lead.client)}", self._width)
            name.stylize(_FOUND)
            self._console.print()
            self._line(name)
            lead, pictures = found.lead, found.pictures
            shown, when = _amount(lead.records, lead.people), period(found.first, found.last, self._zone)
            detail = f"{shown}, {when}; {', '.join(found.detectors)}"
            self._indented(Text(detail, style="bold"))
            self._indented(Text(printable(lead.sentence)))
            if lead.members:
                self._indented(Text(_members(lead.members)))
            if found.explanation:
                told = f"explained before (incident {found.incident}): {printable(found.explanation)}"
                self._indented(Text(told, style="bold"))
            evidence = (
                f"{printable(pictures.first_evidence[0])}:{pictures.first_evidence[1]}",
                f"{printable(pictures.last_evidence[0])}:{pictures.last_evidence[1]}",
            )
            self._indented(Text(f"from {evidence[0]} to {evidence[1]}", style=_SOFT))

        if len(self._found) > _TOP_FINDINGS:
            self._console.print()
            self._line(Text(f"and {len(self._found) - _TOP_FINDINGS:,} more: see --html FILE or --json FILE", style=_SOFT))

    def clients(self) -> None:
        clients = self._summary.clients[:_TOP_CLIENTS]
        if not clients:
            return
        people = self._summary.people_total is not None
        table = self._table(f"Most {'people' if people else 'records'} shown, of {self._summary.clients_total:,} clients")
        table.add_column("client", no_wrap=True)
        if people:
            table.add_column("people", justify="right", no_wrap=True)
        table.add_column("records", justify="right", no_wrap=True)
        if self._drawn:
            table.add_column("", width=_BAR, no_wrap=True)
        table.add_column("requests", justify="right", no_wrap=True)
        table.add_column("")
        marks = {(found.lead.lens, found.lead.client) for found in self._found}
        most = max(client.records for client in clients)
        for client in clients:
            found = (client.lens, client.client) in marks
            row = [f"{client.people or 0:,}"] if people else []
            row.append(f"{client.records:,}")
            row += [_bar(client.records, most)] if self._drawn else []
            row += [f"{client.requests:,}", "found" if found else _declared(client)]
            table.add_row(self._name(client), *(Text(cell) for cell in row), style=_FOUND if found else None)
        self._block(table)

    def routes(self) -> None:
        routes = [route for route in self._summary.routes if route.subject is not None][:_TOP_ROUTES]
        if not routes:
            return
        table = self._table("Routes that show records")
        table.add_column("route", no_wrap=True)
        for heading in ("records", "requests", "misses"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("", no_wrap=True)
        for route in routes:
            name = self._short(f"{route.method} {printable(route.template)}", _TEMPLATE)
            table.add_row(name, *(Text(cell) for cell in _route(route)))
        self._block(table)

    def apart(self, title: str, clients: tuple[ClientSummary, ...]) -> None:
        if not clients:
            return
        table = self._table(title)
        table.add_column("client", no_wrap=True)
        for heading in ("records", "requests"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("")
        for client in clients[:_TOP_APART]:
            cells = (f"{client.records:,}", f"{client.requests:,}", _declared(client))
            table.add_row(self._name(client), *(Text(cell) for cell in cells))
        if len(clients) > _TOP_APART:
            table.add_row(Text(f"and {len(clients) - _TOP_APART:,} more", style=_SOFT), Text(), Text(), Text())
        self._block(table)

    def coverage(self) -> None:
        coverage = self._summary.coverage
        self._console.print()
        self._line(Text(_coverage(coverage)))
        self._line(Text(_reading(coverage, self._zone), style=_SOFT))
        for reason, lines in sorted(coverage.reasons.items(), key=lambda pair: -pair[1])[:_TOP_REASONS]:
            self._indented(Text(f"skipped: {lines:,} x {printable(reason)}", style=_SOFT))
        noted = [file for file in coverage.files if file.note]
        for file in noted[:_TOP_REASONS]:
            self._indented(Text(f"{printable(file.path)}: {printable(file.note)}", style=_SOFT))
        if len(noted) > _TOP_REASONS:
            self._indented(Text(f"and {len(noted) - _TOP_REASONS:,} more files with a note", style=_SOFT))
        idle: dict[str, list[str]] = {}
        for name, reason in self._summary.idle_detectors:
            idle.setdefault(reason, []).append(name)
        for reason, names in idle.items():
            self._indented(Text(f"idle: {', '.join(names)} ({printable(reason)})", style=_SOFT))
        for table, notice in self._summary.notices:
            self._indented(Text(f"check {printable(table)}: {printable(notice)}", style="bold"))

    def _name(self, client: ClientSummary) -> Text:
        return self._short(f"{client.lens} {printable(client.client)}", _NAME)

    def _short(self, text: str, width: int) -> Text:
        """`text` in `width` columns, with a mark where it was cut."""
        name, mark = Text(text), "\u2026" if self._drawn else "..."
        if name.cell_len > width:
            name.truncate(width - len(mark))
            name.append(mark)
        return name

    def _table(self, title: str) -> Table:
        style = box.SIMPLE_HEAD if self._drawn else None
        self._console.print()
        self._line(Text(title, style="bold"))
        return Table(box=style, pad_edge=False, show_edge=False, header_style=_SOFT)

    def _block(self, table: Table) -> None:
        self._console.print(table, width=self._width, highlight=False)

    def _line(self, text: Text) -> None:
        self._console.print(text, width=self._width, highlight=False)

    def _indented(self, text: Text) -> None:
        self._console.print(Padding(text, (0, 0, 0, 3)), width=self._width, highlight=False)


def _headline(summary: ScanSummary, found: tuple[FoundClient, ...]) -> str:
    if not summary.coverage.accesses:
        return "No access was read."
    if not found:
        return "No client stands out by the records it was shown."
    verb = "was" if len(found) == 1 else "were"
    what = "many people's data" if any(client.lead.people for client in found) else "many different records"
    return f"{len(found):,} {_plural(len(found), 'client')} {verb} shown unusually {what}."


def _members(members: tuple[str, ...]) -> str:
    """The first of them by name, the others by number."""
    first = ", ".join(printable(member) for member in members[:_TOP_MEMBERS])
    more = f" and {len(members) - _TOP_MEMBERS:,} more: see --json FILE" if len(members) > _TOP_MEMBERS else ""
    return f"{len(members):,} clients: {first}{more}"


def _amount(records: int, people: int | None) -> str:
    shown = f"{records:,} different {_plural(records, 'record')}"
    return f"{people:,} {'person' if people == 1 else 'people'} ({shown})" if people else shown


def _within(coverage: Coverage, zone: dt.tzinfo | None) -> str:
    return "" if coverage.first is None or coverage.last is None else f", {period(coverage.first, coverage.last, zone)}"


def _coverage(coverage: Coverage) -> str:
    share = f" ({coverage.accesses * 10_000 // coverage.lines / 100:.2f} % of the lines are counted)" if coverage.lines else ""
    return f"{coverage.lines:,} lines: {coverage.accesses:,} accesses, {coverage.skipped:,} skipped{share}"


def _reading(coverage: Coverage, zone: dt.tzinfo | None) -> str:
    formats = ", ".join(sorted({file.format for file in coverage.files if file.format})) or "no format recognised"
    amount = sum(file.bytes for file in coverage.files)
    parts = [
        f"{len(coverage.files):,} {_plural(len(coverage.files), 'file')} ({formats})",
        f"{amount:,} bytes",
        f"{coverage.seconds:.1f} s",
    ]
    if coverage.seconds > 0:
        parts.append(f"{coverage.lines / coverage.seconds:,.0f} lines/s")
    if coverage.last is not None:
        parts.append(f"last access {minute(coverage.last, zone)} {zone_label(coverage.last, zone)}")
    return ", ".join(parts)


def _route(route: RouteSummary) -> tuple[str, ...]:
    source = f"{route.source}, people" if route.people else route.source
    return (f"{route.records:,}", f"{route.requests:,}", f"{route.misses:,}", source)


def _declared(client: ClientSummary) -> str:
    if client.agreement:
        return f"agreement: {printable(client.agreement)}"
    if client.declared_crawler:
        checked = {True: "verified", False: "NOT verified: it is not", None: "says it is"}[client.verified]
        return f"{checked} {printable(client.declared_crawler)}"
    return ""


def _any_verified(clients: Iterable[ClientSummary]) -> bool:
    return any(client.verified is not None for client in clients)


def _bar(value: int, most: int) -> str:
    eighths = round(value / most * _BAR * 8) if most else 0
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "") or "▏"


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
