from __future__ import annotations

import pytest

from headcount.model.kind import Kind
from headcount.model.masking import masked
from headcount.model.taxonomy import Entry, entry, taxonomy


def test_code_and_table_hold_the_same_kinds_in_the_same_order() -> None:
    assert list(taxonomy().kinds) == list(Kind)
    assert [kind for kind, found in taxonomy().kinds.items() if found.kind is not kind] == []


def test_grades_and_regimes_are_those_of_the_draft() -> None:
    by_grade = {grade: sum(found.grade == grade for found in taxonomy().kinds.values()) for grade in (1, 2, 3, 4)}
    assert by_grade == {1: 3, 2: 10, 3: 20, 4: 12}
    assert {kind for kind, found in taxonomy().kinds.items() if found.gdpr != "none"} == {
        Kind.SPECIAL_CATEGORY,
        Kind.CRIMINAL_RECORD,
        Kind.BIOMETRIC,
        Kind.HEALTH,
    }
    assert entry(Kind.LOCATION_TRACK).crim == 50
    assert entry(Kind.PHONE).vendors["m"] == "PHONE_NUMBER?"


def test_every_kind_has_both_names() -> None:
    assert [kind for kind, found in taxonomy().kinds.items() if not found.en or not found.zh] == []
    assert len({found.en for found in taxonomy().kinds.values()}) == len(Kind)


def test_every_mask_is_explained() -> None:
    assert {found.mask.op for found in taxonomy().kinds.values()} <= set(taxonomy().mask_ops)


def test_rules_that_raise() -> None:
    first, second, third = taxonomy().raise_rules
    assert (first.to, second.plus, third.becomes) == (4, 1, Kind.LOCATION_TRACK)


@pytest.mark.parametrize("found", [f for f in taxonomy().kinds.values() if f.mask.op != "pseudonym"], ids=lambda f: f.kind.value)
def test_the_example_of_each_kind_is_masked_as_the_table_shows(found: Entry) -> None:
    assert masked(found.kind, found.eg[0]) == found.eg[1]
