from __future__ import annotations

from headcount.model.kind import Form, Kind


def test_ids_are_those_of_the_taxonomy() -> None:
    assert len(Kind) == 45
    assert [kind for kind in Kind if not kind.replace(".", "_").isidentifier() or kind != kind.lower()] == []
    assert [kind for kind in Kind if kind.name != kind.value.replace(".", "_").upper()] == []


def test_forms() -> None:
    assert [form.value for form in Form] == ["clear", "masked", "hashed"]
