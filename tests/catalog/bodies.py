"""Made answers, and a stand-in for the recognisers that goes by the names of fields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves

NAMES = {
    "phone": Kind.PHONE,
    "name": Kind.PERSON_NAME,
    "email": Kind.EMAIL,
    "emails": Kind.EMAIL,
    "address": Kind.ADDRESS,
    "user_id": Kind.ACCOUNT_ID,
}


def field(path: str, kind: Kind, form: Form = Form.CLEAR, count: int = 0) -> Field:
    """A field of no unit, sure."""
    return Field("GET /made", path, kind, 0.9, form, count, None, "by its name")


def by_name(leaves: Leaves) -> Sequence[Field]:
    """Fields whose last key is known; masked when most values hold a star."""
    found = []
    for path, values in zip(leaves.paths, leaves.values, strict=True):
        kind = NAMES.get(path.split(".")[-1].removesuffix("[]"))
        if kind is not None:
            hidden = 2 * sum("*" in value for value in values) > len(values)
            found.append(field(path, kind, Form.MASKED if hidden else Form.CLEAR, len(values)))
    return found


def written(*answers: Any) -> list[bytes]:  # noqa: ANN401 - JSON values of any shape
    """Bodies."""
    return [json.dumps(answer).encode() for answer in answers]


def person(number: int, **more: object) -> dict[str, object]:
    """One made person, with a telephone number of the range that is kept for fiction."""
    return {"id": number, "name": f"Person {number}", "phone": f"+1 202-555-{100 + number % 100:04d}", "vip": False, **more}


def page(*numbers: int) -> dict[str, object]:
    """A list of people as many interfaces send it."""
    return {"code": 0, "data": {"items": [person(number) for number in numbers], "total": len(numbers)}}
