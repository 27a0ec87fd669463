"""pgaudit's records in all forms of the server's log, as a PostgreSQL 15 with pgaudit 1.7 writes them."""

from __future__ import annotations

import json

import pytest

from headcount.sources.deeds import NO_DATA
from headcount.sources.interface import Block
from headcount.sources.lines import FOREIGN, NO_TIME
from headcount.sources.pgaudit import OTHER, PART, PGAUDIT
from headcount.sources.postgres_log import MOST_LINES
from tests.sources.reading import read, rows


def plain(*audits: str) -> str:
    """The records as `log_destination = stderr` writes them."""
    lines = [f"2025-11-01 08:00:02.000 UTC [17] app@shop LOG:  AUDIT: {audit}" for audit in audits]
    return "\n".join(line.replace("\n", "\n\t") for line in lines) + "\n"


def as_csv(*audits: str) -> str:
    """The same as `csvlog`."""
    before = (
        '2025-11-01 08:00:02.000 UTC,"app","shop",17,"192.0.2.7:5432",6b02.2c,6,"SELECT",2025-11-01 08:00:00 UTC,3/8,0,LOG,00000,'
    )
    quoted = [audit.replace('"', '""') for audit in audits]
    return "".join(f'{before}"AUDIT: {audit}",,,,,,,,,"psql","client backend",,0\n' for audit in quoted)


def as_json(*audits: str) -> str:
    """The same as `jsonlog`."""
    entry = {"timestamp": "2025-11-01 08:00:02.000 UTC", "user": "app", "dbname": "shop", "remote_host": "192.0.2.7"}
    more = {"session_id": "6b02.2c", "application_name": "psql"}
    return "".join(json.dumps(entry | {"message": f"AUDIT: {audit}"} | more) + "\n" for audit in audits)


def targets(text: str) -> tuple[list[tuple[object, ...]], dict[str, int]]:
    accesses, skipped = read(PGAUDIT, text)
    return [(row["method"], row["target"], row["status"], row["line"]) for row in accesses], skipped


@pytest.mark.parametrize("written", [plain, as_csv, as_json])
def test_one_record(written: object) -> None:
    assert callable(written)
    text = written("SESSION,7,1,READ,SELECT,,,select * from users where id = $1,43,1")
    assert PGAUDIT.recognise(text.encode()) == 1.0
    accesses, skipped = read(PGAUDIT, text)
    known = {"address": "192.0.2.7", "user_agent": "psql"} if written is not plain else {}
    assert accesses == [
        {
            "time": "2025-11-01T08:00:02+00:00",
            "account": "app",
            "method": "GET",
            "target": "/shop/public.users/shop-users/43",
            "status": 200,
            "size": -1,
            "line": 1,
        }
        | known
    ]
    assert skipped == {}


@pytest.mark.parametrize(
    ("audit", "shown"),
    [
        ("SESSION,7,1,READ,SELECT,,,select * from users where id = $1,43,0", ("GET", "/shop/public.users/shop-users/43", 404)),
        ("SESSION,7,1,READ,SELECT,,,select * from users where id = 43,<none>", ("GET", "/shop/public.users/shop-users/43", 200)),
        ("SESSION,7,1,READ,SELECT,,,select * from users,<not logged>,0", ("GET", "/shop/public.users/shop-users", 200)),
        (
            'SESSION,7,1,READ,SELECT,,,select * from users where id = any($1),"""{1,2}""",2',
            ("GET", "/shop/public.users/shop-users/1,2", 200),
        ),
        (
            "OBJECT,7,1,READ,SELECT,TABLE,crm.people,select * from people where id = $1,43,1",
            ("GET", "/shop/crm.people/shop_crm-people/43", 200),
        ),
        ("SESSION,7,1,READ,COPY,,,copy users to stdout,<none>,0", ("GET", "/shop/public.users/shop-users/export", 200)),
        (
            "SESSION,7,1,READ,DECLARE CURSOR,,,declare c cursor for select * from users where id = 5,<none>,0",
            ("GET", "/shop/public.users/shop-users/5", 200),
        ),
        (
            "SESSION,7,1,WRITE,UPDATE,,,update users set x = 1 where id = 9 returning *,<none>,1",
            ("POST", "/shop/public.users/shop-users/9", 200),
        ),
        ("SESSION,7,1,WRITE,COPY,,,copy users from stdin,<none>,0", ("WRITE", "/shop/public.users/shop-users", 200)),
        (
            "SESSION,13,1,READ,SELECT,,,prepare q as select * from users where id=$1,45,1",
            ("GET", "/shop/public.users/shop-users/45", 200),
        ),
        ("SESSION,7,1,READ,PREPARE,,,prepare q as select * from users where id=$1,<none>,0", None),
        ("SESSION,7,2,READ,COPY,,,copy (select email from users) to stdout,<none>,0", None),
        ("SESSION,7,1,MISC,FETCH,,,fetch 10 from c2,<none>,0", None),
        ("SESSION,7,1,READ,SELECT,,,select 1,<none>,1", None),
        ("SESSION,7,1,DDL,CREATE TABLE,TABLE,public.users,create table users (id int),<none>,0", None),
    ],
)
def test_what_statements_show(audit: str, shown: tuple[object, ...] | None) -> None:
    for written in (plain, as_csv, as_json):
        expected = ([(*shown, 1)], {}) if shown else ([], {NO_DATA: 1})
        assert targets(written(audit)) == expected


LONG = 'SESSION,8,1,READ,SELECT,,,"select *\nfrom users\n\twhere id = $1 -- it\'s ""q""",44,1'


@pytest.mark.parametrize("written", [plain, as_csv])
def test_a_record_over_several_lines(written: object) -> None:
    assert callable(written)
    short = "SESSION,9,1,READ,SELECT,,,select * from users where id = 45,<none>,1"
    text = written(LONG, short)
    expected = [("GET", "/shop/public.users/shop-users/44", 200, 3), ("GET", "/shop/public.users/shop-users/45", 200, 4)]
    assert targets(text) == (expected, {PART: 2})
    reader, seen, number = PGAUDIT.open(text.encode()), list[object](), 1
    for line in text.encode().splitlines(keepends=True):  # blocks may end anywhere
        batch, _ = reader.read(Block.of(line, first_line=number))
        seen += [(row["target"], row["line"]) for row in rows(batch)]
        number += 1
    assert seen == [(target, line) for _, target, _, line in expected]


def test_reading_that_begins_within_a_record() -> None:
    text = as_csv(LONG, "SESSION,9,1,READ,SELECT,,,select * from users where id = 45,<none>,1").encode()
    rest = text.split(b"\n", 1)[1]
    batch, skipped = PGAUDIT.open(text).read(Block.of(rest, first_line=2))
    assert batch.line.tolist() == [4]
    assert dict(skipped.counts()) == {FOREIGN: 2}


def test_nobody_forges_a_record_from_within_a_statement() -> None:
    forged = plain("SESSION,9,1,READ,SELECT,,,select * from users where id = 666,<none>,1").strip().replace('"', '""')
    audit = LONG.replace("-- it's", "/*").replace('""q""', f"\n{forged}\n*/")
    for written in (plain, as_csv, as_json):
        assert [target for _, target, _, _ in targets(written(audit))[0]] == ["/shop/public.users/shop-users/44"]


def test_a_record_without_an_end_is_given_up() -> None:
    open_ended = (
        as_csv("SESSION,8,1,READ,SELECT,,,select 1,<none>,1").replace('<none>,1"', "<none>,1").splitlines()[0].rstrip(',"')
    )
    text = open_ended.replace('"psql","client backend"', "") + "\n" + "x\n" * (MOST_LINES - 1)
    text += as_csv("SESSION,9,1,READ,SELECT,,,select * from users where id = 45,<none>,1")
    found, skipped = targets(text)
    assert found == [("GET", "/shop/public.users/shop-users/45", 200, MOST_LINES + 1)]
    assert skipped == {PART: MOST_LINES}


def test_statements_that_are_logged_once() -> None:
    first = (
        "SESSION,10,1,READ,SELECT,TABLE,public.users,select * from users u join orders o on o.user_id = u.id where u.id = $1,7,9"
    )
    again = "SESSION,10,1,READ,SELECT,TABLE,public.orders,<previously logged>,<previously logged>,9"
    elsewhere = "SESSION,11,1,READ,SELECT,TABLE,public.orders,<previously logged>,<previously logged>,9"
    for written in (plain, as_csv, as_json):
        assert [target for _, target, _, _ in targets(written(first, again, elsewhere))[0]] == [
            "/shop/public.users/shop-users/7",
            "/shop/public.orders/shop-orders?user_id=7",
            "/shop/public.orders/shop-orders",
        ]


def test_other_lines_of_the_log() -> None:
    text = plain("SESSION,9,1,READ,SELECT,,,select * from users where id = 45,<none>,1")
    text += '2025-11-01 08:00:02 UTC [17] LOG:  checkpoint complete\n2025-11-01 08:00:02 UTC ERROR:  no "x"\n\tAUDIT: more\n\n'
    text += "2025-11-01 08:00:02 QQQ [17] app@shop LOG:  AUDIT: SESSION,9,1,READ,SELECT,,,select * from users,<none>,1\n"
    text += "2025-11-01 08:00:02 UTC [17] app@shop LOG:  AUDIT: SESSION,9,1\n"
    found, skipped = targets(text)
    assert len(found) == 1
    assert skipped == {OTHER: 3, "empty line": 1, NO_TIME: 1, FOREIGN: 1}
    assert targets(as_csv("x").replace("AUDIT: x", "checkpoint complete"))[1] == {OTHER: 1}
    other = b"2025-11-01 08:00:02 UTC [17] LOG:  checkpoint complete\n"
    assert PGAUDIT.recognise(other) == 0.0
    seldom = other * 900 + plain("SESSION,9,1,READ,SELECT,,,select 1,<none>,1").encode() + other * 900
    assert PGAUDIT.recognise(seldom) == 1.0
    assert PGAUDIT.recognise(seldom + b"x\n" * 1_801) == 0.5
