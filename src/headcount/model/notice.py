"""Draft: everything that one notice of one incident needs, before it is put into words."""

from __future__ import annotations

import msgspec

from headcount.model.duty import Duty, Severity, Value


class Draft(msgspec.Struct, frozen=True):
    """A notice as facts; `headcount.reports.notices` puts it into words."""

    incident: int
    """Number of the incident."""
    duty: Duty
    """Whom it goes to, until when, and how sure the rule is."""
    contents: tuple[Value, ...]
    """What has to be in it, in order; gaps too."""
    general: bool
    """The table of duties has no contents for this notice, and a general list was taken."""
    facts: tuple[Value, ...]
    """The table of facts: what is known, as far as this recipient is told it; no gaps, which `contents` has."""
    happened: dict[str, Value]
    """What the sentence about the event is made of: `persons`, `records`, `time_occurred`, and `what_happened` with the number of
    clients."""
    at_least: tuple[str, ...]
    """Why numbers are lower bounds."""
    severity: Severity | None = None
    """For the police under the PRC's law."""
