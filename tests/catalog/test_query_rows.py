"""What a database that cannot be asked leads to; `tests/services/test_relations_query.py` asks a real one."""

from __future__ import annotations

import socket

import pytest

from headcount.catalog.query_rows import QueryRows
from headcount.errors import ConfigError

SECRET = "password=never-shown"


def test_a_database_that_is_away_is_said_without_its_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        rows = QueryRows("[[relations]] 1 query", "SELECT 1", lambda: f"host=127.0.0.1 port={port} user=x {SECRET} dbname=shop")
        with pytest.raises(ConfigError) as caught:
            rows.columns()
    told = "[[relations]] 1 query: the database cannot be reached, or ended the call; check its address and that it runs"
    assert str(caught.value) == told


def test_an_address_that_is_none_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        QueryRows("[[relations]] 1 query", "SELECT 1", lambda: "my secret").columns()
    assert "secret" not in str(caught.value)
    assert str(caught.value).startswith("[[relations]] 1 query: the database ")


def test_rows_are_counted_from_one() -> None:
    rows = QueryRows("q", "SELECT 1", str)
    assert (rows.place(0), rows.broken(), rows.told(["a", "b"], ())) == (1, {}, "it has a, b")
