"""One decision: this field holds this kind of personal data. Carries no value."""

from __future__ import annotations

from dataclasses import dataclass

from headcount.model.kind import Form, Kind


@dataclass(frozen=True, slots=True)
class Field:
    """What one column of values (one path of a route, a table or a file) was found to hold."""

    unit: str
    """Where the column is: a route (`GET /u/{id}`), a table (`orders`) or a file's name."""
    path: str
    """Dotted path of the values inside the unit, `[]` for a list: `data.buyers[].phone`; a column's name in a table."""
    kind: Kind
    confidence: float
    """0 to 1: how sure it is that the column holds this kind."""
    form: Form
    """How most of the values of this kind are shown."""
    count: int
    """Values of this kind seen; projected from samples in a long column, and then `reason` says so."""
    valid: int | None
    """How many of `count` pass the kind's own check (check digit, issuer, number plan); None where the kind has none."""
    reason: str
    """Why, in words; holds names of fields and counts, never a value."""
