"""The shape of every channel: it brings a message to where people read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from headcount.errors import HeadcountError
from headcount.model.alert import Alert

Language = Literal["en", "zh"]


class AlertError(HeadcountError):
    """A message was not taken. Says who refused it and why, without the address, which may be a secret in itself."""


@dataclass(frozen=True, slots=True)
class Message:
    """Alerts that go out together."""

    id: str
    """Names the message for good: a receiver that gets it twice can tell."""
    at: int
    """When it was made, seconds since 1970 UTC."""
    title: str
    """One line: how many findings, verdicts, problems."""
    lines: tuple[str, ...]
    """One sentence each, plain text."""
    alerts: tuple[Alert, ...] = ()
    """What the lines say, for receivers that are programs."""
    more: int = 0
    """Alerts that are counted in the title and not told apart in the lines."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one channel sends to."""

    url: str = field(repr=False)
    """Where it is posted; of chats it is as good as a password. Of mail `smtp://HOST:PORT` (STARTTLS where offered) or `smtps://`."""
    secret: str = field(default="", repr=False)
    """What messages are signed with; of mail the password."""
    language: Language = "en"
    sender: str = ""
    """Of mail: the From address, and the user name where there is a password."""
    recipients: tuple[str, ...] = ()
    """Of mail: the To addresses."""


class Channel(Protocol):
    """One kind of receiver."""

    @property
    def name(self) -> str:
        """The word for `kind` in `[[alerts]]`, for the file and for the docs."""

    def deliver(self, message: Message, to: Destination) -> None:
        """Bring the message there, once; returns when the receiver said that it took it.

        Raises:
            AlertError: it cannot be reached, or did not take it.
        """
