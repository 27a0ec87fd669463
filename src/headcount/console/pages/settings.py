"""Settings: sources, gates, keys, retention, alerts and health on one page, with the table of the file that says each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headcount.console.interface import Permission
from headcount.console.pages import health, settings_answers
from headcount.console.pages.health import HEALTH
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.pages.settings_answers import SETTINGS, SOURCES
from headcount.console.words import N_

_WORDS = {
    "finding": N_("findings"),
    "verdict": N_("verdicts"),
    "problem": N_("problems"),
    "disclosures": N_("who was shown whose record"),
    "attempts": N_("who asked for what is not there"),
    "traffic": N_("how many requests a client made"),
    "expired": N_("kept as long as was asked for"),
    "erased": N_("erased on a person's request"),
    "rotated": N_("given tokens under a new key; nothing was removed"),
    "beginning": N_("at the beginning"),
    "end": N_("at the end"),
    "observe": N_("observe"),
    "enforce": N_("enforce"),
    "required": N_("required"),
    "optional": N_("optional"),
}
"""What the answers' fixed names are called."""
_ALERTS = '[[alerts]]\nkind = "webhook"\nurl = "https://alerts.example/headcount"'


def _show(asking: Asking) -> Mapping[str, Any]:
    told = asking.ask(HEALTH)
    return {
        **health.shown(asking, told),
        "found": asking.ask(SETTINGS),
        "sources": asking.ask(SOURCES).rows,
        "alerts_example": _ALERTS,
        "word": lambda name: asking.say(_WORDS[name]) if name in _WORDS else name,
    }


PAGE = Page(
    "settings",
    N_("Settings"),
    "s",
    "/settings",
    Permission.ADMINISTER,
    (View("/settings", "settings.html", Permission.ADMINISTER, _show),),
    endpoints=settings_answers.ENDPOINTS,
)
