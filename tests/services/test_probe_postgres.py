"""The probe of PostgreSQL on a real one: locked, with a weak password, without a password, and with TLS."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.postgres import Postgres
from headcount.probes.wire import Bounds
from tests.gates.authority import certificate
from tests.probes.doubles.elasticsearch import citizens
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs

CITIZENS = citizens(300)
START = """
CREATE TABLE citizens (xm text, sfzh text, sjh text, dz text, ajnr text);
CREATE TABLE hidden (note text);
CREATE USER app PASSWORD 'changeme';
GRANT SELECT ON citizens TO PUBLIC;
GRANT CREATE ON SCHEMA public TO PUBLIC;
"""
WEAK = [Credential("postgres", "postgres"), Credential("app", "changeme")]
HIGH = ["postgres/trust", "postgres/superuser"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (see tests/services/install.sh)")
    with postgres(programs) as made:
        _run(made, START)
        with _connect(made) as connection, connection.cursor() as cursor:
            cursor.executemany("INSERT INTO citizens VALUES (%(xm)s, %(sfzh)s, %(sjh)s, %(dz)s, %(ajnr)s)", CITIZENS)
        _run(made, "ANALYZE")
        _run(made, "CREATE DATABASE archive")
        yield made


def _connect(server: Server, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(f"postgresql://owner:{PASSWORD}@127.0.0.1:{server.port}/{database}", autocommit=True)


def _run(server: Server, commands: str) -> None:
    with _connect(server) as connection:
        connection.execute(commands)


def _rule(server: Server, *lines: str) -> None:
    """New lines of `pg_hba.conf`: the first that fits counts."""
    owner = "host all owner 127.0.0.1/32 scram-sha-256"
    (server.folder / "data" / "pg_hba.conf").write_text("\n".join((owner, *lines)) + "\n")
    _run(server, "SELECT pg_reload_conf()")


def _look(server: Server, weak: list[Credential] | None = None, path: str = "") -> Store:
    target = Target("postgres", "127.0.0.1", server.port, path)
    [store] = look([target], {"postgres": weak or []}, Bounds(pause=0.0), [Postgres()]).stores
    return store


def _codes(store: Store) -> list[str]:
    return [one.code for one in store.weaknesses]


def test_a_locked_one(server: Server) -> None:
    _rule(server, "host all all 127.0.0.1/32 scram-sha-256")
    for weak in ([], WEAK[:1]):
        store = _look(server, weak)
        assert (store.reader, store.sampled, store.problem, store.encrypted) == (Reader.NOBODY, 0, "", False)
        assert _codes(store) == ["postgres/no-tls"]


@pytest.mark.parametrize("method", ["scram-sha-256", "password"])
def test_a_weak_password(server: Server, method: str) -> None:
    _rule(server, f"host all all 127.0.0.1/32 {method}")
    store = _look(server, WEAK)
    assert (store.reader, store.estimate, store.unit, store.sampled, store.grade) == (Reader.WEAK, 300, "rows", 200, 4)
    assert {"person_name", "national_id.cn", "phone", "address"} <= {kind.kind for kind in store.kinds}
    assert _codes(store) == [f"postgres/{code}" for code in ("weak-password", "public-tables", "public-schema", "no-tls")]
    assert [one.detail for one in store.weaknesses[:3]] == ["user app", "public.citizens", "public"]
    assert (store.version.split(".")[0].isdecimal(), store.problem) == (True, "")
    told = msgspec.json.encode(store).decode()
    assert not [value for one in CITIZENS for value in one.values() if str(value) in told]


def test_a_password_hashed_as_in_old_days(server: Server) -> None:
    _run(server, "SET password_encryption = 'md5'; CREATE USER old PASSWORD 'changeme'")
    _rule(server, "host all all 127.0.0.1/32 md5")
    assert _look(server, [Credential("old", "changeme")]).reader is Reader.WEAK
    assert _look(server, [Credential("old", "another")]).reader is Reader.NOBODY
    _run(server, "DROP USER old")


def test_no_password(server: Server) -> None:
    _rule(server, "host all all 127.0.0.1/32 trust")
    unknown = _look(server)
    assert (unknown.reader, unknown.estimate, _codes(unknown)) == (Reader.ANYONE, None, ["postgres/trust", "postgres/no-tls"])
    _run(server, "CREATE USER postgres SUPERUSER")
    before = _look(server), _look(server, path="/archive")
    _run(server, "DROP USER postgres")
    opened, archive = before
    assert (opened.reader, opened.estimate, opened.grade) == (Reader.ANYONE, 300, 4)
    assert _codes(opened)[:2] == HIGH
    assert (archive.reader, archive.estimate) == (Reader.ANYONE, 300), "further databases are looked at too"


def test_rows_that_are_guarded(server: Server) -> None:
    _rule(server, "host all all 127.0.0.1/32 scram-sha-256")
    _run(server, "ALTER TABLE citizens ENABLE ROW LEVEL SECURITY")
    store = _look(server, WEAK)
    _run(server, "ALTER TABLE citizens DISABLE ROW LEVEL SECURITY")
    assert (store.reader, store.sampled, store.kinds) == (Reader.WEAK, 0, ())
    assert "postgres/public-tables" not in _codes(store)


def test_an_address_that_it_does_not_talk_to(server: Server) -> None:
    _rule(server, "host all all 192.0.2.1/32 trust")
    store = _look(server, WEAK)
    assert (store.reader, store.sentence) == (Reader.NOBODY, "PostgreSQL lets nobody in from this address.")


def test_tls_that_may_be_left_out_and_that_must_not(server: Server, tmp_path: Path) -> None:
    certificate(tmp_path, "server")
    owner = (server.folder / "data").stat()
    for name, place in (("server.pem", "server.crt"), ("server.key", "server.key")):
        shutil.copy(tmp_path / name, server.folder / "data" / place)
        shutil.chown(server.folder / "data" / place, owner.st_uid, owner.st_gid)
        (server.folder / "data" / place).chmod(0o600)
    _run(server, "ALTER SYSTEM SET ssl = on")
    _rule(server, "host all all 127.0.0.1/32 scram-sha-256")
    lax = _look(server, WEAK)
    _rule(server, "hostssl all all 127.0.0.1/32 scram-sha-256")
    strict = _look(server)
    _run(server, "ALTER SYSTEM SET ssl = off")
    _run(server, "SELECT pg_reload_conf()")
    assert (lax.encrypted, lax.reader, _codes(lax)[-1]) == (True, Reader.WEAK, "postgres/tls-optional")
    assert (strict.encrypted, strict.reader, _codes(strict)) == (True, Reader.NOBODY, [])
