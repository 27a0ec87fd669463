from __future__ import annotations

from headcount.catalog.examples import Examples
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves

VALUES = ["n/a", "+1 202 555 0143", "ring me: +1 202 555 0144, thanks", "+1 202 555 0143", "x" * 300]


def field(kind: Kind, path: str = "p") -> Field:
    return Field("u", path, kind, 0.9, Form.CLEAR, 2, None, "r")


def kept(values: list[str], shown: int = 3) -> Examples:
    examples = Examples(shown)
    examples.add(Leaves("u", ("p",), (values,), ([0] * len(values),), 1))
    return examples


def test_only_the_part_that_is_of_the_kind_is_shown_and_masked() -> None:
    assert kept(VALUES).masked(field(Kind.PHONE)) == ("+1 20* *** 0143", "+1 20* *** 0144")
    assert kept(VALUES, 1).masked(field(Kind.PHONE)) == ("+1 20* *** 0143",)
    assert kept(["no such thing"]).masked(field(Kind.PHONE)) == ()


def test_kinds_without_a_shape_are_masked_as_a_whole() -> None:
    assert kept(["asthma"]).masked(field(Kind.ASSETS)) == ("[assets]",)
    assert kept(["long " * 20]).masked(field(Kind.ASSETS)) == ()


def test_nothing_is_kept_unasked() -> None:
    examples = kept(VALUES, 0)
    assert examples.masked(field(Kind.PHONE)) == ()
    assert examples._kept == {}


def test_of_another_column_nothing() -> None:
    assert kept(VALUES).masked(field(Kind.PHONE, "q")) == ()


def test_memory_is_bounded() -> None:
    examples = kept([str(number) for number in range(1_000)])
    assert len(examples._kept["u", "p"]) == 16
