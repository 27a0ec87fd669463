from __future__ import annotations

import pytest

from headcount.model.kind import Form, Kind
from headcount.recognizers.column import Mark
from headcount.recognizers.evidence import (
    MOST_CERTAIN,
    Tally,
    confidence,
    log_odds,
    named,
    tallies,
    weigh,
    weigh_within,
)
from headcount.recognizers.field_names import NAMED, Reading, read

SILENT = Reading()


def _card(passed: int, failed: int, certainty: float) -> Tally:
    return Tally(
        shaped=passed + failed, certainty=certainty * (passed + failed), passed=passed, failed=failed, clear=passed + failed
    )


def test_log_odds_and_confidence_undo_each_other() -> None:
    assert [confidence(log_odds(p)) for p in (0.1, 0.5, 0.9)] == [0.1, 0.5, 0.9]
    assert (log_odds(1.0), log_odds(0.0), confidence(60.0), confidence(-60.0)) == (5.0, -5.0, MOST_CERTAIN, 0.0)


def test_tallies_count_a_value_once_by_its_most_certain_mark() -> None:
    low = Mark(Kind.PHONE, Form.CLEAR, False, whole=True, certainty=0.1)
    high = Mark(Kind.PHONE, Form.MASKED, None, whole=True, certainty=0.9)
    inside = Mark(Kind.EMAIL, Form.CLEAR, True, whole=False, certainty=0.5)
    found = tallies([(frozenset({low, high}), 3), (frozenset({low, inside}), 2)])
    phone, email = found[Kind.PHONE], found[Kind.EMAIL]
    assert (phone.shaped, phone.values, phone.valid, phone.form) == (5, 5, 0, Form.MASKED)
    assert phone.certainty == pytest.approx(3 * 0.9 + 2 * 0.1)
    assert (email.within, email.values, email.valid, email.form) == (2, 2, 2, Form.CLEAR)


def test_merged_tallies_add_up() -> None:
    one, other = _card(2, 1, 0.5), Tally(within=4, certainty_within=2.0, passed=4, clear=4)
    one.merge(other)
    assert (one.shaped, one.within, one.values, one.valid) == (3, 4, 7, 6)


def test_two_in_a_hundred_valid_is_chance_and_all_valid_is_none() -> None:
    by_chance = weigh(Kind.BANK_CARD, _card(2, 98, 0.2), SILENT, 100, 100)
    right = weigh(Kind.BANK_CARD, _card(100, 0, 0.8), SILENT, 100, 100)
    assert (confidence(by_chance), confidence(right)) == (0.01, 0.99)


def test_a_name_makes_up_for_failed_checks_but_not_the_other_way_round() -> None:
    dirty = _card(9, 91, 0.4)
    assert confidence(weigh(Kind.NATIONAL_ID_CN, dirty, read("idCardNumber"), 100, 100)) > 0.9
    assert confidence(weigh(Kind.NATIONAL_ID_CN, dirty, SILENT, 100, 100)) < 0.1


def test_half_a_column_of_numbers_that_could_be_phones_is_chance() -> None:
    half = Tally(shaped=13, certainty=13 * 0.6, passed=13, clear=13)
    assert confidence(weigh(Kind.PHONE, half, SILENT, 26, 26)) < 0.5
    assert confidence(weigh(Kind.PHONE, half, SILENT, 13, 13)) > 0.8


def test_a_name_of_something_else_outweighs_numbers_but_no_email_address() -> None:
    otherwise = read("serialNo")
    assert otherwise.otherwise
    assert confidence(weigh(Kind.BANK_CARD, _card(1, 0, 0.8), otherwise, 1, 1)) < 0.1
    assert confidence(weigh(Kind.EMAIL, _card(1, 0, 0.97), otherwise, 1, 1)) > 0.9


def test_a_name_alone() -> None:
    phone = read("phone")
    assert confidence(weigh(Kind.PHONE, Tally(), phone, 0, 0)) == 0.88
    assert confidence(weigh(Kind.PHONE, Tally(fitting=9), phone, 10, 10)) == 0.94
    assert confidence(weigh(Kind.PHONE, Tally(fitting=1), phone, 10, 10)) == 0.05
    assert weigh(Kind.PHONE, Tally(fitting=9), SILENT, 10, 10) == -50.0


def test_a_general_name_of_documents_supports_all_of_them() -> None:
    general, special = read("证件号码"), read("身份证号")
    assert named(Kind.PASSPORT, general) == named(Kind.NATIONAL_ID_HK, general) == NAMED
    assert named(Kind.NATIONAL_ID_CN, special) == NAMED
    assert named(Kind.PASSPORT, special) == NAMED - 1.5
    assert named(Kind.PHONE, general) is None


def test_repeated_words_are_no_column_of_names() -> None:
    brands = Tally(shaped=20, certainty=20 * 0.6, clear=20)
    assert weigh(Kind.PERSON_NAME, brands, SILENT, 20, 20) - weigh(Kind.PERSON_NAME, brands, SILENT, 20, 4) > 1.5


def test_inside_texts_each_place_stands_for_itself() -> None:
    found = Tally(within=4, certainty_within=2.0)
    assert confidence(weigh_within(Kind.PHONE, found, SILENT)) == 0.5
    assert confidence(weigh_within(Kind.PERSON_NAME, found, read("shopName"))) == 0.08
