"""A real PostgreSQL with pgaudit: what its log tells is what was shown, in all three forms and with many prefixes."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from headcount.cli import main
from headcount.sources.interface import Block
from headcount.sources.pgaudit import PGAUDIT
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs
from tests.sources.reading import rows

SETTINGS = {
    "shared_preload_libraries": "pgaudit",
    "pgaudit.log": "all",
    "pgaudit.log_catalog": "off",
    "pgaudit.log_parameter": "on",
    "pgaudit.log_rows": "on",
    "logging_collector": "on",
    "log_directory": "audit",
    "log_destination": "stderr,csvlog,jsonlog",
    "log_timezone": "UTC",
}
PREFIXES = {
    "debian": "%m [%p] %q%u@%d ",
    "rds": "%t:%r:%u@%d:[%p]:",
    "pgbadger": "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
    "epoch": "%n %u@%d %h %c ",
}
TABLES = """
CREATE EXTENSION pgaudit;
CREATE TABLE users (id int PRIMARY KEY, name text, email text);
CREATE TABLE orders (id int PRIMARY KEY, user_id int, what text);
INSERT INTO users SELECT g, 'name ' || g, 'u' || g || '@example.com' FROM generate_series(1, 500) g;
INSERT INTO orders SELECT g, g % 100, 'x' FROM generate_series(1, 1000) g;
CREATE ROLE clerk LOGIN PASSWORD 'never-real';
GRANT SELECT, UPDATE ON users, orders TO clerk;
"""
OF_USERS, OF_ORDERS = "/shop/public.users/shop-users", "/shop/public.orders/shop-orders"
Seen = list[tuple[str, int]]


def url(server: Server, user: str = "owner", database: str = "shop") -> str:
    return f"postgresql://{user}:{PASSWORD}@127.0.0.1:{server.port}/{database}?application_name=desk"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None or not (programs.parent / "lib" / "pgaudit.so").exists():
        pytest.skip("PostgreSQL with pgaudit is not installed: tests/services/install.sh does it, as root on Debian")
    with postgres(programs, SETTINGS) as running:
        with psycopg.connect(url(running, database="postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE shop")
        with psycopg.connect(url(running), autocommit=True) as connection:
            for statement in TABLES.strip().split(";\n"):
                connection.execute(statement.encode())
        yield running


@pytest.fixture
def clerk(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """Somebody at work, whose records begin after a new prefix was set."""
    with psycopg.connect(url(server, "clerk"), autocommit=True) as connection:
        yield connection


def configure(server: Server, **settings: str) -> None:
    with psycopg.connect(url(server), autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name.replace('__', '.')} = '{value}'".encode())
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(0.2)  # each process takes settings over at its next statement


class Log:
    """What is written to the three logs from now on."""

    def __init__(self, server: Server) -> None:
        self.files = {form: next((server.folder / "data" / "audit").glob(f"*.{form}")) for form in ("log", "csv", "json")}
        self.sizes = {form: path.stat().st_size for form, path in self.files.items()}

    def new(self, form: str, mark: str) -> bytes:
        """What came, up to the line with `mark`: the collector writes a moment later."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with self.files[form].open("rb") as file:
                file.seek(self.sizes[form])
                text = file.read()
            if mark.encode() in text and text.endswith(b"\n"):
                return text
            time.sleep(0.02)
        raise AssertionError(f"no {mark} in the {form} log")


def accesses(text: bytes) -> list[dict[str, object]]:
    """What the source reads, of the clerk alone."""
    batch, skipped = PGAUDIT.open(text).read(Block.of(text))
    assert len(batch) + len(skipped) == text.count(b"\n")
    return [row for row in rows(batch) if row["account"] == "clerk"]


def work(connection: psycopg.Connection[Any]) -> Seen:
    """Look at users in every way that programs have; returns the truth: targets with their statuses."""
    run = connection.execute
    run("select * from users where id = 42").fetchall()
    run("select * from users where id = %s", (43,)).fetchall()
    run('select *\nfrom users\n\twhere email = %s -- it\'s "q", really', ("u44@example.com",)).fetchall()
    run("select * from users where id = %s", (99_999,), prepare=True).fetchall()
    run("select u.*, o.* from users u join orders o on o.user_id = u.id where u.id = %s", (7,)).fetchall()
    run("prepare q as select * from users where id=$1")
    run("execute q(45)").fetchall()
    run("select * from users where id = any(%s)", ([1, 2, 3],)).fetchall()
    run("select * from users where id in (4,5,6)").fetchall()
    run("select count(*) from users").fetchall()
    run("select * from users limit 30").fetchall()
    with connection.transaction(), connection.cursor("slowly") as cursor:
        assert len(cursor.execute("select * from users where id < 120").fetchall()) == 119
    with connection.cursor().copy("copy users to stdout") as copy:
        assert sum(1 for _ in copy) == 500
    with connection.cursor().copy("copy (select email from users where id <= 20) to stdout") as copy:
        assert sum(1 for _ in copy) == 20
    run("update users set name = 'z' where id = 9 returning *").fetchall()
    run("update users set name = 'z' where id = 10")
    with pytest.raises(psycopg.Error):
        run("select * from users where id = 'no number'")
    run("select * from users where id = 77 -- the last").fetchall()
    return [
        (f"GET {OF_USERS}/42", 200),
        (f"GET {OF_USERS}/43", 200),
        (f"GET {OF_USERS}?email=u44@example.com", 200),
        (f"GET {OF_USERS}/99999", 404),
        (f"GET {OF_USERS}/7", 200),
        (f"GET {OF_USERS}/45", 200),
        (f"GET {OF_USERS}/1,2,3", 200),
        (f"GET {OF_USERS}/4,5,6", 200),
        (f"GET {OF_USERS}/count", 200),
        (f"GET {OF_USERS}", 200),
        (f"GET {OF_USERS}", 200),
        (f"GET {OF_USERS}/export", 200),
        (f"GET {OF_USERS}", 200),
        (f"POST {OF_USERS}/9", 200),
        (f"WRITE {OF_USERS}/10", 200),
        (f"GET {OF_USERS}/77", 200),
    ]


@pytest.mark.parametrize("name", PREFIXES)
def test_every_form_tells_the_truth(server: Server, name: str) -> None:
    configure(server, log_line_prefix=PREFIXES[name])
    log = Log(server)
    with psycopg.connect(url(server, "clerk"), autocommit=True) as connection:
        truth = work(connection)
    for form in ("log", "csv", "json"):
        found = accesses(log.new(form, "the last"))
        assert [(f"{row['method']} {row['target']}", row["status"]) for row in found] == truth
        address, program = ("", "") if form == "log" else ("127.0.0.1", "desk")
        if form == "log":
            address = {"rds": "127.0.0.1", "pgbadger": "127.0.0.1", "epoch": "127.0.0.1"}.get(name, "")
            program = {"pgbadger": "desk"}.get(name, "")
        assert {(row.get("address", ""), row.get("user_agent", "")) for row in found} == {(address, program)}
        moments = [str(row["time"]) for row in found]
        assert moments == sorted(moments)


def test_relations_one_by_one(server: Server) -> None:
    configure(server, pgaudit__log_relation="on", pgaudit__log_statement_once="on")
    log = Log(server)
    try:
        with psycopg.connect(url(server, "clerk"), autocommit=True) as connection:
            connection.execute("select 1 from users u join orders o on o.user_id = u.id where u.id = %s", (7,)).fetchall()
            connection.execute("select * from users where id = 77 -- the last").fetchall()
    finally:
        configure(server, pgaudit__log_relation="off", pgaudit__log_statement_once="off")
    for form in ("log", "csv", "json"):
        found = [row["target"] for row in accesses(log.new(form, "the last"))]
        assert found == [f"{OF_USERS}/7", f"{OF_ORDERS}?user_id=7", f"{OF_USERS}/77"]


def test_a_dump_names_every_table(server: Server) -> None:
    log = Log(server)
    programs = postgres_programs()
    assert programs is not None
    dumped = subprocess.run(
        [programs / "pg_dump", "--data-only", url(server)], capture_output=True, check=False, env=os.environ | {"LC_ALL": "C"}
    )
    assert (dumped.returncode, dumped.stdout.count(b"@example.com")) == (0, 500)
    text = log.new("csv", "COPY public.users")
    batch, _ = PGAUDIT.open(text).read(Block.of(text))
    exports = [row["target"] for row in rows(batch) if str(row["target"]).endswith("/export")]
    assert exports == [f"{OF_ORDERS}/export", f"{OF_USERS}/export"]


def test_the_command(server: Server, clerk: psycopg.Connection[Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = Log(server)
    for number in range(1, 121):
        clerk.execute("select * from users where id = %s", (number % 100 + 1,)).fetchall()
    clerk.execute("select * from users where id = 77 -- the last").fetchall()
    (tmp_path / "audit.csv").write_bytes(log.new("csv", "the last"))
    assert main(["scan", str(tmp_path / "audit.csv"), "--json", "-", "--no-detect"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["coverage"]["files"][0]["format"] == "pgaudit"
    [client] = [client for client in found["clients"] if client["client"] == "clerk"]
    assert (client["records"], client["requests"]) == (100, 121)
    [route] = [route for route in found["routes"] if route["method"] == "GET"]
    assert (route["template"], route["entity"], route["records"]) == (f"{OF_USERS}/{{id}}", "shop-users", 100)


def test_rows_that_nothing_names(server: Server, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = Log(server)
    with psycopg.connect(url(server, "clerk"), autocommit=True) as connection:
        for limit in (30, 200, 30):
            assert len(connection.execute("select * from users limit %s", (limit,)).fetchall()) == limit
        with connection.cursor().copy("copy (select email from users where id <= 450) to stdout") as copy:
            assert sum(1 for _ in copy) == 450
        assert len(connection.execute("select * from users where id in (1, 2, 3)").fetchall()) == 3
        assert len(connection.execute("select * from users where id = 9 or true").fetchall()) == 500
        assert len(connection.execute("select * from orders where user_id = 7").fetchall()) == 10
        connection.execute("select count(*) from orders").fetchall()
        connection.execute("select * from users where id = 77 -- the last").fetchall()
    (tmp_path / "audit.json").write_bytes(log.new("json", "the last"))
    assert main(["scan", str(tmp_path / "audit.json"), "--json", "-", "--no-detect"]) == 0
    found = json.loads(capfd.readouterr().out)
    counted = {(route["template"].partition("{")[0], route["entity"]): route["records"] for route in found["routes"]}
    assert counted == {
        (OF_USERS, "rows of shop-users"): 450,
        (f"{OF_USERS}/", "shop-users"): 5,
        (f"{OF_USERS}/", "rows of shop-users"): 499,
        (f"{OF_ORDERS}?user_id=", "user"): 1,
    }
