"""People under 14."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.catalog.minors import Ages, minors, with_minors
from headcount.model.kind import Kind
from headcount.model.leaves import Leaves
from tests.catalog.bodies import field

TODAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("value", "young"),
    [
        ("2012-03-02", True),
        ("2012-03-01", False),
        ("2020/1/5", True),
        ("2019-05-06T00:00:00Z", True),
        ("20190506", True),
        ("05.06.2019", True),
        ("1990-01-01", False),
        ("2020年1月5日", True),
    ],
)
def test_dates_of_birth(value: str, young: bool) -> None:
    assert minors(Kind.BIRTH_DATE, "birthday", [value], TODAY) == (int(young), 1)


def test_what_tells_no_age() -> None:
    assert minors(Kind.BIRTH_DATE, "birthday", ["", "soon", "2031-01-01", "19**-01-01"], TODAY) == (0, 0)
    assert minors(Kind.PHONE, "age", ["5"], TODAY) == (0, 0)
    assert minors(Kind.DEMOGRAPHIC, "gender", ["5"], TODAY) == (0, 0)


def test_ages_by_the_name_of_their_field() -> None:
    assert minors(Kind.DEMOGRAPHIC, "children[].age", ["5", "14", "x", "40", "13"], TODAY) == (2, 4)
    assert minors(Kind.DEMOGRAPHIC, "年龄", ["7"], TODAY) == (1, 1)


def test_resident_identity_numbers() -> None:
    assert minors(Kind.NATIONAL_ID_CN, "id", ["110101201901011234", "110101199001011234", "1"], TODAY) == (1, 2)


def test_the_reason_says_how_many() -> None:
    leaves = Leaves("u", ("birthday",), (["2019-01-01", "1990-01-01"],), ([0, 1],), 2)
    [held] = with_minors(leaves, [field("birthday", Kind.BIRTH_DATE)], TODAY)
    assert held.reason == "by its name; 1 of 2 are of people under 14"
    grown = Leaves("u", ("birthday",), (["1990-01-01"],), ([0],), 1)
    assert with_minors(grown, [field("birthday", Kind.BIRTH_DATE)], TODAY) == [field("birthday", Kind.BIRTH_DATE)]


def test_batch_by_batch() -> None:
    ages = Ages(TODAY)
    for values in (["2019-01-01"], ["1990-01-01", "2018-01-01"]):
        ages.look(Leaves("GET /made", ("birthday", "note"), (values, ["2019-01-01"] * len(values)), ([0] * len(values),) * 2, 1))
    assert ages.told(field("birthday", Kind.BIRTH_DATE)).reason == "by its name; 2 of 3 are of people under 14"
    assert ages.told(field("note", Kind.BIRTH_DATE)).reason == "by its name"
