from __future__ import annotations

import pytest

from headcount.recognizers.im_account import IM_ACCOUNT
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wxid_ab12cd34", [("wxid_ab12cd34", "im_account", "clear", None, 0.95)]),
        ("QQ: 123456789", [("123456789", "im_account", "clear", None, 0.8)]),
        ("qq号12345678", [("12345678", "im_account", "clear", None, 0.8)]),
        ("微信号 abc_123", [("abc_123", "im_account", "clear", None, 0.8)]),
        ("WeChat ID: some-name", [("some-name", "im_account", "clear", None, 0.8)]),
        ("Skype some.name", []),
        ("https://t.me/some_name", [("t.me/some_name", "im_account", "clear", None, 0.95)]),
        ("live:.cid.1234567890abcdef", [("live:.cid.1234567890abcdef", "im_account", "clear", None, 0.95)]),
        ("oABCdefGHIjklMNOpqrsTUVwxyz1", [("oABCdefGHIjklMNOpqrsTUVwxyz1", "im_account", "clear", None, 0.4)]),
        ("oabcdefghijklmnopqrstuvwxyza", []),
        ("QQ: 12****89", [("12****89", "im_account", "masked", None, 0.8)]),
        ("some-name", []),
        ("123456789", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(IM_ACCOUNT, text) == found
