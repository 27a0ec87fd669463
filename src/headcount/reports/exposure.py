"""An exposure on a terminal: at most 100 columns, what a notice asks for first, plain text when piped."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from headcount.model.exposure import Count, Exposure
from headcount.reports.markup import printable

WIDTH = 100
"""Columns at most."""
_TOP, _NAME, _SOFT, _WARN = 10, 40, "bright_black", "bold dark_orange3"
_TABLES = (
    ("by_kind", "kind"),
    ("by_grade", "grade"),
    ("by_class", "class of the PRC's criminal law, in pieces"),
    ("by_residence", "residence"),
    ("by_route", "route"),
    ("by_client", "client"),
    ("by_entity", "records are"),
    ("by_day", "day (UTC)"),
)


def print_exposure(found: Exposure, console: Console) -> None:
    """Print the headline, then one table for each question that has an answer; long ones are cut, which is said."""
    page = _Page(console)
    for place, line in enumerate(headline(found)):
        page.line(line, None if place else "bold")
    for reason in found.at_least:
        page.line(f"At least, because: {reason}", _WARN)
    for note in found.notes:
        page.line(note, _SOFT)
    for name, heading in _TABLES:
        rows: Sequence[Count] = getattr(found, name)
        if len(rows) > 1 or name in {"by_kind", "by_class"}:
            page.table(heading, rows)


def headline(found: Exposure) -> list[str]:
    """The answer in sentences: how many, when, clear and masked, explained and sensitive."""
    total, more = found.total, "at least " if found.at_least else ""
    who = _some(len(found.clients), "client")
    if not total.records:
        return [f"{who} {_was(len(found.clients))} shown nothing {_period(found)}, as far as the ledger has it."]
    whose = "" if total.people is None else f" of {more}{_people(found)}"
    lines = [f"{who} {_was(len(found.clients))} shown {more}{_some(total.records, 'record')}{whose}, {_period(found)}."]
    if total.pieces:
        forms = f"{total.clear:,} in clear, {total.masked:,} only masked"
        lines.append(
            f"{_some(total.pieces, 'piece')} of data, duplicates out: {forms}; {_some(total.showings, 'showing')} in all."
        )
    else:
        lines.append(f"{_some(total.showings, 'showing')} in all; which kinds of data were shown is not known.")
    if found.sensitive:
        of = "people" if total.people is not None else "records"
        lines.append(f"Data of grade 4 (sensitive by law, or a credential) of {found.sensitive:,} {of}.")
    if found.unexplained is not None:
        lines.append(f"The site's tables explain {found.explained:,} of the records; {found.unexplained:,} are without a reason.")
    return lines


def _people(found: Exposure) -> str:
    people = found.total.people or 0
    word = "person" if people == 1 else "people"
    return f"{people:,} {word}" if found.fewest_people is None else f"{found.fewest_people:,} to {people:,} people"


def _period(found: Exposure) -> str:
    first, last = (found.total.first, found.total.last) if found.total.records else (found.begins, found.ends)
    return f"from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"


def _some(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


class _Page:
    """One printing."""

    def __init__(self, console: Console) -> None:
        self._console, self._width = console, min(console.width, WIDTH)
        self._drawn = console.is_terminal and (console.encoding or "").lower().startswith("utf")

    def line(self, text: str, style: str | None = None) -> None:
        self._console.print(Text(printable(text), style=style or ""), width=self._width, highlight=False)

    def table(self, heading: str, rows: Sequence[Count]) -> None:
        self._console.print()
        table = Table(box=box.SIMPLE_HEAD if self._drawn else None, pad_edge=False, show_edge=False, header_style=_SOFT)
        table.add_column(heading, overflow="fold", max_width=_NAME)
        people = any(row.people is not None for row in rows)
        headings = ("records", "people", "pieces", "clear", "masked") if people else ("records", "pieces", "clear", "masked")
        for name in headings:
            table.add_column(name, justify="right", no_wrap=True)
        for row in rows[:_TOP]:
            table.add_row(printable(row.key), *(_cell(getattr(row, name)) for name in headings))
        self._console.print(table, width=self._width, highlight=False)
        if len(rows) > _TOP:
            self.line(f"and {len(rows) - _TOP:,} more: see --json FILE", _SOFT)


def _cell(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
