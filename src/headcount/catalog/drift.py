"""Drift: what answers of a known route newly show, seen in a sample that is looked at again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from headcount.catalog.decoding import walk
from headcount.catalog.forms import STARS
from headcount.catalog.persons import is_often, persons
from headcount.catalog.shapes import Person, Shape, home, is_many, keys, within
from headcount.catalog.unfold import decoded, text_of
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves

SURE_OF_NEWS = 0.7
"""A sample is small, and a field near the bar of what is learned would come and go: news has to be surer than that."""


def extended(shape: Shape, leaves: Leaves, fields: Iterable[Field], times: Sequence[int], *, named_by_request: bool) -> Shape:
    """The shape with what the sample shows beyond it; the shape itself when there is nothing new.

    New is a kind at a path where it was not, or one that was masked and now stands there in clear, if only in some answers. A
    field that is missing from the sample stays: it may be rare.

    Args:
        shape: what is known.
        leaves: of the sampled answers.
        fields: what their columns were found to hold.
        times: when each answer was sent, microseconds since 1970.
        named_by_request: as for `persons`.
    """
    known = {(held.path, held.kind, held.form) for held in shape.fields}
    column = dict(zip(leaves.paths, zip(leaves.values, leaves.answers, strict=True), strict=True))
    new = [held for held in fields if held.confidence >= SURE_OF_NEWS and held.path in column and _is_new(held, known)]
    if not new:
        return shape
    since = {(held.path, held.kind, held.form): _first(held.form, *column[held.path], times) for held in new}
    often = [held for held in new if is_often(held, len(column[held.path][0]))]
    people = [_with(person, [held for held in new if _is_of(held, person)], often) for person in shape.persons]
    left = [held for held in new if not any(_is_of(held, person) for person in shape.persons)]
    more = persons(leaves, left, named_by_request=named_by_request)
    return replace(
        shape,
        persons=(*people, *more.persons),
        most_people=max(shape.most_people, more.most_people),
        since=shape.since | since,
    )


def _is_new(held: Field, known: Collection[tuple[str, Kind, Form]]) -> bool:
    """Whether a kind is new at its path; where it stands in clear already, other forms of it are not."""
    return not any((held.path, held.kind, form) in known for form in {held.form, Form.CLEAR})


def _is_of(held: Field, person: Person) -> bool:
    """Whether a new field is about a person that is known: it stands in the same object, in no list of its own."""
    place = person.scope if is_many(person.scope) else home(f"{person.scope}.")
    return home(held.path) == place and within(held.path, person.scope)


def _with(person: Person, new: Sequence[Field], often: Sequence[Field]) -> Person:
    """The person with new fields, those that are `often` there apart from those that only some values hold."""
    return replace(
        person,
        fields=(*person.fields, *(held for held in new if held in often)),
        occasional=(*person.occasional, *(held for held in new if held not in often)),
    )


def _first(form: Form, values: Sequence[str], answers: Sequence[int], times: Sequence[int]) -> int:
    """When the first value of a form was sent; of all values, when none looks like it."""
    told = [times[answer] for value, answer in zip(values, answers, strict=True) if _may_be(form, value)]
    return min(told or (times[answer] for answer in answers))


def _may_be(form: Form, value: str) -> bool:
    """Whether a value may be what newly stands there: in clear it has no stars."""
    return bool(value) and (form != Form.CLEAR or STARS.isdisjoint(value))


def first_with(path: str, form: Form, bodies: Sequence[bytes], times: Sequence[int], before: int) -> int:
    """When the first of some answers, in their order, that holds a value at a path was sent; `before` when none does earlier.

    Where the news is a value in clear, one that was still masked does not count. `times` are microseconds since 1970.
    """
    steps = keys(path)
    for body, time in zip(bodies, times, strict=True):
        if time >= before:
            break
        if any(value is not None and _may_be(form, text_of(value)) for value in walk(decoded(body), steps)):
            return time
    return before
