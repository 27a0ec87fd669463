"""The timeline of an incident, on a terminal and as JSON (schema `headcount.timeline/1`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from headcount.reports.markup import printable

SCHEMA = "headcount.timeline/1"
WIDTH = 100
"""Columns at most."""


class Happened(Protocol):
    """One thing that happened, as `incident.timeline` tells it."""

    @property
    def at(self) -> dt.datetime:
        """When, UTC."""

    @property
    def what(self) -> str:
        """The word for it."""

    @property
    def text(self) -> str:
        """In words."""

    @property
    def by(self) -> str:
        """Who did it; empty where nobody did."""


def print_timeline(moments: Sequence[Happened], console: Console) -> None:
    """One row for each, oldest first."""
    drawn = console.is_terminal and (console.encoding or "").lower().startswith("utf")
    table = Table(box=box.SIMPLE_HEAD if drawn else None, pad_edge=False, show_edge=False, header_style="bright_black")
    table.add_column("UTC", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("", overflow="fold")
    for moment in moments:
        who = f" ({moment.by})" if moment.by else ""
        table.add_row(f"{moment.at:%Y-%m-%d %H:%M:%S}", printable(moment.what), printable(f"{moment.text}{who}"))
    console.print(table, width=min(console.width, WIDTH), highlight=False, markup=False)


def timeline_to_json(moments: Sequence[Happened]) -> bytes:
    """The same as indented UTF-8 JSON that ends with a line feed. Times are RFC 3339 in UTC."""
    told = [{"at": moment.at, "what": moment.what, "text": moment.text, "by": moment.by} for moment in moments]
    return msgspec.json.format(msgspec.json.encode({"schema": SCHEMA, "moments": told}), indent=2) + b"\n"
