"""Client: what one client was shown, how that compares with its peers, what was found, and what is done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from headcount.console.endpoint import API, Endpoint
from headcount.console.interface import Permission
from headcount.console.pages.client_answers import CLIENT, NEIGHBOURS, PICTURES, SHOWINGS, Client, Showings, marks
from headcount.console.pages.client_deeds import DECLARE, FORGET, LIFT, NOTE, ORDER
from headcount.console.pages.explanations_answers import EXPLANATIONS
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.pages.partition_answers import CLIENT_PARTITIONS, Divided
from headcount.console.paths import client_path
from headcount.console.words import N_
from headcount.errors import HeadcountError
from headcount.model.board import Neighbour
from headcount.model.kind import Kind
from headcount.model.taxonomy import entry
from headcount.model.verdict import Action
from headcount.reports.figures.clock import clock
from headcount.reports.figures.cohort import cohort
from headcount.reports.figures.comb import comb
from headcount.reports.figures.figure import Figure
from headcount.reports.figures.partition import partition
from headcount.reports.figures.staircase import peers_after, staircase
from headcount.reports.markup import tag
from headcount.reports.phrases import Phrases, phrases

_PATH = "/clients/{lens}/{name:path}"
TIMES = {3600: N_("1 hour"), 86_400: N_("1 day"), 604_800: N_("1 week")}
ACTIONS = (Action.MASK, Action.CHALLENGE, Action.THROTTLE, Action.BLOCK)
MEANING = {
    Action.MASK: N_("answers go out with the personal data hidden"),
    Action.CHALLENGE: N_("it has to show that a person asks"),
    Action.THROTTLE: N_("it is told to come back later"),
    Action.BLOCK: N_("it gets nothing"),
}
FORMS = {"clear": N_("in clear"), "masked": N_("masked"), "hashed": N_("hashed"), "": N_("declared")}
_DAY = 86_400
_ROWS = 25
"""Showings on the page at a time."""


def _show(asking: Asking) -> Mapping[str, Any]:
    named = {**asking.query, **asking.path}
    client = asking.ask(CLIENT, **{field: named[field] for field in ("lens", "name") if field in named}, pictures=True)
    pictures = client.pictures
    sees_people = Permission.PEOPLE in asking.viewer.permissions
    start = {"offset": offset} if (offset := asking.query.get("offset")) else {}
    where = {"lens": client.lens, "name": client.name, "limit": _ROWS}
    showings = asking.ask(SHOWINGS, **where, **start) if sees_people and client.row is not None else None
    neighbours = asking.asked(NEIGHBOURS).rows if client.row is not None else ()
    several = asking.ask(CLIENT_PARTITIONS, lens=client.lens, name=client.name).findings if _crowded(client) else ()
    large = asking.query.get("reasons") == "all"
    rest = f"{quote(client.lens, safe='')}/{quote(client.name, safe='')}"
    return {
        "current": "clients",
        "client": client,
        "here_path": client_path(client.lens, client.name),
        "api": lambda what: f"{API}/{what}/{rest}",
        "pictures": _drawn(client, phrases(asking.say.language)),
        "cohort": _cohort(client, neighbours, phrases(asking.say.language)),
        "partitions": [_divided(client, one, place, phrases(asking.say.language)) for place, one in enumerate(several)],
        "reasons": asking.ask(EXPLANATIONS, lens=client.lens, name=client.name, large=large) if client.row is not None else None,
        "peers": _peers(client),
        "routes": pictures.routes if pictures else (),
        "evidence": (pictures.first_evidence, pictures.last_evidence) if pictures else (),
        "neighbours": neighbours,
        "showings": showings,
        "following": _following(client, showings),
        "rows_json": f"{API}/showings/{rest}?offset={showings.offset if showings else 0}&limit=1000",
        "actions": ACTIONS,
        "meaning": MEANING,
        "forms": FORMS,
        "times": TIMES,
        "maskable": _maskable(client),
        "registers": asking.parts.register is not None,
        "wrong": "",
    }


class Drawn(NamedTuple):
    """A picture, for the template."""

    figure: Figure
    title: str
    svg: Markup
    """Empty when there is nothing to draw."""


def _crowded(client: Client) -> bool:
    """Whether a finding names several clients, of which it is one."""
    return any(one.signal.members for one in client.found)


def _drawn(client: Client, say: Phrases) -> dict[str, Drawn]:
    """Staircase, clock and comb, by name."""
    pictures = client.pictures
    if pictures is None:
        return {}
    changes = [(step.verdict.since, step.change) for step in client.history]
    moments = [(mark.at, mark.what) for mark in marks((one.signalled for one in client.incidents), changes)]
    figures = (
        staircase(pictures, "staircase", say, dt.UTC, moments),
        clock(pictures.clock, "UTC", "clock", say),
        comb(pictures.comb, "comb", say),
    )
    return {figure.name: _titled(figure, say) for figure in figures}


def _titled(figure: Figure, say: Phrases) -> Drawn:
    return Drawn(figure, say(f"{figure.name}.title"), _svg(figure))


def _cohort(client: Client, neighbours: Sequence[Neighbour], say: Phrases) -> Drawn | None:
    """Who saw the same; None where nobody did."""
    if not neighbours or client.row is None:
        return None
    return _titled(cohort(neighbours, client.row.records, "cohort", say), say)


def _divided(client: Client, one: Divided, place: int, say: Phrases) -> Drawn:
    return _titled(partition(one.partition, f"partition-{place}", say, (client.lens, client.name)), say)


def _svg(figure: Figure) -> Markup:
    size = f"0 0 {figure.width} {figure.height}"
    drawing = tag("svg", *figure.marks, viewBox=size, role="img", aria_label=figure.description) if figure.marks else ""
    return Markup(drawing)  # noqa: S704  # `tag` escapes


def _peers(client: Client) -> tuple[int, int] | None:
    """(median, 99.9 %) of its peers after as many days; None where nothing is known of them."""
    if client.row is None or client.pictures is None or not client.pictures.band:
        return None
    days = (client.row.last - client.row.first).total_seconds() / _DAY
    median, _, most = peers_after(client.pictures.band, days)
    return round(median), round(most)


def _maskable(client: Client) -> list[str]:
    """Kinds that it was shown and that have a mask, highest grade first."""
    known = set(Kind)
    kinds = dict.fromkeys(one.kind for one in client.kinds if one.kind in known)
    return [kind for kind in kinds if entry(Kind(kind)).mask.op != "none"]


def _following(client: Client, showings: Showings | None) -> str:
    """Where the showings go on; empty at their end."""
    if showings is None or not showings.following:
        return ""
    return f"{client_path(client.lens, client.name, offset=showings.following)}#showings"


def _deed(endpoint: Endpoint[Any, Any], anchor: str) -> Callable[[Asking], str | Again]:
    """Carry out an endpoint with what the form says, and go back to the client; a mistake is shown there."""

    def carry_out(asking: Asking) -> str | Again:
        form: Mapping[str, Any] = asking.form or {}
        lens, name = str(form.get("lens", "")), str(form.get("name", ""))
        try:
            asking.asked(endpoint)
        except HeadcountError as error:
            path = {"lens": lens, "name": name}
            again = Asking(asking.parts, asking.viewer, asking.say, path, asking.query)
            return Again("client.html", {**_show(again), "wrong": str(error)}, 409)
        return f"{client_path(lens, name)}#{anchor}"

    return carry_out


PAGE = Page(
    "client",
    N_("Client"),
    "",
    "/clients",
    Permission.CLIENTS,
    (View(_PATH, "client.html", Permission.CLIENTS, _show), View("/client", "client.html", Permission.CLIENTS, _show)),
    (
        Act("/verdicts", Permission.DECIDE, _deed(ORDER, "verdicts")),
        Act("/verdicts/lift", Permission.DECIDE, _deed(LIFT, "verdicts")),
        Act("/known", Permission.DECIDE, _deed(DECLARE, "ours")),
        Act("/known/forget", Permission.DECIDE, _deed(FORGET, "ours")),
        Act("/notes", Permission.DECIDE, _deed(NOTE, "notes")),
    ),
    (PICTURES, SHOWINGS, NEIGHBOURS, CLIENT_PARTITIONS, EXPLANATIONS, CLIENT, ORDER, LIFT, DECLARE, FORGET, NOTE),
)
