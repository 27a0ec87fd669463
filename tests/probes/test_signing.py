"""Signatures as Amazon's own examples have them, whose keys and secrets are made for it."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.probes.signing import Key, signed

MADE = Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
AT = dt.datetime(2013, 5, 24, tzinfo=dt.UTC)
HOST = {"Host": "examplebucket.s3.amazonaws.com"}
S3 = ("us-east-1", "s3")


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("/?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        ("/?prefix=J&max-keys=2", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_examples_of_the_reference_of_s3(path: str, mark: str) -> None:
    told = signed("GET", path, HOST, b"", S3, MADE, AT)
    assert told["Authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        f" SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={mark}"
    )
    assert told["X-Amz-Date"] == "20130524T000000Z"
    assert MADE.secret not in f"{told} {MADE!r}"


def test_the_first_example_of_the_test_suite() -> None:
    key = Key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    at = dt.datetime(2015, 8, 30, 12, 36, tzinfo=dt.UTC)
    told = signed("GET", "/", {"Host": "example.amazonaws.com"}, b"", ("us-east-1", "service"), key, at)
    assert told["Authorization"].endswith("Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")


def test_a_session_is_shown_and_signed() -> None:
    told = signed("GET", "/a%20b", HOST, b"", S3, Key("a", "b", "c"), AT)
    assert told["X-Amz-Security-Token"] == "c"
    assert "x-amz-security-token" in told["Authorization"]
