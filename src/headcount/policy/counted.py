"""Counted: what one gate tells the others."""

from __future__ import annotations

import msgspec


class Counted(msgspec.Struct, frozen=True, array_like=True):
    """People that one gate has counted for a client under a budget."""

    budget: str
    """The budget's name."""
    client: str
    """The client's value under the budget's lens."""
    records: tuple[int, ...]
    """Tokens of the people."""
    now: int
    """When, microseconds since 1970 UTC."""
    hidden: bool = False
    """Whether they were only shown masked."""
