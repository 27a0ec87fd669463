"""WeCom: a group robot. Its key stands in the address; nothing is signed.

Source: WeCom developer centre, group robot configuration: Markdown of at most 4,096 bytes of UTF-8, 20 messages a minute. Taken
messages are answered with `errcode` 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from headcount.alerts.interface import Destination, Message
from headcount.alerts.post import post_json

_MOST_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class WeCom:
    """One Markdown message; lines that do not fit are left out from the end."""

    name: str = "wecom"

    def deliver(self, message: Message, to: Destination) -> None:
        """See `Channel`."""
        text = f"**{message.title}**"
        for line in message.lines:
            longer = f"{text}\n> {line}"
            if len(longer.encode()) > _MOST_BYTES - 8:
                text += "\n> …"
                break
            text = longer
        body = {"msgtype": "markdown", "markdown": {"content": text}}
        post_json(to.url, body, self.name, taken=lambda said: isinstance(said, dict) and said.get("errcode") == 0)


WECOM = WeCom()
