"""Counted: what one gate tells the others, and its own next start; Held: what it knows of one client."""

from __future__ import annotations

import msgspec


class Counted(msgspec.Struct, frozen=True, array_like=True):
    """People that one gate has counted for a client under a budget."""

    budget: str
    """The budget's name."""
    client: str
    """The client's value under the budget's lens; where it is kept in a file, a keyed token of it."""
    records: tuple[int, ...]
    """Tokens of the people."""
    now: int
    """When, microseconds since 1970 UTC."""
    hidden: bool = False
    """Whether they were only shown masked."""


class Held(msgspec.Struct, frozen=True, array_like=True):
    """Everything that is known of one client under a budget, as `Sightings.held` tells it."""

    budget: str
    """The budget's name."""
    period: int
    """Its period, microseconds: of another period the row says nothing."""
    client: str
    """As in `Counted`."""
    row: bytes
    """People who count, with their stamps, in the machine's own byte order."""
    known: bytes
    """People who ran out, where the budget asks who is new."""
