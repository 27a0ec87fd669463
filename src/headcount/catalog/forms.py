"""Forms of fields: a column that shows some values in clear and others masked holds its kind in both forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from headcount.model.field import Field
from headcount.model.kind import Form
from headcount.model.leaves import Leaves

STARS = frozenset("*\u2022\uff0a\u25cf\u2217\u2588")
"""What stands for hidden characters."""
SURE = 0.5
"""From this confidence on, what is left of a column holds the kind."""


def in_both_forms(leaves: Leaves, fields: Sequence[Field], classify: Callable[[Leaves], Sequence[Field]]) -> list[Field]:
    """The fields, and of each kind of a column whose values are partly masked, a second one for the other form.

    A field has the form of most of its values; one person's number in clear among hundreds that are masked is shown all the same.

    Args:
        leaves: the columns.
        fields: what they were found to hold.
        classify: tells what other columns hold: those values of each column that have the other form.
    """
    columns = dict(zip(leaves.paths, zip(leaves.values, leaves.answers, strict=True), strict=True))
    mixed = [(held, _of_other_form(held, *columns[held.path])) for held in fields if held.path in columns and _has_forms(held)]
    rest = {held.path: kept for held, kept in mixed if kept[0]}
    if not rest:
        return list(fields)
    others = Leaves(
        leaves.unit,
        tuple(rest),
        tuple(values for values, _ in rest.values()),
        tuple(told for _, told in rest.values()),
        leaves.total,
    )
    wanted = {(held.path, held.kind): held for held, kept in mixed if kept[0]}
    told = {(found.path, found.kind): found for found in classify(others) if found.confidence >= SURE}
    both: list[Field] = []
    for held in fields:
        both.append(held)
        other = told.get((held.path, held.kind))
        if other is not None and wanted.get((held.path, held.kind)) is held and other.form != held.form:
            both[-1] = replace(held, count=max(held.count - other.count, 1))
            both.append(replace(other, confidence=max(held.confidence, other.confidence)))
    return both


def _has_forms(held: Field) -> bool:
    return held.form in {Form.CLEAR, Form.MASKED} and held.count > 0


def _of_other_form(held: Field, values: Sequence[str], answers: Sequence[int]) -> tuple[list[str], list[int]]:
    """The values with stars of a field in clear, those without of a masked one; and their answers."""
    rows = [
        (value, answer)
        for value, answer in zip(values, answers, strict=True)
        if value and STARS.isdisjoint(value) == (held.form == Form.MASKED)
    ]
    return [value for value, _ in rows], [answer for _, answer in rows]
