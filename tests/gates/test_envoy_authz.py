"""External authorisation, without Envoy."""

from __future__ import annotations

from typing import Any

import pytest

from headcount.gates.envoy_authz import Authorization, request
from headcount.gates.envoy_messages import messages
from tests.gates.sites import gate

Loose = Any


def question(account: str, path: str = "/users/7") -> Loose:
    asked = messages()["CheckRequest"]()
    asked.attributes.source.address.socket_address.address = "127.0.0.1"
    http = asked.attributes.request.http
    http.method, http.path = "GET", path
    http.headers.add(key="x-auth-user", value=account)
    return asked


def said(answer: Loose) -> dict[str, str]:
    kind = answer.ok_response if answer.status.code == 0 else answer.denied_response
    return {option.header.key: option.header.value for option in kind.headers}


def test_decisions() -> None:
    service = Authorization(gate().gate)
    allowed = service.check(question("honest"), "127.0.0.1")
    assert (allowed.status.code, said(allowed)) == (0, {"x-headcount-action": "allow"})
    assert "x-headcount-mask" in allowed.ok_response.headers_to_remove
    masked = service.check(question("phone-masked"), "")
    assert said(masked)["x-headcount-mask"] == "phone"
    assert {field.key: field.value.string_value for field in masked.dynamic_metadata.fields}["x-headcount-action"] == "mask"
    assert list(masked.ok_response.headers_to_remove) == ["x-headcount-budget-remaining"]
    blocked = service.check(question("blocked"), "127.0.0.1")
    assert (blocked.status.code, blocked.denied_response.status.code) == (7, 403)
    assert said(blocked)["x-headcount-reason-id"] == "person"
    assert service.check(question("throttled"), "127.0.0.1").denied_response.status.code == 429


def test_a_stranger_is_not_believed_and_failures_pass() -> None:
    service = Authorization(gate({"gate": {"account_header": "X-Auth-User", "closed": ["/users/8"]}}).gate)
    assert said(service.check(question("blocked"), "192.0.2.1")) == {
        "x-headcount-action": "allow",
        "x-headcount-reason-id": "failed-open",
    }
    assert service.check(question("honest", "/users/8"), "192.0.2.1").denied_response.status.code == 503
    assert (service.counts["asked"], service.counts["failed"]) == (2, 2)


@pytest.mark.parametrize(
    ("address", "forwarded", "expected"),
    [
        ("127.0.0.1", "", ("127.0.0.1", "")),
        ("192.0.2.7", "198.51.100.1, 192.0.2.7", ("192.0.2.7", "198.51.100.1")),
        ("127.0.0.1", "192.0.2.7", ("127.0.0.1", "192.0.2.7")),
        ("", "198.51.100.1, 192.0.2.7", ("192.0.2.7", "198.51.100.1")),
    ],
)
def test_the_hop_that_envoy_wrote_is_the_peer(address: str, forwarded: str, expected: tuple[str, str]) -> None:
    made = request(gate().gate, "GET", "/", address, {"x-forwarded-for": forwarded})
    assert (made.address, made.forwarded) == expected
