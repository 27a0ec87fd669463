from __future__ import annotations

import msgspec

from headcount.model.alert import Alert


def test_there_is_no_field_for_a_client_or_a_person() -> None:
    assert {field.name for field in msgspec.structs.fields(Alert)} == {
        "concern",
        "at",
        "name",
        "reference",
        "lens",
        "records",
        "people",
        "members",
        "observe",
        "detail",
        "incident",
        "grade",
    }
