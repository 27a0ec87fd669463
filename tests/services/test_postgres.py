"""A real PostgreSQL server, read by `sources.documents.postgres` and by the command."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import psycopg
import pytest

from headcount.cli import main
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from headcount.sources.documents.postgres import POSTGRES
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs
from tests.sources.documents.collected import Collected, collected

TABLES = """
CREATE TABLE users (
    id int, name text, email varchar(80), phone text, born date, address inet, profile jsonb, tags text[], photo bytea, n numeric
);
INSERT INTO users VALUES
    (1, 'Ada Lovelace', 'ada@example.com', '+1 202 555 0143', '1990-01-02', '192.0.2.1',
        '{"card": null, "c": {"tel": "7"}}', '{a,b}', '\\xff00', 1.50),
    (2, 'Li Lei', NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL);
CREATE VIEW seen AS SELECT name FROM users;
CREATE MATERIALIZED VIEW kept AS SELECT email FROM users WHERE id = 1;
CREATE TABLE parts (d int, phone text) PARTITION BY RANGE (d);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
INSERT INTO parts VALUES (1, '+12025550100');
CREATE TABLE odd_times (a date, b timestamptz, c interval);
INSERT INTO odd_times VALUES ('infinity', '4000-01-01 BC', '3 years');
CREATE SCHEMA "Odd ""one";
CREATE TABLE "Odd ""one"."t 1" ("a b" text);
CREATE TABLE large AS SELECT g AS id, 'u' || g || '@example.com' AS email FROM generate_series(1, 20000) g;
ANALYZE large;
CREATE TABLE secret (a text);
CREATE ROLE reader LOGIN PASSWORD 'never-real';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
REVOKE ALL ON secret FROM reader;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tests/services/install.sh does it, as root on Debian")
    with postgres(programs) as running:
        with psycopg.connect(address(running, "owner"), autocommit=True) as connection:
            for statement in TABLES.split(";\n"):
                connection.execute(statement.encode())
        yield running


def address(server: Server, user: str) -> str:
    return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{server.port}/postgres"


def read(server: Server, user: str = "owner", limits: Limits | None = None) -> Collected:
    return collected(POSTGRES.read(address(server, user), limits or Limits(), time.monotonic() + 60))


def test_every_table_is_read(server: Server) -> None:
    found = read(server)
    assert sorted(found.values) == [
        'Odd "one.t 1',
        "public.kept",
        "public.large",
        "public.odd_times",
        "public.parts",
        "public.secret",
        "public.users",
    ]
    assert found.values["public.users"] == {
        "id": ["1", "2"],
        "name": ["Ada Lovelace", "Li Lei"],
        "email": ["ada@example.com"],
        "phone": ["+1 202 555 0143"],
        "born": ["1990-01-02"],
        "address": ["192.0.2.1"],
        "profile": [],
        "tags": [],
        "photo": [],
        "n": ["1.50"],
        "profile.c.tel": ["7"],
        "tags[]": ["a", "b"],
    }
    assert found.values["public.odd_times"]["a"] == ["infinity"]
    assert found.values["public.odd_times"]["c"] == ["3 years"]
    assert found.values["public.parts"] == {"d": ["1"], "phone": ["+12025550100"]}
    assert found.values['Odd "one.t 1'] == {"a b": []}
    assert len(found.values["public.large"]["email"]) == 20_000
    assert found.skipped == {}


def test_large_tables_are_sampled_within_the_bound(server: Server) -> None:
    found = read(server, limits=Limits(rows=100))
    emails = found.values["public.large"]["email"]
    assert 1 <= len(emails) <= 100
    assert set(found.skipped) <= {"rows after the first 100 were not read"}


def test_what_may_not_be_read_is_told(server: Server) -> None:
    found = read(server, "reader")
    assert found.skipped == {"table: no permission to read it": 2}
    assert "public.users" in found.values


def test_nothing_can_be_written(server: Server) -> None:
    with psycopg.connect(address(server, "owner"), autocommit=True) as connection:
        connection.execute("CREATE FUNCTION mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
        connection.execute("CREATE TABLE notes (a text)")
        connection.execute(
            "CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS $$ INSERT INTO notes VALUES ('x') RETURNING 1 $$"
        )
        connection.execute("ALTER TABLE notes ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE notes FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY p ON notes USING (writes() = 1)")
        connection.execute("GRANT ALL ON notes TO reader")
        connection.execute("INSERT INTO notes VALUES ('first')")
        found = read(server, "reader")
        assert sum(count for reason, count in found.skipped.items() if reason.startswith("table: ")) == 3
        connection.execute("DROP POLICY p ON notes")
        connection.execute("ALTER TABLE notes NO FORCE ROW LEVEL SECURITY")
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)
        connection.execute("DROP TABLE notes")


def test_a_locked_table_does_not_hold_it_up(server: Server) -> None:
    with psycopg.connect(address(server, "owner")) as other:
        other.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        found = read(server)
    assert found.skipped == {"table: locked by another program": 1}
    assert "public.users" not in found.values
    assert "public.parts" in found.values


def test_time_is_bounded(server: Server) -> None:
    with psycopg.connect(address(server, "owner"), autocommit=True) as connection:
        connection.execute("CREATE FUNCTION slow() RETURNS bool LANGUAGE sql AS $$ SELECT pg_sleep(60) IS NULL $$")
        connection.execute("ALTER TABLE secret ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE secret FORCE ROW LEVEL SECURITY")
        connection.execute("INSERT INTO secret VALUES ('x')")
        connection.execute("CREATE POLICY p ON secret USING (slow())")
        connection.execute("GRANT SELECT ON secret TO reader")
        try:
            found = collected(POSTGRES.read(address(server, "reader"), Limits(), time.monotonic() + 3))
        finally:
            connection.execute("DROP POLICY p ON secret")
            connection.execute("REVOKE ALL ON secret FROM reader")
    assert found.skipped.get("table: stopped when the time was over") == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("postgresql://owner:wrong@127.0.0.1:{port}/postgres", "the server cannot be reached, or refused"),
        ("postgresql://owner:never-real@127.0.0.1:{port}/none", "the server cannot be reached, or refused"),
    ],
)
def test_refused(server: Server, name: str, reason: str) -> None:
    with pytest.raises(Unreadable) as error:
        list(POSTGRES.read(name.format(port=server.port), Limits(), time.monotonic() + 60))
    assert str(error.value) == reason


def test_the_command(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", address(server, "owner"), "--json", "-", "--rows", "50"]) == 3
    document = json.loads(capfd.readouterr().out)
    [entry] = document["coverage"]["inputs"]
    assert (entry["name"], entry["format"]) == (f"postgresql://127.0.0.1:{server.port}/postgres", "postgresql")
    assert ("public.users", "email", "email") in {(field["unit"], field["path"], field["kind"]) for field in document["fields"]}
    assert PASSWORD not in json.dumps(document)
