from __future__ import annotations

from headcount.model.kind import Kind
from headcount.recognizers.field_table import ROLE, STRONG, WEAK, Meaning, _toml, field_table

MAIN = ("person_name", "phone", "email", "address", "birth_date", "bank_card", "account_id", "credential", "health", "order")
LANGUAGES = ("en", "zh", "pinyin", "vi", "es", "de", "ar")


def test_the_main_kinds_have_names_in_every_language() -> None:
    table = _toml("field_names.toml")
    for kind in MAIN:
        lists = table[kind]
        assert isinstance(lists, dict)
        assert [language for language in LANGUAGES if not lists.get(language)] == []
        assert sum(len(lists[language]) for language in LANGUAGES) >= 80


def test_every_kind_has_names() -> None:
    assert {meaning.kind for meanings in field_table().names.values() for meaning in meanings} == set(Kind)


def test_strengths() -> None:
    names = field_table().names
    assert names["phonenumber"] == (Meaning(Kind.PHONE, STRONG),)
    assert Meaning(Kind.PERSON_NAME, ROLE) in names["doctor"]
    assert Meaning(Kind.PERSON_NAME, WEAK) in names["name"]


def test_no_name_is_both_of_a_kind_and_of_nothing() -> None:
    table = field_table()
    strong = {name for name, meanings in table.names.items() if any(m.strength == STRONG for m in meanings)}
    assert strong & table.nothing == set()


def test_eastern_names_are_longest_first() -> None:
    lengths = [len(name) for name in field_table().eastern]
    assert lengths == sorted(lengths, reverse=True)
    assert field_table().longest == max(len(name) for name in field_table().names)
