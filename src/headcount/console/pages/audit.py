"""The log: who looked at whom, who changed and took what; filtered, verified and exported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from headcount.console.interface import Permission
from headcount.console.pages.audit_answers import CHECK, LOG, MOST
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.words import N_

SORTS = {
    "look": N_("look"),
    "export": N_("export"),
    "reidentify": N_("asked by value"),
    "sign_in": N_("sign-in"),
    "sign_in_failed": N_("failed sign-in"),
    "sign_out": N_("sign-out"),
    "user": N_("user"),
    "token": N_("API token"),
    "verdict": N_("verdict"),
    "incident": N_("incident"),
    "rules": N_("rules"),
    "known": N_("known client"),
    "note": N_("note"),
}
"""What sorts of entries are called."""
_FILTERS = ("by", "what", "text", "since")


def _show(asking: Asking) -> Mapping[str, Any]:
    state = asking.parts.state
    query = {name: asking.query.get(name, "") for name in _FILTERS}
    asked = {name: value for name, value in query.items() if value}
    before = asking.query.get("before", "")
    found = asking.ask(LOG, **asked, **({"before": before} if before.isdecimal() else {}))
    return {
        "found": found,
        "checked": asking.ask(CHECK) if asking.query.get("check") else None,
        "filter": query,
        "sorts": state.audit.sorts() if state else [],
        "sort_words": SORTS,
        "more": urlencode(asked | {"before": found.before}) if found.before else "",
        "check": urlencode(asked | {"check": "1"}),
        "csv": "/api/v1/log?" + urlencode(asked | {"limit": MOST, "as": "csv"}),
        "json": "/api/v1/log?" + urlencode(asked | {"limit": MOST}),
    }


PAGE = Page(
    "audit",
    N_("Log"),
    "l",
    "/log",
    Permission.ADMINISTER,
    (View("/log", "audit.html", Permission.ADMINISTER, _show),),
    endpoints=(LOG, CHECK),
)
