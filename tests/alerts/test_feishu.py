from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest

from headcount.alerts.feishu import FEISHU
from headcount.alerts.interface import AlertError, Destination
from tests.alerts.receivers import MESSAGE, receiver


def _robot_takes(body: dict[str, str], secret: str) -> bool:
    """What the robot checks: timestamp and secret are the key, and nothing is signed with it."""
    expected = hmac.new(f"{body['timestamp']}\n{secret}".encode(), digestmod=hashlib.sha256).digest()
    return base64.b64decode(body["sign"]) == expected


def test_the_robot_takes_the_signature() -> None:
    with receiver(b'{"code":0,"msg":"success"}') as there:
        FEISHU.deliver(MESSAGE, Destination(there.url, "SEC0"))
    body = json.loads(there.came[0].body)
    assert _robot_takes(body, "SEC0")
    assert not _robot_takes(body, "SEC1")
    assert (body["msg_type"], body["content"]) == ("text", {"text": f"{MESSAGE.title}\n- {MESSAGE.lines[0]}"})


def test_without_a_secret_and_a_refusal() -> None:
    with receiver(b'{"code":0}') as there:
        FEISHU.deliver(MESSAGE, Destination(there.url))
    assert json.loads(there.came[0].body).keys() == {"msg_type", "content"}
    with receiver(b'{"code":19021,"msg":"sign match fail"}') as there, pytest.raises(AlertError, match="19021"):
        FEISHU.deliver(MESSAGE, Destination(there.url, "SEC0"))
