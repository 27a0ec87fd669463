"""`[[alerts]]` of `headcount.toml`, typed, and what it makes: who hears of what, where, and how often."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Literal

import msgspec

from headcount.alerts import CHANNELS
from headcount.alerts.dispatch import Subscription
from headcount.alerts.interface import Destination
from headcount.errors import ConfigError
from headcount.model.alert import Concern


class AlertConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[alerts]]`: one chat, mailbox or program that is told; without names of clients or people."""

    kind: Literal["webhook", "slack", "teams", "dingtalk", "feishu", "wecom", "email"]
    """What kind of receiver it is."""
    url: str = ""
    """Where it listens; of mail `smtp://HOST:PORT` or `smtps://HOST:PORT`. Of chats it is a secret: better in `url_file`."""
    url_file: str = ""
    """File with the address, readable by its owner only; in place of `url`."""
    secret_file: str = ""
    """File with what messages are signed with (webhook, dingtalk, feishu), or with the mail password."""
    language: Literal["en", "zh"] = "en"
    """Language of the messages."""
    about: tuple[Literal["finding", "verdict", "problem", "store"], ...] = ("finding", "verdict", "problem", "store")
    """What it is told."""
    every: float = 60.0
    """Seconds between two messages at the least; what happens in between goes out together."""
    sender: str = ""
    """Of mail: the From address, and the user name where there is a password."""
    recipients: list[str] = []
    """Of mail: the To addresses."""


def subscriptions(alerts: list[AlertConfig], folder: Path) -> list[Subscription]:
    """What the dispatcher works with; file names are seen from `folder`.

    Raises:
        ConfigError: an address is missing, or a file of a secret cannot be read or is read by others.
    """
    return [_subscription(number, alert, folder) for number, alert in enumerate(alerts, 1)]


def _subscription(number: int, alert: AlertConfig, folder: Path) -> Subscription:
    which = f"alerts[{number}] ({alert.kind})"
    if bool(alert.url) == bool(alert.url_file):
        raise ConfigError(f"{which}: give one of url and url_file")
    if alert.every < 1:
        raise ConfigError(f"{which}: every = {alert.every:g} is less than a second; write at least 1")
    if alert.kind == "email" and not (alert.sender and alert.recipients):
        raise ConfigError(f"{which}: mail needs sender and recipients")
    url = alert.url or _secret(which, folder / alert.url_file)
    scheme = url.partition("://")[0]
    wanted = ("smtp", "smtps") if alert.kind == "email" else ("https", "http")
    if scheme not in wanted:
        raise ConfigError(f"{which}: the address must begin with {wanted[0]}:// or {wanted[1]}://")
    secret = _secret(which, folder / alert.secret_file) if alert.secret_file else ""
    to = Destination(url, secret, alert.language, alert.sender, tuple(alert.recipients))
    channel = next(channel for channel in CHANNELS if channel.name == alert.kind)
    return Subscription(channel, to, frozenset(map(Concern, alert.about)), alert.every)


def _secret(which: str, path: Path) -> str:
    """The one line of a file that only its owner may read."""
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{which}: {path} cannot be read; name a file with one line of text") from error
    if mode & 0o077:
        raise ConfigError(f"{which}: {path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
    if not text or "\n" in text:
        raise ConfigError(f"{which}: {path} must hold one line")
    return text
