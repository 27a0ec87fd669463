from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.errors import UsageError
from headcount.incident.facts import Amount, checked, said_in
from headcount.model.duty import Answer
from headcount.model.incident import Change
from tests.made_incident import exposure, facts

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def test_whether_a_number_is_reached() -> None:
    assert [Amount(n).reaches(500) for n in (499, 500)] == [NO, YES]
    assert [Amount(n, more=True).reaches(500) for n in (499, 500)] == [UNKNOWN, YES]
    assert [Amount(400, more=True, most=n).reaches(500) for n in (499, 500)] == [NO, UNKNOWN]
    assert Amount(None).reaches(1) is UNKNOWN


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1200))
def test_a_range_never_says_more_than_its_ends(count: int, wider: int, true: int, least: int) -> None:
    """Whatever the true number between the bounds is, yes and no are never wrong of it."""
    whole = count + min(true, wider)
    for amount in (Amount(count, more=True), Amount(count, more=True, most=count + wider)):
        answer = amount.reaches(least)
        assert answer is UNKNOWN or (answer is YES) == (whole >= least)


def test_amounts_in_words() -> None:
    amounts = [Amount(None), Amount(1180), Amount(1180, more=True), Amount(700, more=True, most=900)]
    assert [str(amount) for amount in amounts] == ["not known", "1,180", "at least 1,180", "700 to 900"]


def test_people_of_several_entities_lie_between_two_numbers() -> None:
    several = msgspec.structs.replace(exposure(900), fewest_people=700)
    assert facts(several).people == Amount(700, more=True, most=900)
    assert facts(msgspec.structs.replace(several, at_least=("a gap",))).people == Amount(700, more=True)
    assert facts(several, said={"persons": "812"}).people == Amount(812)


def test_who_names_more_people_than_the_ledger_has_makes_it_a_lower_bound() -> None:
    assert not facts(exposure(900), said={"persons": "812"}).more
    assert facts(exposure(900), said={"persons": "901"}).more
    assert not facts(exposure(None, records=900), said={"persons": "900"}).more
    assert facts(exposure(None, records=900), said={"persons": "901"}).more


def test_residents_as_the_tables_tell() -> None:
    known = facts(exposure(30, homes={"US-CA": 12, "DE": 5, "fr": 3, "unknown": 10}))
    assert known.residents("US") == Amount(12, more=True)
    assert known.residents("EU") == Amount(8, more=True)
    assert known.residents("SG") == Amount(0, more=True)
    assert {code: amount.count for code, amount in known.places().items()} == {"DE": 5, "FR": 3, "US-CA": 12}
    assert facts(exposure(12, homes={"US-CA": 12})).residents("SG") == Amount(0)
    assert facts(exposure(12, homes={"US": 12})).residents("US-CA") == Amount(0, more=True)


def test_residents_as_somebody_said() -> None:
    known = facts(exposure(30, homes={"US-CA": 12}), said={"residents.US-CA": "20", "residents.US-TX": "7"})
    assert known.residents("US-CA") == Amount(20)
    assert known.residents("US") == Amount(27, more=True)
    assert facts(exposure(30), said={"residents.US-CA": "20", "residents.US": "25"}).residents("US") == Amount(25)
    assert facts(exposure(30), said={"residents.DE": "5"}).residents("US-CA") == Amount(0, more=True)


def test_residents_as_the_configuration_says_of_all() -> None:
    assert facts(exposure(30), residents="CN").residents("CN") == Amount(30)
    assert facts(exposure(30), residents="CN").residents("EU") == Amount(0)
    assert facts(exposure(30), residents="US").residents("US-CA") == Amount(None)
    assert facts(exposure(30)).residents("CN") == Amount(None)


def test_the_last_word_counts() -> None:
    at = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    log = [("fact", "high_risk=yes"), ("note", "crime=yes"), ("fact", "harm=a=b"), ("fact", "high_risk=no"), ("fact", "crime=no")]
    changes = [Change(1, n, at, "me", what, detail, "", "") for n, (what, detail) in enumerate([*log, ("fact", "crime=unknown")])]
    assert said_in(changes) == {"high_risk": "no", "harm": "a=b"}


def test_what_may_be_said() -> None:
    assert checked("high_risk=yes") == ("high_risk", "yes")
    assert checked("residents.us-ca=12000") == ("residents.US-CA", "12000")
    assert checked("done.eu.gdpr.1=2026-11-22T09:00+01:00") == ("done.eu.gdpr.1", "2026-11-22T08:00:00+00:00")
    assert checked("harm = calls\n by  fraudsters ") == ("harm", "calls by fraudsters")
    assert checked("persons=unknown") == ("persons", "unknown")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("high_rsik=yes", "there is no such fact"),
        ("high_risk", "write NAME=VALUE"),
        ("high_risk=maybe", "Write yes, no or unknown"),
        ("persons=about 5", "Write a whole number"),
        ("assessed=yesterday", "write a time such as"),
        ("assessed=2026-11-22T09:00", "say the zone too"),
        ("residents=5", "residents.US-CA"),
        ("residents.California=5", "residents.US-CA"),
    ],
    ids=["name", "no value", "word", "number", "time", "zone", "no place", "no code"],
)
def test_what_may_not_be_said(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        checked(text)


def test_kinds_are_whole_only_where_all_are_known() -> None:
    assert facts(exposure(5)).kinds_whole
    assert not facts(exposure(5, kinds=("phone", "unknown"))).kinds_whole
    assert not facts(exposure(5, kinds=())).kinds_whole
