from __future__ import annotations

import datetime as dt
import re
import uuid

import phonenumbers
import pytest

from headcount.catalog import canary_people
from headcount.catalog.canary_people import FIELDS, MadePerson, Numbers, Recipe, make_people
from headcount.errors import ConfigError
from headcount.recognizers.phone_plans import chinese_mobile
from headcount.recognizers.resident_id import CHECK

KEY = bytes(range(32))
CN = Recipe("cn", "traps.example", Numbers("900000", "999999"), None)


def _made(recipe: Recipe = CN, variants: tuple[str, ...] = ("a", "b"), people: int = 20) -> list[MadePerson]:
    return make_people(KEY, recipe, variants, people)


def test_the_key_makes_the_same_people_again() -> None:
    assert _made() == _made()
    assert make_people(bytes(32), CN, ("a",), 3) != make_people(KEY, CN, ("a",), 3)


def test_a_variant_that_is_added_changes_nobody() -> None:
    assert _made(variants=("a", "b", "c"))[:40] == _made()


def test_nobody_has_what_another_has() -> None:
    for name in ("id", "phone", "email", "national_id"):
        assert len({person.fields[name] for person in _made()}) == 40


def test_chinese_people_have_the_shape_of_real_ones_and_are_none() -> None:
    for person in _made():
        fields = person.fields
        assert tuple(fields) == FIELDS
        assert re.fullmatch(r"1[3-9]\d{9}", fields["phone"])
        assert not chinese_mobile(fields["phone"])
        assert CHECK.holds(fields["national_id"])
        assert fields["national_id"][:2] == "99"
        assert fields["national_id"][6:14] == fields["birth_date"].replace("-", "")
        assert dt.date(1958, 1, 1) <= dt.date.fromisoformat(fields["birth_date"]) < dt.date(2002, 1, 1)
        assert fields["email"].endswith("@traps.example")
        assert 900_000 <= int(fields["id"]) <= 999_999
        assert len(fields["name"].encode("gb2312")) == 6


@pytest.mark.parametrize(
    ("country", "shape"), [("us", r"\+1[2-9]\d\d555010?\d\d"), ("gb", r"\+447700900\d{3}"), ("fr", r"\+3363998\d{4}")]
)
def test_numbers_kept_for_fiction(country: str, shape: str) -> None:
    for person in _made(Recipe(country, "canary.example", None, None)):
        number = person.fields["phone"]
        assert re.fullmatch(shape, number)
        assert phonenumbers.is_possible_number(phonenumbers.parse(number))
        assert "national_id" not in person.fields
        assert uuid.UUID(person.fields["id"]).version == 4


def test_numbers_of_the_operator() -> None:
    for person in _made(Recipe("gb", "canary.example", None, Numbers("02079460000", "02079460999"))):
        assert re.fullmatch(r"02079460\d{3}", person.fields["phone"])


def test_too_small_a_range_is_said() -> None:
    with pytest.raises(ConfigError, match=r"6 made people need 12 numbers to choose from, and --ids has 10"):
        make_people(KEY, Recipe("cn", "x.example", Numbers("10", "19"), None), ("a", "b"), 3)
    with pytest.raises(ConfigError, match="--phones has 1,000"):
        make_people(KEY, Recipe("gb", "x.example", None, None), ("a",), 600)


def test_a_segment_that_was_given_to_a_carrier_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canary_people, "_NO_SEGMENT", "138")
    with pytest.raises(ConfigError, match="given to a carrier"):
        _made()


@pytest.mark.parametrize("text", ["", "5", "9-1", "1-20", "a-b", "-5-9", "1-"])
def test_what_is_no_range_is_said(text: str) -> None:
    with pytest.raises(ConfigError, match="--ids must be FROM-TO"):
        Numbers.of(text, "--ids")


def test_a_range() -> None:
    numbers = Numbers.of("0090-0099", "--ids")
    assert (len(numbers), numbers.at(0), numbers.at(19)) == (10, "0090", "0099")
    assert [numbers.holds(text) for text in ("0095", "95", "0100", "00a5")] == [True, False, False, False]
