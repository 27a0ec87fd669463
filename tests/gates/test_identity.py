from __future__ import annotations

from collections.abc import Mapping

import pytest

from headcount.catalog.identity import networks
from headcount.gates.identity import Identities, Request

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


def test_a_request_is_told_of_by_its_headers() -> None:
    headers = {"x-user": "erin", "host": "shop.example", "user-agent": "made-up/1"}
    told = RULES.request("GET", "/orders/7", "10.9.8.7", "192.0.2.9", headers, dict)
    assert told == Request("GET", "/orders/7", "10.9.8.7", "192.0.2.9", "erin")


def test_the_user_agent_tells_only_those_apart_who_have_no_name() -> None:
    headers = {"x-user": "erin", "user-agent": "made-up/1"}
    assert RULES.request("GET", "/", "", "", headers, dict, account="").user_agent == "made-up/1"
    assert RULES.request("GET", "/", "", "", headers | {"x-api-key": "b"}, dict, account="").user_agent == ""


def test_who_signed_is_asked_with_all_headers() -> None:
    class Signer:
        def named(self, method: str, authority: str, target: str, headers: Mapping[str, str]) -> str:
            return f"{method} {authority}{target} {len(headers)}"

    headers = {"signature-input": "sig=()", "x-host": "shop.example"}
    told = Identities(signed=Signer()).request("GET", "/a", "", "", headers, lambda: headers, host="x-host")
    assert told.crawler == "GET shop.example/a 2"
