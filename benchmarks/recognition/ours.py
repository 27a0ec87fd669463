"""headcount as its users have it: leaves of JSON answers, decisions about fields, places in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from headcount.model.field import Field
from headcount.model.leaves import Leaves
from headcount.recognizers import RECOGNIZERS
from headcount.recognizers.columns import Columns, classify
from headcount.recognizers.gate import Gate
from headcount.recognizers.interface import Span
from headcount.sources.documents.gather import Gather
from headcount.sources.documents.walk import walk

GATE = Gate(RECOGNIZERS)


def leaves(unit: str, bodies: Iterable[Any]) -> Leaves:
    """The leaves of some answers of one route."""
    gather = Gather(unit)
    for body in bodies:
        for path, value in walk(body):
            gather.add(path, value)
        gather.close_answer()
    return gather.take()


def fields(unit: str, bodies: Iterable[Any]) -> list[Field]:
    """What headcount says about some answers of one route."""
    return classify(leaves(unit, bodies))


def fields_alone(unit: str, bodies: Sequence[Any]) -> list[list[Field]]:
    """What headcount says about each answer when it has seen no other: the route's name carries a number each."""
    columns = Columns()
    told: dict[str, list[Field]] = {f"{unit}/{number}": [] for number in range(len(bodies))}
    for alone, body in zip(told, bodies, strict=True):
        columns.add(leaves(alone, [body]))
    for one in columns.fields():
        told[one.unit].append(one)
    return list(told.values())


def columns_alone(unit: str, path: str, texts: Sequence[str]) -> list[list[Field]]:
    """What headcount says about each text as the only value of a column called `path`."""
    columns = Columns()
    told: dict[str, list[Field]] = {f"{unit}/{number}": [] for number in range(len(texts))}
    for alone, text in zip(told, texts, strict=True):
        columns.add(Leaves(alone, (path,), ([text],), ([0],), 1))
    for one in columns.fields():
        told[one.unit].append(one)
    return list(told.values())


def described(unit: str, examples: dict[str, str]) -> list[Field]:
    """What headcount says about fields of which a description names the paths, and may give an example each."""
    values = tuple([example] if example else [] for example in examples.values())
    return classify(Leaves(unit, tuple(examples), values, tuple([0] * len(column) for column in values), 1))


def places(text: str) -> list[Span]:
    """Where a text shows what, overlaps settled."""
    return GATE.find(text)
