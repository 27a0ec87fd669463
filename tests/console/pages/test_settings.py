"""Settings: everything on one page, no secret on it, for those who administer."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from headcount import config as composition
from headcount.config import Config
from headcount.config.alerts import AlertConfig
from headcount.config.retention import RetentionConfig
from headcount.config.taps import TapConfig
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Role
from headcount.ledger.embedded import EmbeddedLedger
from tests.console.conftest import World
from tests.console.made_parts import MadeRunning
from tests.console.pages.mapped_board import MappedBoard, parts_of
from tests.console.pages.test_health import running

SECRET = "https://hooks.example/T0/B0/secret-part"  # made
FILE = Config(
    taps=[
        TapConfig("file", "edge", paths=["/var/log/a", "/var/log/b"]),
        TapConfig("redis", url="redis://:hidden@192.0.2.1", streams=["s"]),
    ],
    alerts=[AlertConfig("slack", url=SECRET, about=("finding",))],
    retention=RetentionConfig(disclosures="90d", regimes=["CN"]),
)
FILE = msgspec.structs.replace(FILE, serve=msgspec.structs.replace(FILE.serve, keys=["0123456789abcdef" * 4]))


def _client(
    folder: Path, role: Role = Role.ADMIN, language: str = "en", base: Config = FILE, service: MadeRunning | None = None
) -> TestClient:
    return TestClient(
        Console(parts_of(folder, base, running=service or running()), OpenDoor(role, language=language)).application
    )


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.OFFICER], ids=["viewer", "analyst", "officer"])
def test_only_who_administers(tmp_path: Path, role: Role) -> None:
    client = _client(tmp_path, role)
    assert client.get("/settings").status_code == 403
    assert client.get("/api/v1/settings").status_code == 403


def test_no_secret_and_no_address_stands_there(tmp_path: Path) -> None:
    client = _client(tmp_path)
    for path in ("/settings", "/api/v1/settings"):
        text = client.get(path).text
        for secret in (SECRET, "secret-part", "hidden", "0123456789abcdef", "/var/log/a"):
            assert secret not in text, (path, secret)
        assert "0123456789ab" in text


def test_every_part_and_where_it_is_changed(tmp_path: Path) -> None:
    (tmp_path / "people.ledger.key").write_bytes(b"k" * 16)
    words = " ".join(unescape(re.sub(r"<[^>]*>", " ", _client(tmp_path).get("/settings").text)).split())
    for told in (
        "edge file recognised at the beginning 2",
        "b.log nginx 500 497 3 not a request line (3)",
        "1 key of gates and people is let in.",
        "edge-1 127.0.0.1:4280 2026-11-18 11:06 UTC 7",
        "The service answers gates on 127.0.0.1:4281. Without TLS.",
        "headcount ledger rotate-key --ledger people.ledger --key people.ledger.key --new-key people.ledger.new-key",
        "who was shown whose record 90 days who asked for what is not there for good",
        '[retention] disclosures = "90d" is less than 6 months',
        "slack findings en 60 3 slack: answered with status 404; check the address and the secret",
        "Changed in headcount.toml, [[taps]]; needs a new start of headcount serve.",
        "Changed in headcount.toml, [retention]; SIGHUP to headcount serve takes it over.",
        "Mode of [policy] observe",
    ):
        assert told in words
    assert "/users" in _client(tmp_path).get("/settings").text


def test_empty_ones_say_what_to_do(tmp_path: Path) -> None:
    parts = parts_of(tmp_path, Config(), MappedBoard(rows=[]), MadeRunning(live=False))
    page = TestClient(Console(parts, OpenDoor()).application).get("/settings").text
    for told in (
        "headcount gate --hash-key",
        "[[alerts]]",
        "headcount scan access.log --ledger people.ledger",
        "No service is running",
    ):
        assert told in page


def test_in_chinese(tmp_path: Path) -> None:
    page = _client(tmp_path, language="zh").get("/settings").text
    assert "各部分均正常。" in page
    assert "90 天" in page


def test_what_was_removed_is_told_where_the_ledger_is_open(world: World, tmp_path: Path) -> None:
    def beside() -> EmbeddedLedger:
        return composition.ledger(world.ledger, world.tokens(), read_only=True)

    parts = replace(parts_of(tmp_path), beside=beside)
    assert (
        "Nothing was ever removed from this ledger." in TestClient(Console(parts, OpenDoor()).application).get("/settings").text
    )
    assert "What was removed cannot be told here" in _client(tmp_path).get("/settings").text
