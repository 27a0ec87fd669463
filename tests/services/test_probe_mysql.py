"""The probe of MySQL and MariaDB on a real MariaDB: locked, with a weak password, without a password, and with TLS."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pymysql
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.mysql import MySQL
from headcount.probes.wire import Bounds
from tests.gates.authority import certificate
from tests.probes.doubles.elasticsearch import citizens
from tests.services.servers import PASSWORD, Server, mariadb

CITIZENS = citizens(300)
START = (
    "CREATE DATABASE police CHARACTER SET utf8mb4",
    "CREATE TABLE police.citizens (xm text, sfzh text, sjh text, dz text, ajnr text)",
    "CREATE TABLE police.`odd ``name` (`a ``b` text)",
    "CREATE USER app@'127.0.0.1' IDENTIFIED BY 'changeme'",
    "GRANT SELECT ON police.* TO app@'127.0.0.1'",
)
WEAK = [Credential("root", "root"), Credential("app", "changeme")]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if shutil.which("mariadbd", path="/usr/sbin:/usr/bin") is None or shutil.which("mariadb-install-db") is None:
        pytest.skip("MariaDB is not installed (see tests/services/install.sh)")
    with mariadb() as made:
        _run(made, *START)
        with _connect(made) as connection, connection.cursor() as cursor:
            row = "INSERT INTO police.citizens VALUES (%(xm)s, %(sfzh)s, %(sjh)s, %(dz)s, %(ajnr)s)"
            cursor.executemany(row, CITIZENS)
        _run(made, "INSERT INTO police.`odd ``name` VALUES ('book')", "ANALYZE TABLE police.citizens, police.`odd ``name`")
        yield made


def _connect(server: Server) -> pymysql.Connection[pymysql.cursors.Cursor]:
    return pymysql.connect(
        host="127.0.0.1", port=server.port, user="owner", password=PASSWORD, autocommit=True, charset="utf8mb4"
    )


def _run(server: Server, *commands: str) -> None:
    with _connect(server) as connection, connection.cursor() as cursor:
        for command in commands:
            cursor.execute(command)


def _look(server: Server, weak: list[Credential] | None = None) -> Store:
    [store] = look(
        [Target("mysql", "127.0.0.1", server.port)], {"mysql": weak or []}, Bounds(pause=0.0, rows=400), [MySQL()]
    ).stores
    return store


def _codes(store: Store) -> list[str]:
    return [one.code for one in store.weaknesses]


def test_a_locked_one(server: Server) -> None:
    for weak in ([], WEAK[:1]):
        store = _look(server, weak)
        assert (store.product, store.reader, store.sampled, store.problem) == ("MariaDB", Reader.NOBODY, 0, "")
        assert (store.encrypted, store.version.count("."), _codes(store)) == (False, 2, ["mysql/no-tls"])


def test_a_weak_password(server: Server) -> None:
    store = _look(server, WEAK)
    assert (store.reader, store.estimate, store.unit, store.sampled, store.grade) == (Reader.WEAK, 301, "rows", 301, 4)
    assert {"person_name", "national_id.cn", "phone", "address"} <= {kind.kind for kind in store.kinds}
    assert {kind.path.partition(":")[0] for kind in store.kinds} == {"police.citizens"}
    assert (_codes(store), store.at_rest) == (["mysql/weak-password", "mysql/no-tls"], "clear")
    told = msgspec.json.encode(store).decode()
    assert not [value for one in CITIZENS for value in one.values() if str(value) in told]


def test_the_anonymous_user(server: Server) -> None:
    _run(server, "CREATE USER ''@'127.0.0.1'", "GRANT SELECT ON police.* TO ''@'127.0.0.1'")
    store = _look(server)
    _run(server, "DROP USER ''@'127.0.0.1'")
    assert (store.reader, store.estimate, store.grade, store.problem) == (Reader.ANYONE, 301, 4, "")
    assert _codes(store) == ["mysql/anonymous-user", "mysql/no-tls"]


def test_root_without_a_password(server: Server) -> None:
    _run(server, "CREATE USER root@'127.0.0.1'", "GRANT ALL ON *.* TO root@'127.0.0.1'")
    store = _look(server)
    _run(server, "DROP USER root@'127.0.0.1'")
    assert (store.reader, store.estimate, store.grade) == (Reader.ANYONE, 301, 4)
    assert _codes(store) == ["mysql/empty-root", "mysql/all-privileges", "mysql/no-tls"]


def test_nothing_is_changed_and_no_connection_counts_as_broken(server: Server) -> None:
    def counted() -> object:
        with _connect(server) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW GLOBAL STATUS WHERE Variable_name IN ('Handler_write', 'Com_insert', 'Aborted_clients')")
            return [row for row in cursor.fetchall() if row[0] != "Handler_write"]

    before = counted()
    _look(server, WEAK)
    assert counted() == before


def test_tls(server: Server) -> None:
    del server  # it says whether there is one
    with tempfile.TemporaryDirectory() as folder:
        certificate(Path(folder), "server")
        files = {"ssl_cert": Path(folder) / "server.pem", "ssl_key": Path(folder) / "server.key"}
        for place in (Path(folder), *files.values()):
            place.chmod(0o755)
        with mariadb([f"--{name}={file}" for name, file in files.items()]) as other:
            _run(other, *START[3:4])
            store, locked = _look(other, WEAK), _look(other)
    assert (store.encrypted, store.reader, _codes(store)) == (True, Reader.WEAK, ["mysql/weak-password", "mysql/tls-optional"])
    assert (locked.encrypted, locked.reader, _codes(locked)) == (True, Reader.NOBODY, [])
