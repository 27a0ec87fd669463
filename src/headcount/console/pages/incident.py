"""One incident: what was found, its clients, what became known when, and what is done about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from starlette.datastructures import FormData

from headcount.console.endpoint import API, Endpoint
from headcount.console.interface import Permission
from headcount.console.pages.incident_answers import INCIDENT, INCIDENT_CLIENTS, INCIDENT_LOG, IncidentFull
from headcount.console.pages.incident_deeds import EXPLAIN, MOVE, NOTE, OWNER, STAMP, next_states
from headcount.console.pages.incidents import client_path, words_of
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.pages.partition_answers import INCIDENT_PARTITIONS
from headcount.console.words import N_, Words
from headcount.errors import HeadcountError, LedgerError
from headcount.incident.states import STAMPS
from headcount.model.incident import Signal, State
from headcount.reports.figures.figure import render
from headcount.reports.figures.partition import partition
from headcount.reports.phrases import phrases

TABS = (
    ("", N_("What was found")),
    ("/scope", N_("Scope")),
    ("/timeline", N_("Timeline")),
    ("/evidence", N_("Evidence")),
    ("/attribution", N_("Whose leak")),
    ("/duties", N_("Duties")),
    ("/notices", N_("Notices")),
    ("/take", N_("Take out")),
    ("/log", N_("What was done")),
)
"""Part of the path, and what it is called."""
_MOVES = {
    State.TRIAGED: N_("somebody has looked, and it is worth looking into; sets the stamp “aware”"),
    State.CONFIRMED: N_("it happened: what the clients were shown may be called taken"),
    State.CONTAINED: N_("nothing more goes out"),
    State.CLOSED: N_("it is done with"),
    State.FALSE_ALARM: N_("there is an honest explanation; write it below"),
}
_STAMPS = {
    "signalled": (N_("first signal"), N_("the first finding reached headcount")),
    "aware": (N_("aware"), N_("somebody was reasonably certain that personal data are concerned")),
    "confirmed": (N_("confirmed"), N_("it happened")),
    "contained": (N_("contained"), N_("nothing more goes out")),
    "closed": (N_("closed"), N_("it is done with")),
}
"""Each stamp, and what it says."""
_CHANGES = {
    "opened": N_("opened"),
    "joined": N_("joined"),
    "grew": N_("grew"),
    "state": N_("how far"),
    "stamp": N_("stamp"),
    "owner": N_("handled by"),
    "note": N_("note"),
    "explanation": N_("explanation"),
    "fact": N_("fact"),
    "notice": N_("notice"),
    "pack": N_("pack"),
    "export": N_("export"),
    "attribution": N_("attribution"),
}
"""Kinds of entries in the log."""
MOST_ODDS = 1e6
"""Larger odds are not told as a number: what was learned from one log does not support them."""
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_PATH = "/incidents/{number:number}"


def change_word(what: str, say: Words) -> str:
    """What was done, in the reader's language; a word that there is none for stays as it is."""
    return say(_CHANGES[what]) if what in _CHANGES else what


def head_of(asking: Asking, tab: str) -> dict[str, Any]:
    """What every tab of an incident shows on top."""
    full = asking.ask(INCIDENT, number=asking.path["number"])
    return {
        "current": "incidents",
        "full": full,
        "row": full.row,
        "tabs": TABS,
        "tab": tab,
        "base_path": f"/incidents/{full.row.number}",
        "api": f"{API}/incidents/{full.row.number}",
        "wrong": "",
        "client_path": client_path,
        **words_of(asking),
    }


def again(template: str, show: Callable[[Asking], Mapping[str, Any]]) -> Callable[[Asking, str], Again]:
    """What shows a view again after an act, with what was wrong."""

    def shown(asking: Asking, wrong: str) -> Again:
        before = Asking(asking.parts, asking.viewer, asking.say, asking.path, asking.query)
        return Again(template, {**show(before), "wrong": wrong}, 409)

    return shown


def _show(asking: Asking) -> Mapping[str, Any]:
    head = head_of(asking, "")
    full: IncidentFull = head["full"]
    return {
        **head,
        "states": () if full.part_of else next_states(full.row.state),
        "moves": _MOVES,
        "stamps": [(name, *_STAMPS[name], getattr(full.stamps, name)) for name in STAMPS],
        "strength": lambda signal: _strength(signal, asking),
        "partitions": _partitions(asking) if any(signal.members for signal in full.signals) else (),
    }


def _partitions(asking: Asking) -> list[Markup]:
    """How the clients of its findings divide the people, drawn."""
    say = phrases(asking.say.language)
    told = asking.ask(INCIDENT_PARTITIONS, number=asking.path["number"])
    figures = [partition(one.partition, f"partition-{place}", say) for place, one in enumerate(told.findings)]
    return [Markup(render(figure, say)) for figure in figures]  # noqa: S704  # markup of reports.figures


def _strength(signal: Signal, asking: Asking) -> str:
    """How far beyond its threshold, as the reports say it."""
    told = phrases(asking.say.language)
    odds, threshold = told.about(signal.strength), told.about(signal.threshold)
    rule = f"finding.rule.{signal.detector}"
    if rule in told.table:
        return told(rule, times=f"{signal.strength / signal.threshold:.3g}")
    return told("finding.beyond" if signal.strength > MOST_ODDS else "finding.odds", odds=odds, threshold=threshold)


def _clients(asking: Asking) -> Mapping[str, Any]:
    clients = asking.asked(INCIDENT_CLIENTS)
    after = clients.offset + len(clients.rows)
    head = head_of(asking, "")
    more = f"{head['base_path']}/clients?offset={after}" if after < clients.total else ""
    return {**head, "clients": clients, "offset": clients.offset, "following": more}


def _log(asking: Asking) -> Mapping[str, Any]:
    word: Callable[[str], str] = lambda what: change_word(what, asking.say)  # noqa: E731  # named where it is handed in
    return {**head_of(asking, "/log"), "log": asking.asked(INCIDENT_LOG), "change_word": word}


def with_seconds(asking: Asking, *names: str) -> Asking:
    """An act's form with whole times: `datetime-local` fields send no seconds, and no zone, which is UTC here."""
    given = asking.form.multi_items() if asking.form else []
    told = [(name, f"{value}:00Z" if name in names and _MINUTE.fullmatch(str(value)) else value) for name, value in given]
    return Asking(asking.parts, asking.viewer, asking.say, asking.path, asking.query, FormData(told))


def _deed(endpoint: Endpoint[Any, IncidentFull]) -> Callable[[Asking], str | Again]:
    """Carry out an endpoint with what the form says, and go back to the incident; a mistake is shown there."""

    def carry_out(asking: Asking) -> str | Again:
        try:
            full = with_seconds(asking, "at").asked(endpoint)
        except LedgerError:
            raise
        except HeadcountError as error:
            return _again(asking, str(error))
        return f"/incidents/{full.row.number}"

    return carry_out


_again = again("incident/findings.html", _show)
PAGE = Page(
    "incident",
    N_("Incident"),
    "",
    "/incidents",
    Permission.CLIENTS,
    (
        View(_PATH, "incident/findings.html", Permission.CLIENTS, _show),
        View(f"{_PATH}/clients", "incident/clients.html", Permission.CLIENTS, _clients),
        View(f"{_PATH}/log", "incident/log.html", Permission.CLIENTS, _log),
    ),
    tuple(
        Act(f"{_PATH}/{path}", Permission.DECIDE, _deed(endpoint))
        for path, endpoint in (
            ("state", MOVE),
            ("owner", OWNER),
            ("notes", NOTE),
            ("explanation", EXPLAIN),
            ("stamps", STAMP),
        )
    ),
    (INCIDENT, INCIDENT_CLIENTS, INCIDENT_LOG, INCIDENT_PARTITIONS, MOVE, OWNER, NOTE, EXPLAIN, STAMP),
)
