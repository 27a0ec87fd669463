from __future__ import annotations

import datetime as dt

import msgspec

from headcount.incident.duties import duties
from headcount.model.duty import Answer, Reason, Value
from tests.made_incident import exposure, facts


def test_a_value_without_anything_is_missing() -> None:
    assert Value("harm").missing
    known = [
        Value("harm", "calls"),
        Value("persons", number=0),
        Value("systems", items=("a",)),
        Value("data_types", kinds=("phone",)),
        Value("attack_path", lenses=("account",)),
    ]
    assert [value.missing for value in [*known, Value("told_people", times=(dt.datetime(2026, 1, 2, tzinfo=dt.UTC),))]] == [
        False
    ] * 6


def test_what_to_say_is_said_once_and_only_of_what_is_not_known() -> None:
    duty = duties(facts(exposure(5), "DE"))[0]
    reasons = (
        Reason("a", Answer.UNKNOWN, "", "say a"),
        Reason("b", Answer.UNKNOWN, "", "say a"),
        Reason("c", Answer.YES, "", "say c"),
        Reason("d", Answer.UNKNOWN, ""),
    )
    assert msgspec.structs.replace(duty, reasons=reasons).asks == ("say a",)
