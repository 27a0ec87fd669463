from __future__ import annotations

import time

import pytest

from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.postgres import POSTGRES


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGSERVICE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://u:secret@127.0.0.1:5433/shop?sslmode=disable", "postgresql://127.0.0.1:5433/shop"),
        ("postgres://localhost/shop", "postgresql://localhost:5432/shop"),
        ("postgresql:///shop?host=/run/pg&user=u&password=secret", "postgresql:///run/pg:5432/shop"),
        ("postgresql://u:se%zz@", "postgresql://localhost:5432/"),
    ],
)
def test_shown_without_secrets(address: str, shown: str) -> None:
    assert POSTGRES.shown(address) == shown


@pytest.mark.parametrize(
    "address", ["postgresql://127.0.0.1/a", "postgresql:///a", "postgresql://[::1]/a", "postgresql:///a?host=/run/pg"]
)
def test_local(address: str) -> None:
    assert POSTGRES.is_local(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://db.example.com/a",
        "postgresql://localhost,db.example.com/a",
        "postgresql://localhost/a?host=192.0.2.1",
        "postgresql://localhost/a?hostaddr=192.0.2.1",
        "postgresql:///a?service=prod",
    ],
)
def test_elsewhere(address: str) -> None:
    assert not POSTGRES.is_local(address)


def test_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example.com")
    assert not POSTGRES.is_local("postgresql:///a")
    monkeypatch.setenv("PGHOST", "localhost")
    monkeypatch.setenv("PGSERVICE", "prod")
    assert not POSTGRES.is_local("postgresql:///a")


def test_nobody_there() -> None:
    with pytest.raises(Unreadable, match=r"^the server cannot be reached, or refused$"):
        list(POSTGRES.read("postgresql://u:secret@127.0.0.1:1/a", Limits(), time.monotonic() + 9))


def test_an_address_that_is_none() -> None:
    with pytest.raises(Unreadable, match=r"^the address cannot be used, or the table not be read$"):
        list(POSTGRES.read("postgresql://127.0.0.1/a?nonsense=1", Limits(), time.monotonic() + 9))
