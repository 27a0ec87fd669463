from __future__ import annotations

import dataclasses

import pytest

from headcount.model.field import Field
from headcount.model.kind import Form, Kind


def test_a_field_is_frozen_and_compared_by_what_it_says() -> None:
    field = Field("orders", "phone", Kind.PHONE, 0.9, Form.CLEAR, 3, 2, "the field is called `phone`")
    assert field == dataclasses.replace(field)
    assert field != dataclasses.replace(field, valid=None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        field.count = 4  # type: ignore[misc] # what is frozen cannot be set, which is the point here
