from __future__ import annotations

from collections.abc import Mapping

import pytest

from headcount.catalog.identity import networks
from headcount.gates.failing import FailPolicy
from headcount.gates.forward_auth import ADAPTERS, ForwardAuth
from headcount.gates.identity import Identities
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Decision
from tests.gates.asking import ALLOWED, NOW, FakeDoor, FakeJudge, ask, gate

NGINX = {"x-original-uri": "/orders/7?a=%2F", "x-original-method": "GET", "x-real-ip": "192.0.2.9"}
HEADERS = {
    "nginx": NGINX,
    "ingress-nginx": {"x-original-url": "/orders/7?a=%2F", "x-original-method": "GET", "x-real-ip": "192.0.2.9"},
    "haproxy": NGINX,
    **{
        name: {"x-forwarded-uri": "/orders/7?a=%2F", "x-forwarded-method": "GET", "x-forwarded-for": "192.0.2.9"}
        for name in ("caddy", "traefik", "apisix", "higress")
    },
}


def _ask(decision: Decision = ALLOWED, proxy: str = "nginx") -> tuple[int, dict[str, str]]:
    endpoint = ForwardAuth(gate(FakeJudge(decision), FakeDoor()), lambda _: None)
    answer = ask(endpoint, f"/decide/{proxy}", HEADERS[proxy])
    assert answer.body == b"", "a body ends nginx's connection"
    return answer.status, {name: value for name, value in answer.headers.items() if name != "content-length"}


@pytest.mark.parametrize("proxy", [adapter.name for adapter in ADAPTERS if adapter.name != "envoy"])
def test_every_proxy_tells_the_same_request(proxy: str) -> None:
    door = FakeDoor()
    who = Identities(account_header="X-User", credential_headers=["X-Api-Key"])
    endpoint = ForwardAuth(gate(FakeJudge(), door, identities=who), lambda _: None)
    more = {"x-user": "erin", "x-api-key": "secret", "user-agent": "made-up/1"}
    assert ask(endpoint, f"/decide/{proxy}", HEADERS[proxy] | more).status == 204
    forwarded = door.asked[0].pop("forwarded")
    assert forwarded == ""
    assert door.asked == [
        {
            "method": "GET",
            "target": "/orders/7?a=%2F",
            "address": "192.0.2.9",
            "account": "erin",
            "credential": "secret",
            "user_agent": "",
            "crawler": "",
        }
    ]


class Signatures:
    """Says what it was asked."""

    def named(self, method: str, authority: str, target: str, headers: Mapping[str, str]) -> str:
        return f"{method} {authority} {target} {headers['signature']}"


def test_a_signature_is_looked_at_only_where_there_is_one() -> None:
    door = FakeDoor()
    endpoint = ForwardAuth(gate(FakeJudge(), door, identities=Identities(signed=Signatures())), lambda _: None)
    ask(endpoint, "/decide/nginx", NGINX)
    signed = {"signature-input": "s=()", "signature": "s=:x:", "x-forwarded-host": "shop.example"}
    ask(endpoint, "/decide/nginx", NGINX | signed)
    assert [asked["crawler"] for asked in door.asked] == ["", "GET shop.example /orders/7?a=%2F s=:x:"]


def test_envoy_asks_by_path() -> None:
    door = FakeDoor()
    endpoint = ForwardAuth(gate(FakeJudge(), door), lambda _: None)
    headers = {"x-forwarded-for": "198.51.100.1, 192.0.2.9"}
    answer = ask(endpoint, "/decide/envoy/orders/a%2Fb", headers, method="PUT", query="c=d%20e")
    assert answer.status == 200
    assert [door.asked[0][key] for key in ("method", "target", "address", "forwarded")] == [
        "PUT",
        "/orders/a%2Fb?c=d%20e",
        "192.0.2.9",
        "198.51.100.1",
    ]


def test_the_proxies_peer_is_the_last_hop() -> None:
    door = FakeDoor()
    endpoint = ForwardAuth(gate(FakeJudge(), door), lambda _: None)
    ask(endpoint, "/decide/traefik", HEADERS["traefik"] | {"x-forwarded-for": "10.1.1.1, 198.51.100.1, 192.0.2.9"})
    assert (door.asked[0]["address"], door.asked[0]["forwarded"]) == ("192.0.2.9", "10.1.1.1, 198.51.100.1")


@pytest.mark.parametrize(
    ("decision", "proxy", "status", "headers"),
    [
        (Decision(Action.ALLOW), "nginx", 204, {"X-Headcount-Action": "allow"}),
        (
            Decision(Action.ALLOW, remaining=12, reason="budget:calm", would=Action.BLOCK),
            "nginx",
            204,
            {
                "X-Headcount-Action": "allow",
                "X-Headcount-Budget-Remaining": "12",
                "X-Headcount-Reason-Id": "budget:calm",
                "X-Headcount-Would": "block",
            },
        ),
        (
            Decision(Action.MASK, (Kind.PHONE, Kind.EMAIL), "person"),
            "traefik",
            204,
            {"X-Headcount-Action": "mask", "X-Headcount-Mask": "phone,email", "X-Headcount-Reason-Id": "person"},
        ),
        (Decision(Action.MASK), "haproxy", 204, {"X-Headcount-Action": "mask", "X-Headcount-Mask": "*"}),
        (
            Decision(Action.CHALLENGE, reason="r"),
            "nginx",
            401,
            {"X-Headcount-Action": "challenge", "X-Headcount-Reason-Id": "r", "WWW-Authenticate": "Headcount-Challenge"},
        ),
        (
            Decision(Action.THROTTLE, reason="r", until=NOW + 1_500_000),
            "nginx",
            403,
            {"X-Headcount-Action": "throttle", "X-Headcount-Reason-Id": "r", "Retry-After": "2"},
        ),
        (
            Decision(Action.THROTTLE, until=NOW - 5),
            "traefik",
            429,
            {"X-Headcount-Action": "throttle", "Retry-After": "1"},
        ),
        (Decision(Action.BLOCK, reason="r"), "apisix", 403, {"X-Headcount-Action": "block", "X-Headcount-Reason-Id": "r"}),
        (
            Decision(Action.ALLOW),
            "caddy",
            204,
            {
                "X-Headcount-Action": "allow",
                "X-Headcount-Mask": "",
                "X-Headcount-Budget-Remaining": "",
                "X-Headcount-Reason-Id": "",
            },
        ),
    ],
)
def test_a_decision_as_status_and_headers(decision: Decision, proxy: str, status: int, headers: dict[str, str]) -> None:
    assert _ask(decision, proxy) == (status, headers)


def test_a_reason_in_any_alphabet_splits_no_header() -> None:
    _, headers = _ask(Decision(Action.BLOCK, reason="budget:顾客\r\nX-Evil: 1"))
    assert headers["X-Headcount-Reason-Id"] == "budget:%E9%A1%BE%E5%AE%A2%0D%0AX-Evil:%201"


@pytest.mark.parametrize(("path", "status"), [("/decide/", 404), ("/decide/unknown", 404), ("/decide/nginx/orders/1", 404)])
def test_unknown_endpoints(path: str, status: int) -> None:
    assert ask(ForwardAuth(gate(FakeJudge(), FakeDoor()), lambda _: None), path, NGINX).status == status


def test_who_is_no_trusted_proxy_is_not_believed_and_counts_for_nobody() -> None:
    door, failures = FakeDoor(), list[Exception]()
    who = Identities(networks(["10.0.0.1"]), account_header="X-User")
    endpoint = ForwardAuth(gate(FakeJudge(Decision(Action.BLOCK)), door, identities=who), failures.append)
    answer = ask(endpoint, "/decide/nginx", NGINX | {"x-user": "victim"}, peer="192.0.2.200")
    assert (answer.status, answer.headers["X-Headcount-Reason-Id"]) == (204, "failed-open")
    assert door.asked == []
    assert "trusted_proxies" in str(failures[0])
    assert ask(endpoint, "/decide/nginx", NGINX, peer="10.0.0.1").status == 403


@pytest.mark.parametrize("missing", sorted(NGINX))
def test_a_question_without_what_the_proxy_has_to_say(missing: str) -> None:
    failures = list[Exception]()
    endpoint = ForwardAuth(gate(FakeJudge(), FakeDoor()), failures.append)
    answer = ask(endpoint, "/decide/nginx", {name: value for name, value in NGINX.items() if name != missing})
    assert (answer.status, answer.headers["X-Headcount-Reason-Id"]) == (204, "failed-open")
    assert missing in str(failures[0])


@pytest.mark.parametrize(
    ("target", "policy", "status", "reason"),
    [
        ("/orders/1", FailPolicy(closed=["/patients/"]), 204, "failed-open"),
        ("/patients/1", FailPolicy(closed=["/patients/"]), 403, "failed-closed"),
        ("/orders/1", FailPolicy(open_by_default=False), 403, "failed-closed"),
    ],
)
def test_when_headcount_fails_the_policy_decides(target: str, policy: FailPolicy, status: int, reason: str) -> None:
    failures = list[Exception]()
    made = gate(FakeJudge(), FakeDoor(fails=RuntimeError("broken")), failing=policy)
    answer = ask(ForwardAuth(made, failures.append), "/decide/nginx", NGINX | {"x-original-uri": target})
    assert (answer.status, answer.headers["X-Headcount-Reason-Id"]) == (status, reason)
    assert [str(failure) for failure in failures] == ["broken"]


def test_an_account_in_any_alphabet_counts_as_itself() -> None:
    door = FakeDoor()
    endpoint = ForwardAuth(gate(FakeJudge(), door, identities=Identities(account_header="X-User")), lambda _: None)
    for name in ("冰冰".encode(), b"\xe9ric", b"erin"):
        ask(endpoint, "/decide/nginx", [*((k.encode(), v.encode()) for k, v in NGINX.items()), (b"x-user", name)])
    assert [asked["account"].encode("utf-8", "surrogateescape") for asked in door.asked] == ["冰冰".encode(), b"\xe9ric", b"erin"]
