"""Any receiver of one's own: the alerts as JSON, signed as Standard Webhooks 1.0 lays down.

Headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over
`id.timestamp.body`. The key is the secret after `whsec_`, base64 decoded; a secret without that beginning is taken as it is.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

import msgspec

from headcount.alerts.interface import AlertError, Destination, Message
from headcount.alerts.post import post_json

_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Webhook:
    """The JSON holds `type`, `timestamp` (RFC 3339), `title`, `lines`, `alerts` and `more`; counts, no names."""

    name: str = "webhook"

    def deliver(self, message: Message, to: Destination) -> None:
        """See `Channel`."""
        body = msgspec.json.encode(
            {
                "type": "headcount.alerts",
                "timestamp": dt.datetime.fromtimestamp(message.at, dt.UTC),
                "title": message.title,
                "lines": message.lines,
                "alerts": message.alerts,
                "more": message.more,
            }
        )
        headers = {"webhook-id": message.id, "webhook-timestamp": str(message.at)}
        if to.secret:
            headers["webhook-signature"] = signature(to.secret, message.id, message.at, body)
        post_json(to.url, body, self.name, headers, taken=lambda _: True)


def signature(secret: str, number: str, at: int, body: bytes) -> str:
    """What `webhook-signature` has to be.

    Raises:
        AlertError: the secret begins with `whsec_` and the rest is no base64.
    """
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True) if secret.startswith(_PREFIX) else secret.encode()
    except binascii.Error as error:
        raise AlertError(f"webhook: the secret after {_PREFIX} is no base64; copy it again") from error
    mac = hmac.digest(key, f"{number}.{at}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac).decode()


WEBHOOK = Webhook()
