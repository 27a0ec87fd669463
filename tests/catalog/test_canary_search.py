from __future__ import annotations

import pytest

from headcount.catalog.canary_plan import Canaries, Plan
from headcount.catalog.canary_search import search
from headcount.catalog.samples import Column, Sample
from headcount.model.attribution import CanaryHit

KEY = bytes(range(32))
CANARIES = Canaries(Plan(("a", "b"), 3, "", ids="900000-999999"), KEY)
UUIDS = Canaries(Plan(("a", "b"), 3, "", country="gb"), KEY)


def _sample(*values: str) -> Sample:
    return Sample(rows=len(values), columns={"x": Column("x", list(values), list(range(len(values))))})


def _field(name: str, number: int = 3, canaries: Canaries = CANARIES) -> str:
    return canaries.people[number].fields[name]


def _hit(name: str, *, rows: tuple[int, ...] = (2,), people: int = 1, certain: bool = True) -> tuple[CanaryHit, ...]:
    return (CanaryHit("b", people, (name,), rows, certain),)


@pytest.mark.parametrize("form", ["{}", "+86 {}", "0086{}", "tel: {} (mobile)", "86-{}"])
def test_a_phone_in_every_writing(form: str) -> None:
    assert search(_sample("x", form.format(_field("phone"))), CANARIES) == _hit("phone")


@pytest.mark.parametrize("form", ["+447700 900{}", "07700 900 {}", "00447700900{}"])
def test_a_phone_of_another_country(form: str) -> None:
    assert search(_sample("x", form.format(_field("phone", canaries=UUIDS)[-3:])), UUIDS) == _hit("phone")


@pytest.mark.parametrize("name", ["email", "national_id"])
def test_what_else_names_a_made_person(name: str) -> None:
    assert search(_sample("x", f"{_field(name)};y"), CANARIES) == _hit(name)
    assert search(_sample("x", _field(name).upper()), CANARIES) == _hit(name)


def test_uuids() -> None:
    assert search(_sample("x", _field("id", canaries=UUIDS).upper()), UUIDS) == _hit("id")


def test_a_number_is_certain_where_no_other_of_the_range_stands() -> None:
    number = _field("id")
    assert search(_sample("1", number), CANARIES) == _hit("id")
    other = next(str(n) for n in range(900_000, 999_999) if all(str(n) != person.fields["id"] for person in CANARIES.people))
    assert search(_sample(other, number), CANARIES) == _hit("id", certain=False)


def test_names_say_nothing() -> None:
    assert search(_sample("1", _field("name")), CANARIES) == ()


def test_several_variants_are_told_apart() -> None:
    found = search(_sample(_field("phone", 0), _field("email", 4), _field("phone", 5)), CANARIES)
    assert [(hit.variant, hit.people, hit.fields, hit.rows) for hit in found] == [
        ("b", 2, ("phone", "email"), (2, 3)),
        ("a", 1, ("phone",), (1,)),
    ]
