"""A real MariaDB server, read by `sources.documents.mysql` and by the command."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pymysql
import pytest

from headcount.cli import main
from headcount.sources.documents import mysql
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.mysql import MYSQL
from tests.services.servers import PASSWORD, Server, mariadb
from tests.sources.documents.collected import Collected, collected

TABLES = (
    "CREATE DATABASE shop CHARACTER SET utf8mb4",
    "CREATE DATABASE `odd ``one`",
    "CREATE TABLE shop.users (id int, name text, email varchar(80), born date, at time, extra json, photo blob, n decimal(5,2))",
    "INSERT INTO shop.users VALUES (1, '张伟', 'ada@example.com', '1990-01-02', '03:04:05', '{\"tel\": [\"7\"]}', x'ff00', 1.5)",
    "INSERT INTO shop.users (id) VALUES (2)",
    "CREATE VIEW shop.seen AS SELECT name FROM shop.users",
    "CREATE TABLE `odd ``one`.`t 1` (`a b` text)",
    "USE shop",
    "CREATE TABLE shop.many (id int auto_increment primary key, phone text)",
    "INSERT INTO shop.many (phone) SELECT concat('+1202555', lpad(seq, 4, '0')) FROM seq_1_to_5000",
    f"CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'",
    "GRANT SELECT ON shop.many TO 'reader'@'127.0.0.1'",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if shutil.which("mariadbd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") is None:
        pytest.skip("MariaDB is not installed: tests/services/install.sh does it, as root on Debian")
    with mariadb() as running:
        with closing(connected(running)) as connection, connection.cursor() as cursor:
            for statement in TABLES:
                cursor.execute(statement)
            connection.commit()
        yield running


def connected(server: Server) -> pymysql.Connection[Any]:
    return pymysql.connect(host="127.0.0.1", port=server.port, user="owner", password=PASSWORD)


def address(server: Server, user: str = "owner", database: str = "") -> str:
    return f"mysql://{user}:{PASSWORD}@127.0.0.1:{server.port}/{database}"


def read(name: str, limits: Limits | None = None, seconds: float = 60) -> Collected:
    return collected(MYSQL.read(name, limits or Limits(), time.monotonic() + seconds))


def test_every_table_of_every_database(server: Server) -> None:
    found = read(address(server))
    assert sorted(found.values) == ["odd `one.t 1", "shop.many", "shop.users"]
    assert found.values["shop.users"] == {
        "id": ["1", "2"],
        "name": ["张伟"],
        "email": ["ada@example.com"],
        "born": ["1990-01-02"],
        "at": ["3:04:05"],
        "extra": [],
        "photo": [],
        "n": ["1.50"],
        "extra.tel[]": ["7"],
    }
    assert len(found.values["shop.many"]["phone"]) == 5_000
    assert found.values["odd `one.t 1"] == {"a b": []}
    assert found.skipped == {}


def test_one_database(server: Server) -> None:
    assert sorted(read(address(server, database="shop")).values) == ["shop.many", "shop.users"]
    assert sorted(read(address(server, database="odd%20%60one")).values) == ["odd `one.t 1"]


def test_bounded_rows(server: Server) -> None:
    found = read(address(server, database="shop"), Limits(rows=100))
    assert len(found.values["shop.many"]["phone"]) == 100
    assert found.skipped == {"rows after the first 100 were not read": 1}


def test_only_what_the_user_may_read(server: Server) -> None:
    assert sorted(read(address(server, "reader")).values) == ["shop.many"]


def test_a_locked_table_does_not_hold_it_up(server: Server) -> None:
    with closing(connected(server)) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLES shop.users WRITE")
        found = read(address(server, database="shop"))
    assert found.skipped == {"table: locked by another program": 1}
    assert sorted(found.values) == ["shop.many"]


def test_nothing_can_be_written(server: Server) -> None:
    parts = mysql._parts(address(server))
    assert parts is not None
    with closing(mysql._connected(parts, time.monotonic() + 60)) as connection, pytest.raises(pymysql.Error) as error:
        mysql._run(connection, "INSERT INTO shop.many (phone) VALUES ('x')")
    assert error.value.args[0] == 1792  # the statement cannot be executed in a READ ONLY transaction


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("mysql://owner:wrong@127.0.0.1:{port}/shop", "user or password not accepted"),
        ("mysql://reader:never-real@127.0.0.1:{port}/mysql", None),
    ],
)
def test_refused(server: Server, name: str, reason: str | None) -> None:
    if reason is None:
        assert read(name.format(port=server.port)).values == {}
        return
    with pytest.raises(Unreadable) as error:
        read(name.format(port=server.port))
    assert str(error.value) == reason


def test_time_is_bounded(server: Server) -> None:
    found = read(address(server), seconds=-1)
    assert found.values == {}
    assert found.skipped == {"stopped when the time was over": 3}


def test_the_command(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", address(server, database="shop"), "--json", "-", "--rows", "50"]) == 3
    document = json.loads(capfd.readouterr().out)
    [entry] = document["coverage"]["inputs"]
    assert (entry["name"], entry["format"]) == (f"mysql://127.0.0.1:{server.port}/shop", "mysql")
    assert ("shop.many", "phone", "phone") in {(field["unit"], field["path"], field["kind"]) for field in document["fields"]}
    assert PASSWORD not in json.dumps(document)
