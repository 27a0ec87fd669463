"""Viewing: what one client was shown of one person, for the person's own report."""

from __future__ import annotations

import datetime as dt

import msgspec

from headcount.model.kind import Kind


class Viewing(msgspec.Struct, frozen=True):
    """All showings of one person's records to one client."""

    lens: str
    client: str
    """As the reports name it."""
    times: int
    """Showings."""
    first: dt.datetime
    """UTC."""
    last: dt.datetime
    routes: tuple[str, ...]
    """Templates, in alphabetical order."""
    clear: tuple[Kind, ...]
    """Kinds of personal data that were shown in clear at least once, in the order of the taxonomy."""
    masked: tuple[Kind, ...]
    """Kinds that were shown masked only."""
    presumed: bool
    """Whether some of the answers were not seen, so that the kinds are those that the routes are known to show."""
    explained: int | None
    """Showings for which a relation table gives a reason at that time; None without such tables."""


class PersonReport(msgspec.Struct, frozen=True):
    """Who has seen one person's data, as far as the ledger was kept."""

    viewings: tuple[Viewing, ...]
    """The first to see it first."""
    begins: dt.datetime | None
    """First request that the ledger has of anybody, UTC; None for an empty ledger."""
    ends: dt.datetime | None
    expired: dt.datetime | None
    """Showings from before may have been deleted, because their time of keeping had ended; None: none ever was."""
    skipped: int
    """Lines of the logs that could not be read: what they would have told is missing."""
