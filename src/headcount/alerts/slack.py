"""Slack: an incoming webhook with blocks. The address itself is the secret; nothing is signed.

Source: Slack API, Sending messages using incoming webhooks; Block Kit, section and context blocks (text of a section: at most
3,000 characters). Taken messages are answered with `ok`.
"""

from __future__ import annotations

from dataclasses import dataclass

from headcount.alerts.interface import Destination, Message
from headcount.alerts.post import post_json

_MOST = 2_900


@dataclass(frozen=True, slots=True)
class Slack:
    """The title as a header, the lines as one section."""

    name: str = "slack"

    def deliver(self, message: Message, to: Destination) -> None:
        """See `Channel`."""
        text = _plain("\n".join(f"• {line}" for line in message.lines))[:_MOST]
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": message.title[:150]}}]
        if text:
            blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": text}})
        post_json(to.url, {"text": _plain(message.title), "blocks": blocks}, self.name, taken=lambda said: said == "ok")


def _plain(text: str) -> str:
    """Text without Slack's control characters: nothing in it becomes a link or calls anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


SLACK = Slack()
