"""Relations, and the people of an incident, from a query in a real PostgreSQL server."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from headcount.catalog.query_rows import QueryRows
from headcount.catalog.relations import direct
from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.cli import main
from headcount.errors import ConfigError
from tests.made import harvested_shop, line
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs

TOKENS = Tokenizer(key_of_passphrase("relations"))
TABLES = """
CREATE TABLE appointments (doctor text, patient bigint, begins timestamptz, ends timestamp);
INSERT INTO appointments VALUES
    ('erin', 7, '2026-01-02 08:00+08', '2026-01-03'), ('帆', 8, NULL, 'infinity'), (NULL, 9, NULL, NULL),
    ('sam', NULL, NULL, NULL), ('sam', 10, '2026-01-02', '2026-01-01'), ('sam', 11, '-infinity', '4000-01-01 BC');
CREATE TABLE many AS SELECT 'd' || g AS client, g AS record FROM generate_series(1, 150000) g;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tests/services/install.sh does it, as root on Debian")
    with postgres(programs) as running:
        with psycopg.connect(_address(running), autocommit=True) as connection:
            for statement in TABLES.split(";\n"):
                connection.execute(statement.encode())
        yield running


def _address(server: Server) -> str:
    return f"postgresql://owner:{PASSWORD}@127.0.0.1:{server.port}/postgres"


def _table(server: Server, query: str) -> Table:
    [table] = direct(Path("q"), "people", TOKENS, QueryRows("q", query, lambda: _address(server))).tables
    return table


def test_rows_come_with_their_times(server: Server) -> None:
    table = _table(
        server, "SELECT doctor AS client, patient AS person, begins AS since, ends AS until FROM appointments ORDER BY patient; "
    )
    table.check()
    assert (table.columns, table.good) == (["client", "person", "since", "until"], 0)
    seven, eight = TOKENS.tokens_of("people", [b"7", b"8"])
    assert [tuple(row.values()) for batch in table.read() for row in batch.to_pylist()] == [
        ("erin", seven, dt.datetime(2026, 1, 2, tzinfo=dt.UTC), dt.datetime(2026, 1, 3, tzinfo=dt.UTC)),
        ("帆", eight, None, None),
    ]
    assert table.note() == (
        "2 relations, 4 rows left out (row 3: it names no client; row 4: its until is not after its since;"
        " row 5: its until is no ISO 8601 time; row 6: it names no record)"
    )


def test_a_large_answer_comes_in_blocks(server: Server) -> None:
    table = _table(server, "SELECT * FROM many -- all of it")
    assert [len(batch) for batch in table.read()] == [65536, 65536, 18928]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT doctor FROM appointments", r"q: needs the columns client and record \(or person\); it has doctor$"),
        ("SELECT secret FROM appointments", r"does not take the query; .* \(SQLSTATE 42703, UndefinedColumn\)$"),
        ("SELECT 'a'::int AS client, 1 AS record", r"\(SQLSTATE 22P02, InvalidTextRepresentation\)$"),
        ("DELETE FROM many RETURNING client, record", "does not take the query"),
        ("SELECT 1); DELETE FROM many; --", "does not take the query"),
        ("SELECT client, record, nextval('s') FROM many", "does not take the query"),
        ("", "does not take the query"),
    ],
    ids=["column", "unknown", "value", "write", "second", "sequence", "nothing"],
)
def test_what_is_no_such_query_says_so(server: Server, query: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        list(_table(server, query).read())
    assert PASSWORD not in str(caught.value)
    with psycopg.connect(_address(server)) as connection:
        assert connection.execute("SELECT count(*) FROM many").fetchone() == (150_000,)


def test_a_scan_asks_the_database(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOSPITAL", _address(server))
    Path("access.log").write_text("".join(line("192.0.2.1", n, f"/patients/{n}", account="erin") for n in range(9)))
    query = "SELECT doctor AS client, patient AS record FROM appointments WHERE doctor = 'erin'"
    Path("headcount.toml").write_text(f'[[relations]]\nentity = "patients"\ndatabase = "env:HOSPITAL"\nquery = "{query}"\n')
    assert main(["scan", "access.log"]) == 0
    assert "[[relations]] 1 query: 1 relation" in capsys.readouterr().out
    monkeypatch.delenv("HOSPITAL")
    assert main(["scan", "access.log"]) == 2
    assert "the environment variable HOSPITAL is not set" in capsys.readouterr().err


def test_the_people_of_an_incident_are_the_rows_of_a_query(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("USERS_DATABASE", _address(server))
    Path("access.log").write_text("".join(harvested_shop()))
    assert main(["scan", "access.log", "--ledger", "l.db", "--quiet"]) == 3
    query = "orders=SELECT record, client AS mail, NULL AS nothing FROM many WHERE record < 100000;"
    words = ["people", "1", "--ledger", "l.db", "--out", "p.csv", "--identify-query", query, "--database", "env:USERS_DATABASE"]
    assert main(["incident", *words]) == 0
    with Path("p.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert all((row["mail"], row["nothing"]) == (f"d{row['record']}", "") for row in rows)
    told = capfd.readouterr()
    assert f"p.csv: {len(rows):,} rows of the query identified; " in told.out
    assert PASSWORD not in told.out + told.err
