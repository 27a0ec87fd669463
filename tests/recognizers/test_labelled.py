from __future__ import annotations

from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves
from headcount.recognizers.columns import Columns, classify
from headcount.recognizers.labelled import MOST_LABELS, Labels, by_label, named_by, pairs

BORN = [f"19{year}-0{month}-1{year % 10}" for year in range(50, 90) for month in (3, 7)]
SIZES = ["S", "M", "L", "XL"] * 20


def _form(labels: tuple[str, str], label_key: str = "question", value_key: str = "answer") -> Leaves:
    """Forty answers with two pairs each: a date and a size."""
    values = [value for pair in zip(BORN, SIZES, strict=True) for value in pair]
    answers = [number // 4 for number in range(len(values))]
    paths = (f"rows[].{label_key}", f"rows[].{value_key}")
    return Leaves("GET /forms", paths, (list(labels) * len(BORN), values), (answers, answers), 40)


def test_the_label_names_the_values_beside_it() -> None:
    held = [(field.path, field.kind, field.form, field.count) for field in classify(_form(("Date of birth", "Shirt size")))]
    assert ("rows[].answer", Kind.BIRTH_DATE, Form.CLEAR, 80) in held
    assert {kind for _, kind, _, _ in held} == {Kind.BIRTH_DATE}


def test_the_values_of_a_label_are_judged_without_the_others_even_if_it_tells_nothing() -> None:
    [held] = classify(_form(("QX7J8F", "HB3K2M")))
    assert (held.path, held.kind, held.count) == ("rows[].answer", Kind.BIRTH_DATE, 80)
    assert held.reason == "80 of 80 values have the shape; 80 of 80 pass the check"


def test_without_labels_a_mixed_column_says_nothing() -> None:
    assert not [field for field in classify(_form(("Date of birth", "Shirt size"), "unknown")) if field.confidence >= 0.5]


def test_no_reason_repeats_a_label() -> None:
    found = [field for field in classify(_form(("Ada Example date of birth", "Shirt size"))) if field.path == "rows[].answer"]
    assert [field.kind for field in found] == [Kind.BIRTH_DATE]
    assert found[0].reason.startswith("a label beside the value names it; ")
    assert "Ada" not in found[0].reason
    assert "Ada" not in found[0].path


def test_batches_are_counted_together() -> None:
    columns = Columns()
    columns.add(_form(("Date of birth", "Shirt size")))
    columns.add(_form(("Date of birth", "Shirt size")))
    assert [(field.kind, field.count) for field in columns.fields()] == [(Kind.BIRTH_DATE, 160)]


def test_which_columns_are_pairs() -> None:
    assert pairs(("a[].key", "a[].value", "a[].price")) == (("a[].value", ("a[].key",)),)
    assert pairs(("key", "value")) == ()
    assert pairs(("a[].value", "b[].key")) == ()
    assert pairs(("m[].meta_key", "m[].answer")) == (("m[].answer", ("m[].meta_key",)),)


def test_labels_stand_beside_every_value() -> None:
    leaves = Leaves("x", ("a[].key", "a[].value"), (["kind", "last"], ["1", "2", "3"]), ([0, 1], [0, 1, 1]), 2)
    assert list(by_label(leaves, {})) == []
    leaves = Leaves("x", ("a[].key", "a[].value"), (["kind", "last"], ["1", "2"]), ([0, 1], [0, 0]), 2)
    assert list(by_label(leaves, {})) == []
    leaves = Leaves("x", ("a[].key", "a[].value"), (["kind", "last"], ["1", "2"]), ([0, 1], [0, 1]), 2)
    assert list(by_label(leaves, {})) == [("a[].value", "kind", ["1"]), ("a[].value", "last", ["2"])]


def test_many_different_labels_are_no_names() -> None:
    labels = Labels()
    some = [f"label {'x' * number}" for number in range(1, MOST_LABELS + 2)]
    assert len(labels.split(some[:30], some[:30])) == 30
    assert labels.split([f"name {'y' * number}" for number in range(1, MOST_LABELS + 2)], some) == {}
    assert labels.split(some[:1], some[:1]) == {}


def test_numbers_and_addresses_are_no_labels() -> None:
    assert Labels().split(["4711", "4712"], ["a", "b"]) == {}
    assert Labels().split(["ada@example.com"], ["a"]) == {}
    assert Labels().split(["https://example.com/a"], ["a"]) == {}


def test_a_label_makes_no_further_steps() -> None:
    assert named_by("a[].value", "e.g. [mail]") == "a[].e g   mail "
