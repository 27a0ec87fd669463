"""Feishu (Lark): a custom robot with signature.

Source: Feishu Open Platform, use custom bots in a group, signature verification: the body gets `timestamp` (seconds) and `sign`,
the base64 of HMAC-SHA256 over nothing, with timestamp, line feed, secret as key. Taken messages are answered with `code` 0.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass

from headcount.alerts.interface import Destination, Message
from headcount.alerts.post import post_json

_MOST_BYTES = 18_000


@dataclass(frozen=True, slots=True)
class Feishu:
    """One text message; a robot's request may be of 20 KB at most."""

    name: str = "feishu"

    def deliver(self, message: Message, to: Destination) -> None:
        """See `Channel`. The stamp is of now, not of the message: Feishu refuses what is an hour old."""
        text = "\n".join([message.title, *(f"- {line}" for line in message.lines)])
        short = text.encode()[:_MOST_BYTES].decode("utf-8", "ignore")
        stamp = int(time.time())
        seal = {"timestamp": str(stamp), "sign": signature(to.secret, stamp)} if to.secret else {}
        body = {**seal, "msg_type": "text", "content": {"text": short}}
        post_json(
            to.url, body, self.name, taken=lambda said: isinstance(said, dict) and said.get("code", said.get("StatusCode")) == 0
        )


def signature(secret: str, at: int) -> str:
    """What `sign` has to be at `at`, seconds since 1970."""
    return base64.b64encode(hmac.digest(f"{at}\n{secret}".encode(), b"", hashlib.sha256)).decode()


FEISHU = Feishu()
