from __future__ import annotations

import json

import pytest

from headcount.alerts.interface import AlertError, Destination, Message
from headcount.alerts.slack import SLACK
from tests.alerts.receivers import MESSAGE, receiver


def test_blocks_in_which_nothing_is_a_link_or_calls_anybody() -> None:
    with receiver(b"ok") as there:
        SLACK.deliver(MESSAGE, Destination(there.url))
    assert json.loads(there.came[0].body) == {
        "text": "headcount: 1 finding",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "headcount: 1 finding"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "• slow_crawl: &lt;1&gt; account &amp; more"}},
        ],
    }


def test_a_long_text_stays_below_what_a_section_may_hold() -> None:
    with receiver(b"ok") as there:
        SLACK.deliver(Message("m", 0, "t", ("x" * 5_000,)), Destination(there.url))
    assert len(json.loads(there.came[0].body)["blocks"][1]["text"]["text"]) <= 3_000


def test_anything_but_ok_is_a_refusal() -> None:
    with receiver(b"invalid_payload") as there, pytest.raises(AlertError, match="did not take"):
        SLACK.deliver(MESSAGE, Destination(there.url))
