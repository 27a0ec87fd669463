"""What statements look up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.sources.sql_words import LONGEST
from headcount.sources.statement import read, schema_and_table, statement_of

Named = dict[str, list[str]]


@pytest.mark.parametrize(
    ("statement", "parameters", "table", "named"),
    [
        ("select * from users where id = 42", [], "users", {"id": ["42"]}),
        ("SELECT * FROM users WHERE id = $1", ["43"], "public.users", {"id": ["43"]}),
        ("select * from public.users where id = $2", ["43"], "users", {}),
        ("select * from users where id = any($1)", ["{1,2,3}"], "users", {"id": ["1", "2", "3"]}),
        ("select * from users where id = any(array[1,2])", [], "users", {"id": ["1", "2"]}),
        ("select * from users where id in (select unnest($1::int[]))", ["{5,6}"], "users", {"id": ["5", "6"]}),
        (
            "select * from users where id in (4,5,5) and lower(email)=lower('A@b')",
            [],
            "users",
            {"id": ["4", "5"], "email": ["A@b"]},
        ),
        ("select * from users where id not in (4, 5)", [], "users", {}),
        ("select * from users where id::text = '5' or id = cast($1 as int)", ["9"], "users", {"id": ["5", "9"]}),
        ("select * from users where 5 = id and x <> 7 and y = z", [], "users", {"id": ["5"]}),
        ("select * from users where (id, name) in ((1,'a'))", [], "users", {}),
        ("select case when id = 4 then 1 end from users", [], "users", {}),
        ("select * from users where id = %s and org = ?", ["1", "2"], "users", {"id": ["1"], "org": ["2"]}),
        ('select * from "Odd one"."t 1" where "a b" = \'x\'\'y\'', [], "Odd one.t 1", {"a b": ["x'y"]}),
        ('SELECT t0."id" FROM "users" AS t0 WHERE (t0."id" = $1) LIMIT $2', ["5", "1"], "users", {"id": ["5"]}),
        ("with t as (select * from users where id=5) select * from t", [], "users", {"id": ["5"]}),
        ("update users set name='z' where id=9", [], "users", {"id": ["9"]}),
        ("delete from users where id = 5", [], "users", {"id": ["5"]}),
    ],
)
def test_looked_up(statement: str, parameters: list[str], table: str, named: Named) -> None:
    assert statement_of(statement).looked_up(table, parameters) == named


@pytest.mark.parametrize(
    "statement",
    [
        "select u.*, o.* from users u join orders o on o.user_id = u.id where u.id = $1",
        "select * from users as u, only orders o where $1 = u.id and u.id = o.user_id",
        "select * from users u left join public.orders as o on (u.id = o.user_id) where u.id = $1 order by id",
    ],
)
def test_joined_columns_share_their_value(statement: str) -> None:
    found = statement_of(statement)
    assert found.looked_up("users", ["7"]) == {"id": ["7"]}
    assert found.looked_up("public.orders", ["7"]) == {"user_id": ["7"]}
    assert found.looked_up("elsewhere", ["7"]) == {}


def test_columns_alone_are_those_of_the_nearest_query() -> None:
    found = statement_of("select * from users where id = (select user_id from orders where id = 9)")
    assert found.looked_up("users", []) == {}
    assert found.looked_up("orders", []) == {"id": ["9"]}
    found = statement_of("select u.name, (select count(*) from orders o where o.user_id = u.id) from users u where u.id = 5")
    assert (found.main, found.summed) == ("u", False)


@pytest.mark.parametrize(
    ("statement", "copied"),
    [
        ("COPY public.users (id, name) TO stdout;", "to"),
        ("copy users from stdin", "from"),
        ("copy (select * from users) to stdout", "query"),
        ("copy (with t as (select 1) select * from t) to '/tmp/x'", "query"),
        ("select * from copy", ""),
        ("", ""),
    ],
)
def test_copies(statement: str, copied: str) -> None:
    assert statement_of(statement).copied == copied


@pytest.mark.parametrize(
    ("statement", "summed"),
    [
        ("select count(*) from users", True),
        ("select count(*) as n, max(id) m from users where id = 3", True),
        ("select count(*) from (select * from users) q", True),
        ("select count(*), name from users group by name", False),
        ("select count(*) from users group by name", False),
        ("select name from users", False),
        ("select count from users", False),
        ("select count(*)", False),
        ("select count(*) from users union all select name from users", False),
    ],
)
def test_sums(statement: str, summed: bool) -> None:
    assert statement_of(statement).summed is summed


def test_tables() -> None:
    assert statement_of("select * from f(77)").tables == {"f()": "f()"}
    assert statement_of("table users limit 3").tables == {"users": "users"}
    assert statement_of("insert into users values (1) returning id").tables == {"users": "users"}
    assert statement_of("insert into users values (1) returning id").returning
    assert statement_of("select 1").tables == {}
    assert repr(statement_of("select 1")) == "Statement(***)"


def test_schemas() -> None:
    assert schema_and_table("users") == ("public", "users")
    assert schema_and_table('shop."Odd"', "x") == ("shop", "Odd")
    assert schema_and_table("") == ("public", "?")


WORDS = (
    "select|from|where|id|=|(|)|,|in|any|users|$1|'x'|'it''s'|5|1.5|with|as|join|on|copy|to|::|[|count|group|%s|null|union"
    "|\"a 1\"|t2|e'\\\\''|--|/*|$$|unnest|'{1,2}'|orders|o|u|u.id|o.user_id"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split("|")), max_size=25), st.sampled_from([" ", "", "\n"]))
def test_any_words_are_understood_somehow(words: list[str], between: str) -> None:
    text = between.join(words)
    found, plain = statement_of(text), read(text)
    for table in found.tables.values():
        assert all(all(values) for values in found.looked_up(table, ["7"]).values())
        assert found.looked_up(table, ["7"]) == plain.looked_up(table, ["7"])
    ours, theirs = (replace(one, equal=[], literals=()) for one in (found, plain))
    assert ours == theirs


@pytest.mark.parametrize(
    "piece",
    ["in (", "a) = ", "from f(", "select count(x) from t union ", ", t", "$a$ ", "e'", "join x on a=b ", "(select x where "],
)
def test_no_statement_takes_long(piece: str) -> None:
    """Words that are looked at again and again for each other would take minutes."""
    assert isinstance(read("where " + piece * (LONGEST // len(piece))).tables, dict)
