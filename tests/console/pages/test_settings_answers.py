"""Settings over the REST API."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import msgspec
from starlette.testclient import TestClient

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Role
from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.retention import Keep, expire
from tests.console.conftest import World
from tests.console.pages.mapped_board import parts_of

TLS = msgspec.structs.replace(Config(), serve=msgspec.structs.replace(Config().serve, certificate="a.pem", client_ca="b.pem"))


def test_keys_are_told_by_id_and_age(tmp_path: Path) -> None:
    key = tmp_path / "people.ledger.key"
    key.write_bytes(b"k" * 16)
    os.utime(key, (1_700_000_000, 1_700_000_000))
    tokens = Tokenizer(b"k" * 16)
    parts = replace(parts_of(tmp_path, TLS), tokens=tokens)
    told = TestClient(Console(parts, OpenDoor()).application).get("/api/v1/settings").json()
    assert (told["key"]["id"], told["key"]["changed"]) == (tokens.key_id, "2023-11-14T22:13:20Z")
    assert (told["gates"]["tls"], told["gates"]["mutual"], told["gates"]["hashes"]) == (True, True, [])
    key.unlink()
    gone = TestClient(Console(parts, OpenDoor()).application).get("/api/v1/settings").json()
    assert gone["key"]["changed"] is None


def test_removals_newest_first(copied: World, tmp_path: Path) -> None:
    with composition.ledger(copied.ledger, copied.tokens()) as ledger:
        span = ledger.span()
        assert span is not None
        taken = [expire(ledger, Keep(disclosures=dt.timedelta(days=days)), span[1]) for days in (9, 6)]
    parts = replace(parts_of(tmp_path), beside=lambda: composition.ledger(copied.ledger, copied.tokens(), read_only=True))
    told = TestClient(Console(parts, OpenDoor()).application).get("/api/v1/settings").json()
    assert told["removals_known"]
    assert [one["disclosures"] for one in told["gone"]] == [taken[1].disclosures, taken[0].disclosures]
    assert {one["why"] for one in told["gone"]} == {"expired"}


def test_a_ledger_that_is_not_open_yet_hides_no_settings(tmp_path: Path) -> None:
    def beside() -> EmbeddedLedger:
        raise LedgerError("the ledger is not open just now")

    told = TestClient(Console(replace(parts_of(tmp_path), beside=beside), OpenDoor()).application).get("/api/v1/settings")
    assert (told.status_code, told.json()["removals_known"]) == (200, False)


def test_sources_are_for_those_who_see_clients(tmp_path: Path) -> None:
    analyst = TestClient(Console(parts_of(tmp_path), OpenDoor(Role.ANALYST)).application)
    assert [row["name"] for row in analyst.get("/api/v1/sources").json()["rows"]] == ["a.log", "b.log"]
    assert analyst.get("/api/v1/sources?as=csv").text.splitlines()[2] == 'b.log,nginx,500,497,3,"{""not a request line"":3}"'
    viewer = TestClient(Console(parts_of(tmp_path), OpenDoor(Role.VIEWER)).application)
    assert viewer.get("/api/v1/sources").status_code == 403
