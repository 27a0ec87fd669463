"""Incidents: what waits for a decision, by how far it is; as a board and as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from headcount.console import paths
from headcount.console.clocks import body_word, countdown_words, law_word
from headcount.console.endpoint import API
from headcount.console.interface import Permission
from headcount.console.pages.incidents_answers import INCIDENTS, NOBODY, IncidentList
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.words import N_
from headcount.model.incident import State

COLUMNS = (State.NEW, State.TRIAGED, State.CONFIRMED, State.CONTAINED)
CARDS = 12
"""So many cards stand in a column; the table has all."""
_FILTERS = ("q", "owner", "detector")
_MOST_CSV = 10_000


class Named(Protocol):
    """A client as something names it."""

    @property
    def lens(self) -> str:
        """What tells it apart."""


def client_path(one: Named) -> str:
    """The page of a client; what names it calls it `name` or `client`."""
    name = getattr(one, "name", "") or getattr(one, "client", "")
    return paths.client_path(one.lens, name)


def words_of(asking: Asking) -> dict[str, Any]:
    """What templates of incidents say clocks with: `left`, `body` and `law`, in the reader's language; `now`."""
    now, say = asking.parts.clock(), asking.say
    left: Callable[..., str] = lambda due: countdown_words(due, now, say)  # noqa: E731  # named where it is handed in
    return {"now": now, "left": left, "body": lambda name: body_word(name, say), "law": lambda name: law_word(name, say)}


def _board(asking: Asking) -> Mapping[str, Any]:
    asked = {name: asking.query[name] for name in _FILTERS if asking.query.get(name)}
    columns = [(state, asking.ask(INCIDENTS, **asked, state=[state], limit=CARDS, clocks=True)) for state in COLUMNS]
    everything = columns[0][1]
    clocks = [row.clock for _, listed in columns for row in listed.rows if row.clock]
    certain = [clock for clock in clocks if clock.standing == "applies" and not clock.at_once]
    return {
        **_filters(asking, everything),
        **words_of(asking),
        "columns": columns,
        "next": min(certain, key=lambda clock: clock.due, default=None),
        "table_url": lambda *states: "/incidents/table?" + urlencode([*asked.items(), *(("state", one) for one in states)]),
    }


def _table(asking: Asking) -> Mapping[str, Any]:
    listed = asking.asked(INCIDENTS)
    asked = [(name, value) for name, value in asking.query.multi_items() if name in {*_FILTERS, "state"} and value]
    csv = urlencode([*asked, ("limit", str(_MOST_CSV)), ("as", "csv")])
    return {
        **_filters(asking, listed),
        **words_of(asking),
        "listed": listed,
        "chosen": asking.query.getlist("state"),
        "columns_of": tuple(State),
        "csv_url": f"{API}/incidents?{csv}",
        "json_url": f"{API}/incidents?{urlencode([*asked, ('limit', str(_MOST_CSV))])}",
        "following": f"/incidents/table?{urlencode([*asked, ('before', str(listed.following))])}" if listed.following else "",
        "board_url": "/incidents?" + urlencode([(name, value) for name, value in asked if name != "state"]),
    }


def _filters(asking: Asking, listed: IncidentList) -> dict[str, Any]:
    return {
        "states": listed.states,
        "owners": listed.owners,
        "detectors": listed.detectors,
        "nobody": NOBODY,
        "asked": {name: asking.query.get(name, "") for name in _FILTERS},
        "filtered": any(asking.query.get(name) for name in _FILTERS),
    }


PAGE = Page(
    "incidents",
    N_("Incidents"),
    "i",
    "/incidents",
    Permission.CLIENTS,
    (
        View("/incidents", "incidents.html", Permission.CLIENTS, _board),
        View("/incidents/table", "incidents_table.html", Permission.CLIENTS, _table),
    ),
    endpoints=(INCIDENTS,),
)
