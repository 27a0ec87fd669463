"""Microsoft Teams: an Adaptive Card to the webhook of a workflow (the older connectors are retired).

Source: Microsoft Learn, Create incoming webhooks with Workflows; Adaptive Cards 1.4. The address holds the signature that the
workflow checks. Taken messages are answered with status 202.
"""

from __future__ import annotations

from dataclasses import dataclass

from headcount.alerts.interface import Destination, Message
from headcount.alerts.post import post_json

_CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Teams:
    """The title in bold, a text block for each line."""

    name: str = "teams"

    def deliver(self, message: Message, to: Destination) -> None:
        """See `Channel`."""
        title = {"type": "TextBlock", "text": message.title, "weight": "Bolder", "size": "Medium", "wrap": True}
        lines = [{"type": "TextBlock", "text": line, "wrap": True, "spacing": "Small"} for line in message.lines]
        card = {"type": "AdaptiveCard", "version": "1.4", "body": [title, *lines]}
        attachment = {"contentType": _CARD, "contentUrl": None, "content": card}
        post_json(to.url, {"type": "message", "attachments": [attachment]}, self.name, taken=lambda _: True)


TEAMS = Teams()
