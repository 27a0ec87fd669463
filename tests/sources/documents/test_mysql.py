from __future__ import annotations

import time

import pytest

from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.mysql import MYSQL


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("mysql://u:secret@127.0.0.1:3307/shop?x=y", "mysql://127.0.0.1:3307/shop"),
        ("mariadb://localhost", "mysql://localhost:3306/"),
        ("mysql://u@h:99999/x", "mysql://"),
        ("mysql://[::1", "mysql://"),
    ],
)
def test_shown_without_secrets(address: str, shown: str) -> None:
    assert MYSQL.shown(address) == shown


@pytest.mark.parametrize(
    "address", ["mysql://u:p@127.0.0.1/a", "mysql:///a", "mysql://db.example.com/a?unix_socket=/run/my.sock"]
)
def test_local(address: str) -> None:
    assert MYSQL.is_local(address)


def test_elsewhere() -> None:
    assert not MYSQL.is_local("mysql://db.example.com/a")
    assert not MYSQL.is_local("mariadb://localhost@192.0.2.1/a")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mysql://u:secret@127.0.0.1:1/a", "the server cannot be reached, or refused"),
        ("mysql://u@127.0.0.1:99999/a", "the address cannot be used"),
    ],
)
def test_nobody_there(address: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}$"):
        list(MYSQL.read(address, Limits(), time.monotonic() + 9))
