"""How long a log is, and how long it must be for questions that a short one cannot answer."""

from __future__ import annotations

from headcount.ledger.window import Window

AVERAGED = 3
"""Days of log at least, to speak of a site's average day."""
FAMILIAR = 7
"""Days of log at least, to tell who is new from who was there before it began."""


def days_of(window: Window) -> float:
    """Days from the first request to the last."""
    return (window.last - window.first).total_seconds() / 86_400
