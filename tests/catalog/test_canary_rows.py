from __future__ import annotations

import csv
import io
import json
import sqlite3

import pytest
from pymysql.converters import escape_string

from headcount.catalog.canary_people import MadePerson
from headcount.catalog.canary_rows import Dialect, as_csv, as_json, as_sql, quoted_name, quoted_text

HARD = 'O\'Brien "x" \\ `y`; DROP TABLE users; --\n'
PEOPLE = [MadePerson("a", 1, {"id": "900001", "name": HARD}), MadePerson("a", 2, {"id": "900002", "name": "x", "phone": "154"})]
COLUMNS = {"id": "uid", "name": 'full "name"', "phone": "mobile"}


def test_sql_inserts_what_was_given_whatever_it_holds() -> None:
    text = as_sql(PEOPLE, "users", COLUMNS, "postgresql").decode()
    with sqlite3.connect(":memory:") as database:  # quotes names and texts as standard SQL does
        database.execute('CREATE TABLE users (uid INTEGER, "full ""name""" TEXT, mobile TEXT)')
        database.executescript(text)
        assert database.execute("SELECT * FROM users").fetchall() == [(900001, HARD, None), (900002, "x", "154")]
    database.close()


def test_mysql_text_is_escaped_as_its_driver_does() -> None:
    plain = escape_string(HARD).replace("\\'", "''").replace('\\"', '"').replace("\\n", "\n")
    assert quoted_text(HARD, "mysql") == f"'{plain}'"
    assert as_sql(PEOPLE[:1], "crm.users", {"id": "a`b"}, "mysql") == (
        b"START TRANSACTION;\nINSERT INTO `crm`.`users` (`a``b`) VALUES\n  ('900001');\nCOMMIT;\n"
    )


@pytest.mark.parametrize(("dialect", "name"), [("postgresql", '"a""b`"'), ("mysql", '`a"b```')])
def test_names_are_quoted(dialect: Dialect, name: str) -> None:
    assert quoted_name('a"b`', dialect) == name


def test_csv_and_json_hold_the_same() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(PEOPLE, COLUMNS).decode(), newline="")))
    assert rows[0] == {"uid": "900001", 'full "name"': HARD, "mobile": ""}
    assert json.loads(as_json(PEOPLE, COLUMNS))[0] == {"uid": "900001", 'full "name"': HARD, "mobile": None}
