from __future__ import annotations

import pytest

from headcount.recognizers.words import eastern, fold, join, segments, split


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Teléfono", "telefono"),
        ("Straße", "strasse"),
        ("Đường", "duong"),
        ("ĐIỆN", "dien"),
        ("الهاتف", "هاتف"),
        ("رقم", "رقم"),
        ("Müller", "muller"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("buyerPhoneNumber", ("buyer", "phone", "number")),
        ("IPAddress", ("ip", "address")),
        ("e-mail_address", ("e", "mail", "address")),
        ("收货人phone2", ("收货人", "phone", "2")),
        ("số điện thoại", ("so", "dien", "thoai")),
        ("رقم الهاتف", ("رقم", "هاتف")),
        ("___", ()),
    ],
)
def test_split(name: str, words: tuple[str, ...]) -> None:
    assert split(name) == words


def test_joined_names_do_not_depend_on_how_words_are_joined() -> None:
    assert join("phone number") == join("phoneNumber") == join("PHONE-NUMBER") == join("phone_number") == "phonenumber"


def test_segments_leave_out_lists_and_numbers() -> None:
    assert segments("data.buyers[].0.phone") == ["data", "buyers", "phone"]
    assert segments("") == []
    assert segments("[]") == []


def test_eastern() -> None:
    assert [eastern(word) for word in ("手机", "phone", "マイナンバー", "هاتف", "")] == [True, False, True, False, False]
