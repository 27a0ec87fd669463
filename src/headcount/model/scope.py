"""Scope: what an agreement says that a client may read. Words and numbers of the operator, nothing about people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """What was agreed; what is left out was not spoken of."""

    routes: frozenset[str] = frozenset()
    """Templates of the routes that it may use; none: not declared."""
    kinds: frozenset[str] = frozenset()
    """Kinds of personal data that it may be shown, such as `name`; none: not declared."""
    unexplained: float | None = None
    """Share (0 to 1) of the people new to it that may be no common customers, by the relation tables; None: not declared."""
    requests_a_day: int | None = None
    """Requests for records that it may make on one day (UTC); None: not declared."""
    tolerance: int = 0
    """So many records beyond the routes and kinds are let pass."""
    own_baseline: bool = False
    """Whether the client does much the same every day, and is judged by its own past."""
