"""Links that open something: addresses in an answer that hold a credential which the answer also shows by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves

SURE = 0.5
"""Credentials of less confidence are not looked for."""
SHORTEST = 8
"""Characters of a credential that is looked for; a shorter one may be a word of an address."""
CONFIDENCE = 0.9
"""Of a column most of whose addresses hold one."""
_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)
_BETWEEN = re.compile(r"[/?&=#;]+")


def with_links(leaves: Leaves, fields: Sequence[Field]) -> list[Field]:
    """The fields, and each column of addresses that hold such a credential: who has the address needs nothing else.

    Args:
        leaves: the columns.
        fields: what they were found to hold.
    """
    columns = dict(zip(leaves.paths, leaves.values, strict=True))
    told = [held for held in fields if held.kind is Kind.CREDENTIAL and held.confidence >= SURE and held.form is Form.CLEAR]
    secrets = {
        value for held in told for value in columns.get(held.path, ()) if len(value) >= SHORTEST and not _ADDRESS.match(value)
    }
    if not secrets:
        return list(fields)
    known = {held.path for held in told}
    found = list(fields)
    for path, values in columns.items():
        if path in known or not _ADDRESS.match(values[0] if values else ""):
            continue
        holding = sum(not secrets.isdisjoint(_BETWEEN.split(value)) for value in values)
        if 2 * holding >= len(values):
            why = f"{holding} of {len(values)} addresses hold a credential that stands beside them"
            found.append(Field(leaves.unit, path, Kind.CREDENTIAL, CONFIDENCE, Form.CLEAR, holding, None, why))
    return found
