"""SCRAM as the examples of its standards have it, and challenges that are none."""

from __future__ import annotations

import pytest

from headcount.probes.scram import Scram
from headcount.probes.wire import EndedError


def test_the_example_of_rfc_5802() -> None:
    made = Scram("user", "pencil", "sha1", "fyko+d2lbbFgONRv9qkxdawL")
    assert made.first() == b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"
    assert made.last(b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096") == (
        b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    )


def test_the_example_of_rfc_7677() -> None:
    made = Scram("user", "pencil", nonce="rOprNGfwEbeRWgbNEkqO")
    challenge = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    assert made.last(challenge).endswith(b",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")


def test_two_exchanges_differ_and_names_are_escaped() -> None:
    assert Scram("a", "b").first() != Scram("a", "b").first()
    assert Scram("a=b,c", "").first().startswith(b"n,,n=a=3Db=2Cc,r=")


@pytest.mark.parametrize(
    "challenge",
    [
        b"r=nx,s=AAAA,i=999999999",
        b"r=nx,s=AAAA,i=0",
        b"r=nx,s=*,i=4096",
        b"r=nx,s=AAAA",
        b"",
        b"r=x,s=AAAA,i=9",
        b"r=nx,s=AAAA,i=-1",
    ],
)
def test_a_challenge_that_would_keep_us_busy_or_is_none(challenge: bytes) -> None:
    with pytest.raises(EndedError, match="none of its product"):
        Scram("", "secret", nonce="n").last(challenge)
