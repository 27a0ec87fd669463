"""Clients: all that were ever shown a record, to search, to sort, and to page through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec

from headcount.console.endpoint import API, Endpoint
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.words import N_
from headcount.model.board import ClientRow

NEW_DAYS = 7
"""Days up to the ledger's last one in which a record counts as new."""
MOST = 10_000
"""Rows that can be had at once."""
_PAGE = 50
ORDERS = {
    "records": N_("most records"),
    "new": N_("most new records in the last 7 days"),
    "last": N_("seen last"),
    "name": N_("name"),
}
LENSES = ("account", "credential", "address", "visitor")


class ClientsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which clients, and in which order."""

    q: Annotated[str, msgspec.Meta(max_length=512)] = ""
    """Part of the name, upper and lower case alike; empty: all."""
    lens: Literal["", "account", "credential", "address", "visitor"] = ""
    """Empty: all."""
    order: Literal["records", "new", "last", "name"] = "records"
    """`new`: first shown to the client within the last 7 days."""
    following: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """As the rows before gave it; empty: from the beginning."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = _PAGE
    """Rows."""


class Clients(msgspec.Struct, frozen=True):
    """Some rows of a long table."""

    rows: tuple[ClientRow, ...]
    total: int
    """How many clients the search leaves."""
    exact: bool
    """Whether `total` is exact; else there are at least so many."""
    following: str
    """Hand it in to get the rows after these; empty at the end."""
    new_since: dt.datetime
    """From when on a record counts as new, UTC."""
    people: bool
    """Whether the records are people."""
    known: int
    """Clients in the ledger."""


def new_since(last: dt.datetime) -> dt.datetime:
    """From when on a record counts as new: the midnight (UTC) that begins the last seven days of a ledger."""
    return dt.datetime.combine(last.date(), dt.time(), dt.UTC) - dt.timedelta(days=NEW_DAYS - 1)


def _clients(parts: Parts, viewer: Viewer, asks: ClientsAsked) -> Clients:
    known = parts.board.known()
    since = new_since(known.last or parts.clock())
    if asks.limit > _PAGE:
        parts.watch.did(viewer, "export", f"clients: up to {asks.limit} rows")
    page = parts.board.clients(asks.q, asks.lens, asks.order, since, asks.following, asks.limit)
    return Clients(page.rows, page.total, page.exact, page.following, since, known.people, known.clients)


CLIENTS = Endpoint(
    "GET", "/clients", Permission.CLIENTS, "Clients that were shown records.", ClientsAsked, Clients, _clients, "rows"
)


def _show(asking: Asking) -> Mapping[str, Any]:
    found = asking.asked(CLIENTS)
    asked = {name: asking.query.get(name, "") for name in ("q", "lens", "order")}
    kept = {name: value for name, value in asked.items() if value}
    return {
        "found": found,
        "asked": asked,
        "orders": ORDERS,
        "lenses": LENSES,
        "following": f"/clients?{urlencode(kept | {'following': found.following})}" if found.following else "",
        "begun": "following" in asking.query,
        "start": f"/clients?{urlencode(kept)}",
        "csv": f"{API}/clients?{urlencode(kept | {'limit': str(MOST), 'as': 'csv'})}",
        "json": f"{API}/clients?{urlencode(kept | {'limit': str(MOST)})}",
        "command": f"headcount scan --ledger {asking.parts.ledger.name} access.log",
    }


PAGE = Page(
    "clients",
    N_("Clients"),
    "c",
    "/clients",
    Permission.CLIENTS,
    (View("/clients", "clients.html", Permission.CLIENTS, _show),),
    endpoints=(CLIENTS,),
)
