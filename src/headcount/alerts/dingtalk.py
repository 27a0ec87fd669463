"""DingTalk: a custom robot with signature.

Source: DingTalk Open Platform, custom robot access, security settings: the query gets `timestamp` (milliseconds) and `sign`, the
base64 of HMAC-SHA256 with the secret as key over timestamp, line feed, secret. Taken messages are answered with `errcode` 0.
At most 20 messages a minute.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import urllib.parse
from dataclasses import dataclass

from headcount.alerts.interface import Destination, Message
from headcount.alerts.post import post_json

_MOST_BYTES = 18_000


@dataclass(frozen=True, slots=True)
class DingTalk:
    """One Markdown message."""

    name: str = "dingtalk"

    def deliver(self, message: Message, to: Destination) -> None:
        """See `Channel`. The stamp is of now, not of the message: DingTalk refuses what is an hour old."""
        text = "\n".join([f"#### {message.title}", *(f"- {line}" for line in message.lines)])
        short = text.encode()[:_MOST_BYTES].decode("utf-8", "ignore")
        body = {"msgtype": "markdown", "markdown": {"title": message.title, "text": short}}
        post_json(
            signed(to.url, to.secret, time.time_ns() // 1_000_000),
            body,
            self.name,
            taken=lambda said: isinstance(said, dict) and said.get("errcode") == 0,
        )


def signed(url: str, secret: str, at: int) -> str:
    """The address with its signature at `at`, milliseconds since 1970; as it is without a secret."""
    if not secret:
        return url
    mac = hmac.digest(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256)
    sign = urllib.parse.urlencode({"timestamp": at, "sign": base64.b64encode(mac).decode()})
    return f"{url}{'&' if '?' in url else '?'}{sign}"


DINGTALK = DingTalk()
