"""Parameters of what is planted, as they are typed: `NAME=VALUE`, read by the type of the field."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import TypeVar

import msgspec

from headcount.errors import UsageError

Planted = TypeVar("Planted")
"""A frozen dataclass whose fields are parameters, and `name`."""


def fields_of(one: object) -> dict[str, object]:
    """Name to value of every field."""
    return {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}  # type: ignore[arg-type]  # a frozen dataclass, as its shelf's protocol says


def changed(usual: Planted, words: list[str], hidden: Collection[str] = ()) -> Planted:
    """The same with other parameters.

    Args:
        usual: has them all.
        words: each as `NAME=VALUE`.
        hidden: fields that cannot be given; `name` never can.

    Raises:
        UsageError: there is no such parameter, or the value is of another type.
    """
    fields = fields_of(usual)
    known = {field: type(value) for field, value in fields.items() if field not in {"name", *hidden}}
    given: dict[str, object] = {}
    for word in words:
        field, _, text = word.partition("=")
        if field not in known:
            raise UsageError(f"{fields['name']} has no parameter {field!r} here; it has: {', '.join(known)}")
        try:
            given[field] = msgspec.convert(text, known[field], strict=False)
        except msgspec.ValidationError as error:
            raise UsageError(f"{word}: {str(error).lower()}") from error
    other: Planted = dataclasses.replace(usual, **given)  # type: ignore[type-var]  # as above
    return other
