from __future__ import annotations

import pytest

from headcount.recognizers.latin_names import known, latin_words, plain


@pytest.mark.parametrize(
    ("name", "given", "surname", "word"),
    [
        ("Ada", True, False, False),
        ("JÜRGEN", True, False, False),
        ("Nguyễn", False, True, False),
        ("mark", True, True, True),
        ("Anne-Marie", True, False, False),
        ("O'Brien", False, True, False),
        ("Hadžihasanović", False, True, False),
        ("Arnarsdóttir", False, True, False),
        ("Xyzzy", False, False, False),
        ("ić", False, False, False),
    ],
)
def test_known(name: str, given: bool, surname: bool, word: bool) -> None:
    found = known(name)
    assert (found.given, found.surname or not surname, found.word) == (given, True, word)


def test_plain() -> None:
    assert [plain(name) for name in ("Müller", "Đặng", "ØRSTED", "Łukasz", "Ada")] == [
        "muller",
        "dang",
        "orsted",
        "lukasz",
        "ada",
    ]


def test_words_are_spelt_as_they_are_looked_up() -> None:
    words = latin_words()
    for group in (words.particles, words.titles, words.family_first, words.places_and_firms, words.no_name):
        assert {plain(word) for word in group} == group
    assert "street" in words.no_name
    assert "brown" not in words.no_name
