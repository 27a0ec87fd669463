from __future__ import annotations

import json
import time

import pytest
from standardwebhooks import Webhook as Verifier

from headcount.alerts.interface import AlertError, Destination, Message
from headcount.alerts.webhook import WEBHOOK, signature
from tests.alerts.receivers import MESSAGE, receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_signed_as_the_standard_says_and_checked_by_its_own_library() -> None:
    now = Message("msg-2", int(time.time()), MESSAGE.title, MESSAGE.lines, MESSAGE.alerts)
    with receiver(b"") as there:
        WEBHOOK.deliver(now, Destination(there.url, SECRET))
    body = json.loads(there.came[0].body)
    assert Verifier(SECRET).verify(there.came[0].body, dict(there.came[0].headers)) == body
    assert body["type"] == "headcount.alerts"
    assert body["alerts"][0] == {
        "concern": "finding",
        "at": 1_760_000_000_000_000,
        "name": "slow_crawl",
        "reference": "finding:slow_crawl:12",
        "lens": "account",
        "records": 4312,
        "people": 4312,
        "members": 1,
        "observe": False,
        "detail": "",
        "incident": 0,
        "grade": 0,
    }


def test_the_standards_own_example() -> None:
    body = b'{"test": 2432232314}'
    assert (
        signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_without_a_secret_nothing_is_signed_and_a_bad_one_is_told() -> None:
    with receiver(b"") as there:
        WEBHOOK.deliver(MESSAGE, Destination(there.url))
    assert "webhook-signature" not in there.came[0].headers
    with pytest.raises(AlertError, match="no base64"):
        WEBHOOK.deliver(MESSAGE, Destination("http://127.0.0.1:9/", "whsec_!"))
