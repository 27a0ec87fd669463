from __future__ import annotations

import json

import pytest

from headcount.gates.crowdsec_appsec import AppSec
from headcount.gates.failing import FailPolicy
from headcount.gates.identity import Identities
from headcount.model.verdict import Action, Decision
from headcount.policy.keys import hash_key
from tests.gates.asking import FakeDoor, FakeJudge, ask, gate

KEY = "a-key-of-one-bouncer-000000"
ASKED = {
    "x-crowdsec-appsec-api-key": KEY,
    "x-crowdsec-appsec-ip": "203.0.113.7",
    "x-crowdsec-appsec-uri": "/orders/7?a=b",
    "x-crowdsec-appsec-verb": "POST",
    "x-crowdsec-appsec-host": "shop.example",
    "x-crowdsec-appsec-user-agent": "made-up/1",
    "user-agent": "the bouncer's own",
    "cookie": "session=abc",
    "x-forwarded-for": "198.51.100.1",
    "x-headcount-account": "victim",
}
WHO = Identities(credential_cookies=["session"])


def _appsec(judge: FakeJudge, door: FakeDoor, *, who: Identities = WHO, failing: FailPolicy | None = None) -> AppSec:
    return AppSec(gate(judge, door, failing=failing), who, [hash_key(KEY)], lambda _: None)


def test_the_request_is_the_one_that_the_bouncer_tells_of() -> None:
    door = FakeDoor()
    ask(_appsec(FakeJudge(), door), "/appsec", ASKED, method="POST", body=[b"x" * 10, b"y"])
    assert door.asked == [
        {
            "method": "POST",
            "target": "/orders/7?a=b",
            "address": "203.0.113.7",
            "forwarded": "",
            "account": "",
            "credential": "abc",
            "user_agent": "made-up/1",
            "crawler": "",
        }
    ]


def test_an_account_is_believed_only_from_a_header_that_is_named_for_appsec() -> None:
    door = FakeDoor()
    ask(_appsec(FakeJudge(), door, who=Identities(account_header="X-Headcount-Account")), "/", ASKED)
    assert door.asked[0]["account"] == "victim"


@pytest.mark.parametrize(
    ("action", "status", "body"),
    [
        (Action.ALLOW, 200, {"action": "allow", "http_status": 200}),
        (Action.MASK, 200, {"action": "allow", "http_status": 200}),
        (Action.CHALLENGE, 403, {"action": "captcha", "http_status": 403}),
        (Action.THROTTLE, 403, {"action": "ban", "http_status": 429}),
        (Action.BLOCK, 403, {"action": "ban", "http_status": 403}),
    ],
)
def test_answers(action: Action, status: int, body: dict[str, object]) -> None:
    answer = ask(_appsec(FakeJudge(Decision(action, reason="r")), FakeDoor()), "/", ASKED)
    assert (answer.status, json.loads(answer.body)) == (status, body)
    assert answer.headers["X-Headcount-Action"] == action.value


@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_wrong_key_is_401_and_counts_for_nobody(key: str) -> None:
    door = FakeDoor()
    answer = ask(_appsec(FakeJudge(), door), "/", ASKED | {"x-crowdsec-appsec-api-key": key})
    assert (answer.status, door.asked) == (401, [])


@pytest.mark.parametrize(("failing", "status"), [(FailPolicy(), 200), (FailPolicy(closed=["/orders/"]), 403)])
def test_when_headcount_fails_the_policy_decides(failing: FailPolicy, status: int) -> None:
    assert ask(_appsec(FakeJudge(), FakeDoor(fails=ValueError("x")), failing=failing), "/", ASKED).status == status
