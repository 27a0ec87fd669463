from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from headcount.alerts import CHANNELS
from headcount.config.alerts import AlertConfig, subscriptions
from headcount.errors import ConfigError
from headcount.model.alert import Concern

URL = "https://chat.example/hook"


def _file(path: Path, text: str, mode: int = 0o600) -> str:
    path.write_text(text)
    path.chmod(mode)
    return path.name


def test_every_kind_has_its_channel() -> None:
    kinds = msgspec.json.schema(AlertConfig)["$defs"]["AlertConfig"]["properties"]["kind"]["enum"]
    assert sorted(kinds) == sorted(channel.name for channel in CHANNELS)


def test_what_is_told_where_and_how_often(tmp_path: Path) -> None:
    alert = AlertConfig(
        "feishu",
        url_file=_file(tmp_path / "url", f"{URL}\n"),
        secret_file=_file(tmp_path / "secret", "SEC0"),
        language="zh",
        about=("finding",),
        every=300,
    )
    (made,) = subscriptions([alert], tmp_path)
    assert (made.channel.name, made.to.url, made.to.secret, made.to.language) == ("feishu", URL, "SEC0", "zh")
    assert (made.concerns, made.every) == (frozenset({Concern.FINDING}), 300)
    assert "SEC0" not in repr(made)
    assert URL not in repr(made)


@pytest.mark.parametrize(
    ("alert", "why"),
    [
        (AlertConfig("slack"), "one of url and url_file"),
        (AlertConfig("slack", URL, url_file="url"), "one of url and url_file"),
        (AlertConfig("slack", "chat.example/hook"), "must begin with https://"),
        (AlertConfig("email", URL, sender="a@example.com", recipients=["b@example.com"]), "must begin with smtp://"),
        (AlertConfig("email", "smtp://mail.example:25"), "sender and recipients"),
        (AlertConfig("slack", URL, every=0.5), "at least 1"),
        (AlertConfig("slack", URL, secret_file="nowhere"), "cannot be read"),
        (AlertConfig("slack", URL, secret_file="open"), "chmod 600"),
        (AlertConfig("slack", URL, secret_file="two"), "one line"),
        (AlertConfig("slack", URL, secret_file="none"), "one line"),
    ],
)
def test_what_cannot_work_is_told_before_anything_starts(alert: AlertConfig, why: str, tmp_path: Path) -> None:
    _file(tmp_path / "open", "SEC0", 0o644)
    _file(tmp_path / "two", "SEC0\nSEC1")
    _file(tmp_path / "none", "\n")
    with pytest.raises(ConfigError, match=why) as refused:
        subscriptions([alert], tmp_path)
    assert str(refused.value).startswith("alerts[1] (")
    assert URL not in str(refused.value)
