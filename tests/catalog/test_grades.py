"""Each grade with the rule that made it."""

from __future__ import annotations

import pytest

from headcount.catalog.grades import ALL_REGIMES, MINORS, Grade, Levels, of_field, of_route, regimes, regimes_of
from headcount.model.kind import Form, Kind
from headcount.model.taxonomy import entry

LEVELS = Levels()
CLEAR = Form.CLEAR


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_in_clear_has_at_least_its_own_grade(kind: Kind) -> None:
    assert of_field(kind, CLEAR, LEVELS).level >= entry(kind).grade


def test_a_masked_value_is_a_grade_lower() -> None:
    assert of_field(Kind.PHONE, CLEAR, LEVELS) == Grade(3, ("phone number: grade 3",))
    assert of_field(Kind.PHONE, Form.MASKED, LEVELS) == Grade(2, ("phone number: grade 3", "masked: one grade lower"))
    assert of_field(Kind.REGION, Form.HASHED, LEVELS).level == 1


def test_a_regime_raises_what_it_speaks_of_and_only_where_it_applies() -> None:
    card = of_field(Kind.BANK_CARD, CLEAR, LEVELS)
    assert (card.level, card.why[-1]) == (4, "card number that has to be unreadable when it is shown (PCI DSS 3.4)")
    assert of_field(Kind.BANK_CARD, CLEAR, Levels(regimes=ALL_REGIMES - {"pci"})).level == 3


def test_the_rules_that_speak_of_a_kind() -> None:
    assert [rule.split(" (")[0] for rule in regimes_of(Kind.HEALTH, LEVELS)] == [
        "sensitive personal information",
        "special category",
        "protected health information",
    ]
    assert regimes_of(Kind.HEALTH, Levels(regimes=frozenset())) == regimes_of(Kind.PHONE, LEVELS) == ()


def test_each_regime_has_its_name() -> None:
    assert {regime.name for regime in regimes()} == ALL_REGIMES


def test_nothing_personal_has_no_grade() -> None:
    assert of_route([], 1_000, LEVELS) == Grade(0, ())


def test_a_name_together_with_an_id_is_raised_once() -> None:
    grade = of_route([(Kind.PERSON_NAME, CLEAR), (Kind.PHONE, CLEAR), (Kind.NATIONAL_ID_CN, CLEAR)], 1, LEVELS)
    joined = (
        "name of a person together with Chinese resident id: one grade more (GB/T 45574-2025 looks at what is shown together)"
    )
    assert grade == Grade(4, ("phone number: grade 3", joined))


def test_a_masked_id_does_not_join() -> None:
    assert of_route([(Kind.PERSON_NAME, CLEAR), (Kind.NATIONAL_ID_CN, Form.MASKED)], 1, LEVELS).level == 2


def test_many_people_in_one_answer_raise_the_grade() -> None:
    shown = [(Kind.EMAIL, CLEAR)]
    assert [of_route(shown, people, LEVELS).level for people in (1, 49, 50)] == [2, 2, 3]
    assert of_route(shown, 10, Levels(many_people=10)).why[-1] == "10 people in one answer (from 10 on: one grade more)"


def test_no_grade_is_above_the_highest() -> None:
    grade = of_route([(Kind.HEALTH, CLEAR), (Kind.PERSON_NAME, CLEAR), (Kind.ADDRESS, CLEAR)], 500, LEVELS)
    assert (grade.level, grade.why) == (4, ("health data: grade 4",))


def test_data_of_minors_is_sensitive() -> None:
    reason = "the field is called `birthday`; 1 of 2 are of people under 14"
    assert of_field(Kind.BIRTH_DATE, Form.CLEAR, Levels(), reason).why[-1] == MINORS
    assert of_field(Kind.BIRTH_DATE, Form.CLEAR, Levels(), reason).level == 4
    assert of_field(Kind.BIRTH_DATE, Form.CLEAR, Levels(regimes=frozenset({"gdpr"})), reason).level == 2
    assert of_field(Kind.BIRTH_DATE, Form.CLEAR, Levels()).level == 2
    grade = of_route([(Kind.BIRTH_DATE, Form.CLEAR)], 1, Levels(), [reason])
    assert (grade.level, grade.why[-1]) == (4, MINORS)
