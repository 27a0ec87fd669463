"""Columns that show some values in clear and others masked."""

from __future__ import annotations

from headcount.catalog.forms import in_both_forms
from headcount.catalog.unfold import leaves_of
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves
from tests.catalog.bodies import by_name, field, written


def found(*phones: str) -> list[tuple[Form, int]]:
    leaves = leaves_of("u", written(*({"phone": phone} for phone in phones)))
    return [(held.form, held.count) for held in in_both_forms(leaves, by_name(leaves), by_name)]


def test_one_in_clear_among_masked_ones_is_a_field_of_its_own() -> None:
    assert found("1**", "2**", "3**", "+1 202-555-0100") == [(Form.MASKED, 3), (Form.CLEAR, 1)]
    assert found("1", "2", "3", "4**") == [(Form.CLEAR, 3), (Form.MASKED, 1)]


def test_one_form_is_one_field() -> None:
    assert found("1**", "2**") == [(Form.MASKED, 2)]
    assert found("1", "2") == [(Form.CLEAR, 2)]


def test_what_is_left_has_to_hold_the_kind() -> None:
    leaves = Leaves("u", ("phone",), (["1**", "2**", "n/a"],), ([0, 1, 2],), 3)
    masked = field("phone", Kind.PHONE, Form.MASKED, 2)

    def nothing(rest: Leaves) -> list[Field]:
        assert (rest.paths, rest.values, rest.answers) == (("phone",), (["n/a"],), ([2],))
        return []

    assert in_both_forms(leaves, [masked], nothing) == [masked]


def test_other_fields_stay_as_they_are() -> None:
    leaves = Leaves("u", ("phone",), (["1**", "2"],), ([0, 1],), 2)
    others = [field("gone", Kind.EMAIL), field("phone", Kind.CREDENTIAL, Form.HASHED, 2)]
    assert in_both_forms(leaves, others, by_name) == others
