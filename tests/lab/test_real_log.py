from __future__ import annotations

import datetime as dt
import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.errors import UsageError
from headcount.lab.real_log import RealLog, read, targets_of

ANY = re.compile(r"/people/(?P<record>[^/?#]+)/?(?:[?#].*)?")
BROWSER, CRAWLER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0", "Googlebot/2.1 (+http://www.google.com/bot.html)"


def line(
    target: str, time: str = "02/Mar/2026:10:00:00 +0100", who: str = "192.0.2.1 - -", agent: str = BROWSER, **more: str
) -> str:
    host, rest, status = more.get("host", ""), more.get("rest", ""), more.get("status", "200")
    return f'{host}{who} [{time}] "GET {target} HTTP/1.1" {status} 512 "-" "{agent}"{rest}\n'


def log_of(folder: Path, *lines: str) -> RealLog:
    (folder / "a.log").write_text("".join(lines))
    return read(folder / "a.log", ANY)


@pytest.mark.parametrize(
    ("template", "subject", "target", "record"),
    [
        ("/people/{id}", "id", "/people/4711", "4711"),
        ("/people/{id}", "id", "/people/4711/?tab=2", "4711"),
        ("/people/{id}", "id", "/people/4711/friends", None),
        ("/blog/{id}/May/{id2}", "id", "/blog/2007/May/3", "2007"),
        ("/files/{id}/a.b", "id", "/files/7/a.b", "7"),
        ("/files/{id}/a.b", "id", "/files/7/axb", None),
        ("/index.php?id={id}", "id", "/index.php?view=x&id=7&Itemid=5", "7"),
        ("/index.php?id={id}", "id", "/index.php?Itemid=5", None),
        ("/api/profile?user={id}&x={x}", "id", "/api/profile?user=a%20b", "a%20b"),
    ],
)
def test_a_route_finds_its_identifiers(template: str, subject: str, target: str, record: str | None) -> None:
    found = targets_of(template, subject).fullmatch(target)
    assert (found and found["record"]) == record


def test_what_the_route_showed_and_to_whom(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        line("/people/7?tab=2"),
        line("/people/7", who="192.0.2.2 - anna"),
        line("/people/8", status="404"),
        line("/people/a%3Ab", agent=CRAWLER),
        line("/people/a:b", agent=CRAWLER),
        line("/about", who="192.0.2.3 - -", agent="Other"),
    )
    assert log.shown == {"7": ("/people/", "?tab=2"), "a%3Ab": ("/people/", "")}
    assert log.agents == (BROWSER,)
    assert (log.addresses, log.accounts, log.signed_in) == (
        frozenset({"192.0.2.1", "192.0.2.2", "192.0.2.3"}),
        frozenset({"anna"}),
        False,
    )
    assert log.clients == 4  # anna; 192.0.2.1 with two user agents; 192.0.2.3


def test_times_never_go_back(tmp_path: Path) -> None:
    late, early = "02/Mar/2026:10:00:05 +0100", "02/Mar/2026:09:00:03 +0000"
    log = log_of(tmp_path, "no access\n", line("/people/1", late), line("/people/2", early), "no access\n")
    first = int(dt.datetime(2026, 3, 2, 9, 0, 3, tzinfo=dt.UTC).timestamp())
    assert (log.first, log.last) == (first, first + 2)
    assert log.at[1:].tolist() == [first + 2] * 3


def test_a_line_is_made_like_the_one_it_follows(tmp_path: Path) -> None:
    log = log_of(tmp_path, line("/people/7", host="shop.example ", rest=' "198.51.100.7, 10.0.0.1" 12'))
    [pattern] = log.patterns
    at = int(dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC).timestamp())
    made = pattern.line("10.1.2.3", "", at, "/people/8", "Agent").decode()
    asked = '"GET /people/8 HTTP/1.1" 200 512 "-" "Agent" "-" 12\n'
    assert made == f"shop.example 10.1.2.3 - - [03/Mar/2026:00:30:00 +0100] {asked}"
    assert " u1 [" in pattern.line("10.1.2.3", "u1", at, "/people/8", "Agent").decode()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.lists(st.integers(-5, 60), max_size=20))
def test_lines_are_put_where_their_times_belong(own: list[int], put: list[int]) -> None:
    at = np.maximum.accumulate(np.array(own))
    lines = [b"own %d\n" % n for n in range(len(own))]
    lines[-1] = lines[-1].rstrip(b"\n")
    log = RealLog(lines, at, 0, 50, {}, [], frozenset(), frozenset(), signed_in=False, agents=(), clients=1)
    new = np.sort(np.array(put, np.int64))
    woven = log.between(new, [b"new %d\n" % n for n in range(len(put))])
    assert [one.rstrip(b"\n") for one in woven if one.startswith(b"own")] == [one.rstrip(b"\n") for one in lines]
    assert all(one.endswith(b"\n") for one in woven[:-1])
    times = [at[int(one[4:])] if one.startswith(b"own") else new[int(one[4:])] for one in woven]
    assert times == sorted(times)


def test_compressed_logs_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.log.gz").write_bytes(gzip.compress(line("/people/7").encode()))
    assert list(read(tmp_path / "a.log.gz", ANY).shown) == ["7"]


@pytest.mark.parametrize(
    ("text", "why"),
    [("nothing\n", "no line is in the combined format"), (line("/about"), "was answered 200 through this route")],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        log_of(tmp_path, text)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.log"):
        read(tmp_path / "gone.log", ANY)
