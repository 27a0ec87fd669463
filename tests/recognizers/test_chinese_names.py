from __future__ import annotations

from headcount.recognizers.chinese_names import chinese_names, surname


def test_the_table() -> None:
    names = chinese_names()
    assert names.common < names.surnames
    assert all(len(char) == 1 for char in names.surnames | names.given)
    assert all(len(word) > 1 for word in names.words)
    assert (len(names.common) > 100, len(names.surnames) > 250, len(names.given) > 700) == (True, True, True)


def test_words_that_are_left_out_begin_like_names() -> None:
    assert [word for word in chinese_names().words if not surname(word)] == []


def test_surname() -> None:
    assert [surname(name) for name in ("欧阳修", "欧阳", "李白", "的士", "")] == [2, 1, 1, 0, 0]
