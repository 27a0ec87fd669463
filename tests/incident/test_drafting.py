from __future__ import annotations

import datetime as dt

import pytest

from headcount.errors import UsageError
from headcount.incident.drafting import GENERAL, GENERAL_PUBLIC, chosen, draft
from headcount.incident.duties import duties
from headcount.incident.facts import Facts
from headcount.model.duty import Duty
from tests.made_incident import AWARE, count, exposure, facts


def _duty(known: Facts, law: str, step: int) -> Duty:
    return next(duty for duty in duties(known) if (duty.law, duty.step) == (law, step))


def test_people_are_told_no_routes_and_no_clients() -> None:
    known = facts(exposure(61), "DE", "CN", name="Example GmbH")
    letter = draft(known, _duty(known, "eu.gdpr", 2), AWARE)
    assert [value.field for value in letter.contents] == ["what_happened", "contact", "harm", "measures"]
    assert [value.field for value in letter.facts] == ["org", "time_occurred", "data_types"]
    report = draft(known, _duty(known, "eu.gdpr", 1), AWARE)
    assert {"systems", "persons", "records"} <= {value.field for value in report.facts}
    assert "suspect" not in {value.field for value in report.facts}


def test_a_late_report_says_why() -> None:
    known = facts(exposure(61), "DE")
    duty = _duty(known, "eu.gdpr", 1)
    assert duty.due is not None
    in_time = [value.field for value in draft(known, duty, duty.due).contents]
    late = [value.field for value in draft(known, duty, duty.due + dt.timedelta(seconds=1)).contents]
    assert late == [*in_time, "delay_reason"]


def test_the_police_hear_of_the_classes_of_the_criminal_law() -> None:
    shown = exposure(61, by_class=(count("5000", None, 1, 6000),))
    known = facts(shown, "CN", "DE")
    told = draft(known, _duty(known, "cn.ndsr.11", 3), AWARE)
    assert told.severity is not None
    assert [value.items for value in told.contents if value.field == "suspect"] == [("account seller-88", "address 192.0.2.7")]
    assert draft(known, _duty(known, "eu.gdpr", 1), AWARE).severity is None


def test_a_list_of_contents_that_is_not_in_the_table_is_a_general_one() -> None:
    known = facts(exposure(61), "US", sectors=("hipaa",))
    told = draft(known, _duty(known, "us.hipaa", 3), AWARE)
    assert told.general
    assert tuple(value.field for value in told.contents) == GENERAL


def test_a_general_letter_to_people_has_no_numbers() -> None:
    known = facts(exposure(61, homes={"US-NY": 61}), "US-NY")
    letter = draft(known, _duty(known, "us.ny", 1), AWARE)
    assert tuple(value.field for value in letter.contents) == GENERAL_PUBLIC
    assert not [
        value for value in (*letter.contents, *letter.facts) if value.number is not None and value.field != "what_happened"
    ]


def test_which_notices_a_law_asks_for() -> None:
    found = duties(facts(exposure(61), "DE"))
    assert [duty.step for duty in chosen(found, "eu.gdpr", None)] == [1, 2, 3]
    assert [duty.step for duty in chosen(found, "eu.gdpr", 4)] == [4]
    assert {duty.law for duty in chosen(found, "eu", None)} == {"eu.gdpr", "eu.nis2"}


@pytest.mark.parametrize(
    ("law", "step", "message"),
    [
        ("eu.gdrp", None, "there is no such law with a notice; there are: cn.pipl.57"),
        ("eu.gdpr", 9, "eu.gdpr has the steps 1 to 4"),
        ("jp.appi", None, "the organisation is not said to work in JP"),
    ],
    ids=["law", "step", "does not apply"],
)
def test_notices_that_there_are_not(law: str, step: int | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        chosen(duties(facts(exposure(61), "DE")), law, step)
