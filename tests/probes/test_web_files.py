"""Files of a site: only what looks like what its name says counts, only links below the folder are read."""

from __future__ import annotations

import pytest

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.web import Asked, Said, running, table
from tests.probes.hostile import ELSEWHERE

HTML = {"Content-Type": "text/html", "Server": "Apache/2.4.58 (Unix)"}
TABLE = ("name,mail\n" + "".join(f"n{at},anna.meyer{at}@example.com\n" for at in range(20))).encode()


def _page(*links: str, title: str = "Index of /files") -> Said:
    listed = "".join(f'<a href="{link}">x</a>' for link in links)
    return Said(200, f"<html><head><title>{title}</title></head>{listed}</html>".encode(), HTML)


def test_only_links_below_the_folder_are_read() -> None:
    links = [
        "?C=N;O=D",
        "/other.csv",
        "//203.0.113.9/x.csv",
        f"http://{ELSEWHERE}/x.csv",
        "../up.csv",
        "a%20b.csv",
        "in/",
        "%2e%2e/x.csv",
    ]
    paths = {"/files/": _page(*links), "/files/a b.csv": Said(200, TABLE)}
    with running(table(paths)) as double:
        store = seen("http", double.port, path="/files")
    assert (store.product, store.version, store.reader, store.estimate) == ("Apache", "2.4.58", Reader.ANYONE, 1)
    assert (kinds(store), codes(store)) == ({"email"}, ["listing", "no-tls"])
    assert store.weaknesses[0].detail == "1 files, 1 folders"
    assert [one.path for one in double.asked if one.path.endswith(".csv")] == ["/files/a b.csv"]


def test_absolute_links_of_the_same_folder() -> None:
    paths = {"/files/": _page("/files/a.csv", title="192.0.2.7 - /files/"), "/files/a.csv": Said(200, TABLE)}
    page = Said(200, b'<pre><A HREF="/">[To Parent Directory]</A><A HREF="/files/a.csv">a.csv</A></pre>', HTML)
    with running(table(paths | {"/files/": page})) as double:
        store = seen("http", double.port, path="/files")
    assert (store.estimate, kinds(store)) == (1, {"email"})


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/.env", b"# made\nexport DB_PASSWORD=made\n", "settings"),
        ("/.git/HEAD", b"ref: refs/heads/main\n", "history"),
        ("/.git/HEAD", b"0123456789abcdef0123456789abcdef01234567\n", "history"),
        ("/dump.sql", b"-- PostgreSQL database dump\nCREATE TABLE x ();\n", "backup"),
        ("/backup.zip", b"PK\x03\x04....", "backup"),
        ("/db.sqlite", b"SQLite format 3\0....", "backup"),
    ],
)
def test_what_should_not_lie_there(path: str, body: bytes, code: str) -> None:
    with running(table({"/": Said(200, b"<html>Shop</html>", HTML), path: Said(200, body)})) as double:
        store = seen("http", double.port)
    assert (store.reader, store.estimate, codes(store)) == (Reader.ANYONE, 1, [code, "no-tls"])
    assert store.weaknesses[0].detail == path[1:]


@pytest.mark.parametrize("body", [b"<html>A=1 CREATE TABLE ref: refs/x</html>", b"nothing here", b"", b"\0\1\2\3"])
def test_a_site_that_answers_to_everything(body: bytes) -> None:
    with running(lambda _: Said(200, body)) as double:
        store = seen("http", double.port)
    assert (store.reader, store.estimate, codes(store)) == (Reader.NOBODY, None, ["no-tls"])
    assert "serves none of the files" in store.sentence


def test_ranges_that_are_not_kept_are_cut() -> None:
    def answer(one: Asked) -> Said:
        return Said(200, b"INSERT INTO x VALUES (1);\n" * 400_000) if one.path.endswith(".sql") else Said(404, b"")

    with running(answer) as double:
        store = seen("http", double.port)
    assert (store.problem, codes(store)) == ("", ["backup", "no-tls"])
    assert store.weaknesses[0].detail == "backup.sql, dump.sql, database.sql"


@pytest.mark.parametrize(
    ("where", "found"),
    [("https://127.0.0.1/", []), (f"http://{ELSEWHERE}/", []), ("/welcome", ["settings", "no-tls"])],
)
def test_it_is_sent_elsewhere_and_does_not_go(where: str, found: list[str]) -> None:
    paths = {"/": Said(302, b"", {"Location": where}), "/.env": Said(200, b"A=1\n")}
    with running(table(paths)) as double:
        store = seen("http", double.port, WEAK)
    assert codes(store) == found
    assert "/welcome" not in {one.path for one in double.asked}
    assert ELSEWHERE not in store.sentence
