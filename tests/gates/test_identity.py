from __future__ import annotations

import pytest

from headcount.catalog.identity import networks
from headcount.gates.identity import Identities

RULES = Identities(
    networks(["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]),
    account_header="X-User",
    credential_headers=["Authorization", "X-Api-Key"],
    credential_cookies=["session"],
)


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [
        ("127.0.0.1", True),
        ("::ffff:127.0.0.1", True),
        ("10.9.8.7", True),
        ("2001:db8::1", True),
        ("192.0.2.1", False),
        ("::1", False),
        ("not an address", False),
        ("", True),  # the gate's own unix socket
    ],
)
def test_only_named_proxies_are_trusted(peer: str, *, trusted: bool) -> None:
    assert RULES.trusts(peer) is trusted


def test_nobody_is_trusted_unless_named() -> None:
    assert Identities().trusts("127.0.0.1") is False


def test_an_account_is_believed_only_from_the_header_that_is_named() -> None:
    headers = {"x-user": "erin", "x-headcount-account": "walt", "": "nobody"}
    assert RULES.account(headers) == "erin"
    assert Identities().account(headers) == ""


@pytest.mark.parametrize(
    ("headers", "credential"),
    [
        ({"authorization": "Bearer a", "x-api-key": "b"}, "Bearer a"),
        ({"x-api-key": "b", "cookie": "session=c"}, "b"),
        ({"cookie": "a=1; session=c; b=2"}, "c"),
        ({"cookie": "odd name[=;;session = c ;"}, "c"),
        ({"cookie": 'x="; session=c'}, "c"),
        ({"cookie": "session=; other=1"}, ""),
        ({"cookie": "xsession=1"}, ""),
        ({"authorization": ""}, ""),
        ({}, ""),
    ],
)
def test_the_credential_is_the_first_that_is_there(headers: dict[str, str], credential: str) -> None:
    assert RULES.credential(headers) == credential
