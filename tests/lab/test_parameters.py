from __future__ import annotations

import pytest

from headcount.errors import UsageError
from headcount.lab.parameters import changed, fields_of
from headcount.lab.turned import ExtraRecords, NamedRecords


def test_words_are_read_by_the_type_of_the_field() -> None:
    assert changed(ExtraRecords(), ["factor=2", "open_only=true"]) == ExtraRecords(factor=2.0, open_only=True)
    assert changed(NamedRecords(), []) == NamedRecords()
    assert fields_of(NamedRecords(records=4)) == {"name": "named_records", "records": 4, "days_each": 5}


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("name=x", "named_records has no parameter 'name' here; it has: days_each"),
        ("records=4", "named_records has no parameter 'records' here; it has: days_each"),
        ("days_each=2.5", "days_each=2.5: expected `int`"),
        ("days_each", "days_each: expected `int`"),
    ],
)
def test_what_cannot_be_given_is_said(word: str, why: str) -> None:
    with pytest.raises(UsageError) as said:
        changed(NamedRecords(), [word], hidden={"records"})
    assert str(said.value).startswith(why)
