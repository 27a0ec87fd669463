"""The data map on a terminal: at most 100 columns, the gravest routes first, plain text when piped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from headcount.model.data_map import CLASSIFIED, DataMap, MapRoute
from headcount.model.kind import Form
from headcount.reports.markup import printable
from headcount.reports.zone import minute, zone_label

WIDTH = 100
"""Columns at most."""
_TOP_ROUTES, _TOP_OTHERS, _TEMPLATE = 40, 10, 34
_GRAVE, _SOFT, _GRAVE_FROM = "bold dark_orange3", "bright_black", 4


def print_map(found: DataMap, console: Console, *, zone: dt.tzinfo | None = None) -> None:
    """Print the map: routes by grade, what is new, breaches of agreements, and routes that nobody used.

    Args:
        found: the map.
        console: where to; make it with `width=100` when it is not a terminal.
        zone: the zone that times are written in; None is the zone of this machine.
    """
    page = _Page(console, zone)
    page.headline(found)
    page.routes([route for route in found.routes if route.grade])
    page.listed("New on known routes", (page.news(found)))
    page.listed("Beyond an agreement", (page.beyond(found)))
    page.listed("Holds personal data and showed nobody a record in the period", (r.name for r in found.idle))


class _Page:
    """One printing."""

    def __init__(self, console: Console, zone: dt.tzinfo | None) -> None:
        self._console, self._zone, self._width = console, zone, min(console.width, WIDTH)
        self._drawn = console.is_terminal and (console.encoding or "").lower().startswith("utf")

    def headline(self, found: DataMap) -> None:
        personal = [route for route in found.routes if route.grade]
        if not personal or found.begins is None or found.ends is None:
            self._line("No route is known to show personal data.", style="bold")
            self._line("Scan a log with bodies ([jsonl] body = ... in headcount.toml), or declare the kinds of its routes.")
            return
        kinds = {field.kind for route in personal for field in route.fields}
        routes = {route.name for route in personal if route.source != CLASSIFIED}
        tables = sum(route.source == CLASSIFIED for route in personal)
        parts = [_counted(len(routes), "route", "routes"), _counted(tables, "table or file", "tables or files")]
        told = " and ".join(filter(None, parts))
        shows = "shows" if len(routes) + tables == 1 else "show"
        self._line(f"{told} {shows} {_counted(len(kinds), 'kind', 'kinds')} of personal data.", "bold")
        when = f"{minute(found.begins, self._zone)} to {minute(found.ends, self._zone)} ({zone_label(found.ends, self._zone)})"
        self._line(f"Records are different ones shown from {when}; a masked kind is marked with *.")

    def routes(self, routes: list[MapRoute]) -> None:
        if not routes:
            return
        self._console.print()
        table = Table(box=box.SIMPLE_HEAD if self._drawn else None, pad_edge=False, show_edge=False, header_style=_SOFT)
        table.add_column("grade", justify="right", no_wrap=True)
        table.add_column("route", overflow="fold", max_width=_TEMPLATE)
        table.add_column("shows", overflow="fold")
        for heading in ("at once", "records", "clients"):
            table.add_column(heading, justify="right", no_wrap=True)
        for route in routes[:_TOP_ROUTES]:
            table.add_row(*_cells(route), style=_GRAVE if route.grade >= _GRAVE_FROM else None)
        self._console.print(table, width=self._width, highlight=False)
        if len(routes) > _TOP_ROUTES:
            self._line(f"and {len(routes) - _TOP_ROUTES:,} more routes: see --json FILE", _SOFT)

    def news(self, found: DataMap) -> Iterable[str]:
        for route, field in found.news:
            since = minute(field.since, self._zone) if field.since else ""
            masked = "" if field.form == Form.CLEAR else f", {field.form}"
            yield f"since {since} {route.name} also returns {field.kind}{masked} ({field.path})"

    def beyond(self, found: DataMap) -> Iterable[str]:
        for breach in found.beyond:
            kinds, since = ", ".join(breach.kinds), minute(breach.first, self._zone)
            who = f"{breach.agreement}: {breach.lens} {breach.client}"
            yield f"{who} was shown {kinds} of {breach.records:,} records through {breach.template}, first {since}"

    def listed(self, title: str, lines: Iterable[str]) -> None:
        told = list(lines)
        if not told:
            return
        self._console.print()
        self._line(title, "bold")
        for line in told[:_TOP_OTHERS]:
            self._line(f"  {line}")
        if len(told) > _TOP_OTHERS:
            self._line(f"  and {len(told) - _TOP_OTHERS:,} more: see --json FILE", _SOFT)

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(Text(printable(text), style=style), width=self._width, highlight=False)


def _counted(number: int, one: str, several: str) -> str:
    """A number with its word; nothing for none."""
    return f"{number:,} {one if number == 1 else several}" if number else ""


def _cells(route: MapRoute) -> tuple[str, ...]:
    kinds = ", ".join(kind if form == Form.CLEAR else f"{kind}*" for kind, form in route.kinds)
    name = printable(route.name)
    clients = sum(use.clients for use in route.lenses)
    most = f"{route.most_people:,}" if route.most_people else ""
    return str(route.grade), name, kinds, most, f"{route.records:,}", f"{clients:,}"
