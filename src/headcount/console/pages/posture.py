"""Posture: which of our own stores strangers could read, what is in them, since when, and how to close them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headcount.console.interface import Permission
from headcount.console.pages import posture_answers
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.pages.posture_answers import LOOKS, POSTURE, SPELLS, WEAKNESSES
from headcount.console.words import N_
from headcount.ledger.postures import OPEN
from headcount.model.posture import Reader, Severity

READERS = {
    Reader.NOBODY: N_("nobody without a credential of ours"),
    Reader.ANYONE: N_("whoever reaches it"),
    Reader.WEAK: N_("whoever tries a weak password"),
    Reader.UNKNOWN: N_("not found out"),
}
SEVERITIES = {Severity.HIGH: N_("high"), Severity.MEDIUM: N_("medium"), Severity.LOW: N_("low")}
UNITS = {
    "rows": N_("rows"),
    "documents": N_("documents"),
    "keys": N_("keys"),
    "objects": N_("objects"),
    "files": N_("files"),
    "messages": N_("messages"),
}
"""What a store counts; other words stay as they are."""
_ROWS = 50
"""Spells and looks on the page; CSV and JSON have all."""


def _show(asking: Asking) -> Mapping[str, Any]:
    told = asking.ask(POSTURE)
    by_store: dict[str, list[posture_answers.WeaknessRow]] = {}
    for one in asking.ask(WEAKNESSES).rows if told.rows else ():
        by_store.setdefault(one.url, []).append(one)
    return {
        "posture": told,
        "open": [row for row in told.rows if row.open],
        "weaknesses": by_store,
        "spells": asking.ask(SPELLS).rows[:_ROWS] if told.rows else (),
        "looks": asking.ask(LOOKS).rows[:_ROWS] if told.rows else (),
        "readers": READERS,
        "severities": SEVERITIES,
        "unit": lambda name: asking.say(UNITS[name]) if name in UNITS else name,
        "code": lambda name: asking.say(N_("strangers could read it")) if name == OPEN else name,
        "command": f"headcount probe --own --inventory stores.csv --ledger {asking.parts.ledger.name}",
    }


PAGE = Page(
    "posture",
    N_("Our stores"),
    "o",
    "/posture",
    Permission.CLIENTS,
    (View("/posture", "posture.html", Permission.CLIENTS, _show),),
    endpoints=posture_answers.ENDPOINTS,
)
