from __future__ import annotations

import pytest

from headcount.recognizers.credential import CREDENTIAL
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("password: hunter2", [("hunter2", "credential", "clear", None, 0.85)]),
        ("his password is 'Tr0ub4dor&3'.", [("Tr0ub4dor&3", "credential", "clear", None, 0.85)]),
        ("密码\uff1aabc123", [("abc123", "credential", "clear", None, 0.85)]),
        ("mật khẩu: abc123", [("abc123", "credential", "clear", None, 0.85)]),
        ("password: ******", [("******", "credential", "masked", None, 0.85)]),
        ('"api_key": "abcdef123456"', [("abcdef123456", "credential", "clear", None, 0.85)]),
        ("AKIAIOSFODNN7EXAMPLE", [("AKIAIOSFODNN7EXAMPLE", "credential", "clear", None, 0.97)]),
        (
            "ghp_0123456789abcdefghijABCDEFGHIJ012345",
            [("ghp_0123456789abcdefghijABCDEFGHIJ012345", "credential", "clear", None, 0.97)],
        ),
        ("sk_live_0123456789abcdefABCD", [("sk_live_0123456789abcdefABCD", "credential", "clear", None, 0.97)]),
        ("sk_live_****1234", [("sk_live_****1234", "credential", "masked", None, 0.9)]),
        (
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
            [("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "credential", "clear", None, 0.97)],
        ),
        ("-----BEGIN RSA PRIVATE KEY-----", [("-----BEGIN RSA PRIVATE KEY-----", "credential", "clear", None, 0.97)]),
        ("Bearer 0123456789abcdefghij", [("Bearer 0123456789abcdefghij", "credential", "clear", None, 0.97)]),
        ("postgres://user:secret@db.example.com/x", [("postgres://user:secret@", "credential", "clear", None, 0.97)]),
        (
            "$2b$12$abcdefghijklmnopqrstuvabcdefghijklmnopqrstuvwxyz01234",
            [("$2b$12$abcdefghijklmnopqrstuvabcdefghijklmnopqrstuvwxyz01234", "credential", "hashed", None, 0.95)],
        ),
        (
            "pbkdf2_sha256$600000$saltsaltsalt$aGFzaGhhc2hoYXNo",
            [("pbkdf2_sha256$600000$saltsaltsalt$aGFzaGhhc2hoYXNo", "credential", "hashed", None, 0.95)],
        ),
        ("验证码 123456", [("123456", "credential", "clear", None, 0.8)]),
        ("CVV 123", [("123", "credential", "clear", None, 0.8)]),
        ("aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE", [("aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE", "credential", "clear", None, 0.2)]),
        ("d41d8cd98f00b204e9800998ecf8427e", []),
        ("550e8400-e29b-41d4-a716-446655440000", []),
        ("the word password alone", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(CREDENTIAL, text) == found
