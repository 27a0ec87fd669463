"""`[console]` of the configuration: what it means, and what cannot be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from headcount.config import load
from headcount.config.console import ConsoleConfig
from headcount.errors import ConfigError


def _load(folder: Path, text: str) -> ConsoleConfig:
    (folder / "headcount.toml").write_text(text)
    return load(folder / "headcount.toml").console


def test_what_is_left_out(tmp_path: Path) -> None:
    console = _load(tmp_path, "")
    assert console == ConsoleConfig()
    assert (console.place(Path("people.ledger")), console.idle, console.longest) == (
        "people.ledger.console",
        dt.timedelta(hours=1),
        dt.timedelta(hours=12),
    )
    assert not console.secure


def test_files_are_seen_from_the_configurations_folder(tmp_path: Path) -> None:
    console = _load(
        tmp_path,
        '[console]\nstore = "c.db"\npublic_url = "https://x.example"\n'
        'certificate = "c.pem"\ncertificate_key = "c.key"\n[console.oidc]\nissuer = "https://id.example.com"\n'
        'client_id = "x"\nclient_secret_file = "secret"\nroles = { a = "admin" }\n',
    )
    assert (console.store, console.certificate, console.oidc.client_secret_file) == (
        str(tmp_path / "c.db"),
        str(tmp_path / "c.pem"),
        str(tmp_path / "secret"),
    )
    assert console.secure
    address = "postgresql+psycopg://owner@127.0.0.1/headcount"
    assert _load(tmp_path, f'[console]\nstore = "{address}"').place(Path("x")) == address


@pytest.mark.parametrize(
    ("public", "certificate", "secure"),
    [("", "", False), ("", "c.pem", True), ("https://x.example", "", True), ("http://x.example", "c.pem", False)],
)
def test_when_browsers_come_over_tls(public: str, certificate: str, secure: bool) -> None:
    assert ConsoleConfig(public_url=public, certificate=certificate).secure is secure


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[console]\nlisten = "4282"', 2, "listen is address:port"),
        ('[console]\ncertificate = "c.pem"', 2, "TLS needs both"),
        ('[console]\npublic_url = "console.example.com"', 2, "public_url is https://"),
        ('[console]\npublic_url = "https://example.com/console"', 2, "without a path"),
        ('[console]\ntrusted_proxies = ["proxy"]', 2, "write an address or a network"),
        ('[console]\nsession_idle = "soon"', 2, "is no length of time"),
        ('[console]\nsession_idle = "1s"', 2, "session_idle is a length of time from 1m to 7d"),
        ('[console]\nsession_longest = "31d"', 2, "session_longest is a length of time from 5m to 30d"),
        ('[console]\nsecond_factor = "never"', 2, '"required" or "optional"'),
        ('[console.oidc]\nissuer = "http://id.example.com"\nclient_id = "x"\nroles = { a = "admin" }', 2, "https:// address"),
        ('[console.oidc]\nissuer = "https://id.example.com"\nroles = { a = "admin" }', 1, "name the client_id"),
        ('[console.oidc]\nissuer = "https://id.example.com"\nclient_id = "x"', 1, "say which groups come in"),
        (
            '[console.oidc]\nissuer = "https://id.example.com"\nclient_id = "x"\nscopes = ["profile"]\nroles = { a = "admin" }',
            4,
            "scopes must have openid",
        ),
        ("[console]\ninsecure_http = true", 2, "say in public_url how browsers reach it"),
        ('[console]\ntrusted_proxies = ["192.0.2.1"]', 2, "say in public_url how browsers reach it"),
        (
            '[console.oidc]\nissuer = "https://id.example.com"\nclient_id = "x"\nroles = { a = "admin" }',
            2,
            "where the provider sends people back to",
        ),
        ('[console.oidc]\nroles = { a = "boss" }', 2, "Invalid enum value"),
        ("[console]\ncolour = 1", 2, r"there is no key `colour`; \[console\] takes listen"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    with pytest.raises(ConfigError, match=rf"headcount\.toml:{line}: .*{what}"):
        _load(tmp_path, text)
