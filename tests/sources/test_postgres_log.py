"""Records of PostgreSQL's log."""

from __future__ import annotations

import pytest

from headcount.sources.postgres_log import Csv, Entry, Json, Plain

EIGHT = 1_761_984_002_000_000
MESSAGE = "AUDIT: SESSION,1,1,READ,SELECT,,,select 1,<none>"


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("2025-11-01 08:00:02 UTC [17] app@shop LOG", ("app", "shop", "", "", "17")),
        ("2025-11-01 08:00:02 UTC:192.0.2.7(5432):app@shop:[17]:LOG", ("app", "shop", "192.0.2.7", "", "17")),
        ("2025-11-01 08:00:02 UTC:2001:db8::7(5432):app@shop:[17]:LOG", ("app", "shop", "2001:db8::7", "", "17")),
        (
            "2025-11-01 08:00:02 UTC [17]: user=app,db=shop,app=My App,client=192.0.2.7 LOG",
            ("app", "shop", "192.0.2.7", "My App", "17"),
        ),
        ("1761984002.000 app@shop [local] LOG", ("app", "shop", "", "", "")),
        ("2025-11-01 08:00:02 UTC LOG", ("", "", "", "", "")),
        ("Nov  1 08:00:02 db postgres[17]: [5-1] 2025-11-01 08:00:02 UTC app@shop LOG", ("app", "shop", "", "", "17")),
    ],
)
def test_prefixes(prefix: str, told: tuple[str, ...]) -> None:
    line = f"{prefix}:  {MESSAGE}".encode()
    form = Plain()
    assert form.starts(line)
    entry = form.entry(line)
    assert entry is not None
    assert (entry.user, entry.database, entry.address, entry.program, entry.session) == told
    assert (entry.time, entry.message) == (EIGHT, MESSAGE)


def test_plain_lines_go_on_after_a_tab() -> None:
    form = Plain()
    first, second = b'2025-11-01 08:00:02 UTC "x" LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,"select', b'\t1",<none>'
    assert (form.quotes(first, first=True), form.quotes(second, first=False)) == (1, 1)
    assert (form.goes_on(second), form.goes_on(first), form.starts(second)) == (True, False, False)
    assert form.starts(b"\t" + first) is False
    entry = form.entry(first + b"\n" + second)
    assert entry is not None
    assert entry.message == 'AUDIT: SESSION,1,1,READ,SELECT,,,"select\n1",<none>'
    assert form.entry(b"nothing") is None


def test_csv() -> None:
    form = Csv()
    line = (
        b'2025-11-01 08:00:02.000 UTC,"app","shop",17,"192.0.2.7:5432",6b02.2c,6,"SELECT",2025-11-01 08:00:00 UTC,3/8,0,LOG,'
        b'00000,"AUDIT: SESSION,1,1,READ,SELECT,,,select 1,<none>",,,,,,,,,"psql","client backend",,0'
    )
    assert form.starts(line)
    assert form.quotes(line, first=True) == 14
    assert form.entry(line) == Entry(EIGHT, "app", "shop", "192.0.2.7", "psql", "6b02.2c", MESSAGE)
    local = form.entry(line.replace(b"192.0.2.7:5432", b"[local]"))
    assert local is not None
    assert local.address == ""
    assert form.entry(b'a,"b') is None
    assert form.entry(b"2025-11-01 08:00:02.000 UTC,x") is None
    assert repr(local) == "Entry(***)"


def test_json() -> None:
    form = Json()
    line = (
        b'{"timestamp":"2025-11-01 08:00:02.000 UTC","user":"app","dbname":"shop","remote_host":"192.0.2.7","session_id":'
        b'"6b02.2c","application_name":"psql","message":"AUDIT: SESSION,1,1,READ,SELECT,,,select 1,<none>"}'
    )
    assert (form.starts(line), form.goes_on(line), form.quotes(line, first=True)) == (True, False, 0)
    assert form.entry(line) == Entry(EIGHT, "app", "shop", "192.0.2.7", "psql", "6b02.2c", MESSAGE)
    assert form.entry(b'{"timestamp":7}') is None
    assert form.entry(b"{}") is None
    assert form.entry(b"\xff") is None
