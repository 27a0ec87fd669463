from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from headcount.alerts.dingtalk import DINGTALK, signed
from headcount.alerts.interface import AlertError, Destination
from tests.alerts.receivers import MESSAGE, receiver


def _robot_takes(path: str, secret: str) -> bool:
    """What the robot checks: the clock within an hour, and the signature over timestamp and secret."""
    query = parse_qs(urlsplit(path).query)
    (stamp,), (sign,) = query["timestamp"], query["sign"]
    expected = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), digestmod=hashlib.sha256).digest()
    return abs(time.time() - int(stamp) / 1000) < 3600 and base64.b64decode(sign) == expected


def test_the_robot_takes_the_signature() -> None:
    with receiver(b'{"errcode":0,"errmsg":"ok"}') as there:
        DINGTALK.deliver(MESSAGE, Destination(f"{there.url}?access_token=t", "SEC0"))
    assert _robot_takes(there.came[0].path, "SEC0")
    assert not _robot_takes(there.came[0].path, "SEC1")
    assert parse_qs(urlsplit(there.came[0].path).query)["access_token"] == ["t"]
    assert json.loads(there.came[0].body) == {
        "msgtype": "markdown",
        "markdown": {"title": MESSAGE.title, "text": f"#### {MESSAGE.title}\n- {MESSAGE.lines[0]}"},
    }


def test_an_unsigned_robot_and_a_refusal() -> None:
    assert signed("http://127.0.0.1/x", "", 5) == "http://127.0.0.1/x"
    with receiver(b'{"errcode":310000,"errmsg":"sign not match"}') as there, pytest.raises(AlertError, match="310000"):
        DINGTALK.deliver(MESSAGE, Destination(there.url, "SEC0"))
