from __future__ import annotations

import json

import pytest

from headcount.alerts.interface import AlertError, Destination, Message
from headcount.alerts.wecom import WECOM
from tests.alerts.receivers import MESSAGE, receiver


def test_one_markdown_message() -> None:
    with receiver(b'{"errcode":0}') as there:
        WECOM.deliver(MESSAGE, Destination(there.url))
    assert json.loads(there.came[0].body)["markdown"]["content"] == f"**{MESSAGE.title}**\n> {MESSAGE.lines[0]}"


def test_at_most_4096_bytes_and_whole_lines() -> None:
    with receiver(b'{"errcode":0}') as there:
        WECOM.deliver(Message("m", 0, "t", ("看" * 100,) * 20), Destination(there.url))
    text = json.loads(there.came[0].body)["markdown"]["content"]
    assert len(text.encode()) <= 4_096
    assert {len(line) for line in text.split("\n")[1:-1]} == {102}
    assert text.endswith("\n> …")


def test_a_refusal() -> None:
    with receiver(b'{"errcode":45009}') as there, pytest.raises(AlertError, match="45009"):
        WECOM.deliver(MESSAGE, Destination(there.url))
