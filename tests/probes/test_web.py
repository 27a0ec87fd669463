"""HTTP over a bounded line: answers are cut, redirects are told and never followed, credentials are sent only when set."""

from __future__ import annotations

import socket

import pytest

from headcount.probes import web
from headcount.probes.interface import Credential
from headcount.probes.web import Web, speaks_tls, version_in
from headcount.probes.wire import Bounds, EndedError, Line
from tests.probes.hostile import Talk, closes, garbage, redirects, server

QUICK = Bounds(seconds=2.0, patience=0.4, pause=0.0)


def test_a_redirect_is_an_answer() -> None:
    with server(redirects) as far:
        answer = Web(Line("127.0.0.1", far.port, QUICK)).get("/")
        assert (answer.status, answer.headers["location"].startswith("http://203.0.113.9")) == (302, True)
        assert len(far.heard) == 1


def test_credentials_are_sent_only_when_set() -> None:
    with server(redirects) as far:
        asks = Web(Line("127.0.0.1", far.port, QUICK))
        asks.get("/")
        asks.credential = Credential("ann", "secret")
        asks.get("/")
        first, second = far.heard
    assert b"Authorization" not in first
    assert b"Authorization: Basic YW5uOnNlY3JldA==" in second
    assert "secret" not in repr(asks)


def test_what_is_longer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_BODY", 5)

    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(b"HTTP/1.0 200 OK\r\n\r\n[1,2,3]")

    with server(talk) as far:
        answer = Web(Line("127.0.0.1", far.port, QUICK)).get("/")
    assert (answer.text(), answer.whole, answer.json()) == ("[1,2,", False, None)


@pytest.mark.parametrize("talk", [garbage, closes], ids=["garbage", "closes"])
def test_what_is_no_http_is_said_in_fixed_words(talk: Talk) -> None:
    with server(talk) as far, pytest.raises(EndedError) as ended:
        Web(Line("127.0.0.1", far.port, QUICK)).get("/")
    assert "138" not in ended.value.why


def test_who_speaks_no_tls() -> None:
    with server(garbage) as far:
        assert not speaks_tls(Line("127.0.0.1", far.port, QUICK))


def test_versions_in_texts() -> None:
    assert [version_in(text) for text in ("nginx/1.22.1", "Server: X", "v2.0 of 3.1")] == ["1.22.1", "", "2.0"]


def test_one_connection_is_kept_as_long_as_the_store_keeps_it() -> None:
    def talk(one: socket.socket) -> None:
        for _ in range(2):
            if one.recv(4096):
                one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with server(talk) as far:
        asks = Web(Line("127.0.0.1", far.port, QUICK))
        with asks.kept():
            assert [asks.get(f"/{at}").json() for at in range(4)] == [{}] * 4
        assert [one.count(b"GET") for one in far.heard] == [2, 2]
        assert asks.get("/").status == 200
        assert b"Connection: close" in far.heard[-1]


def test_a_kept_one_that_was_cut_is_not_used_again() -> None:
    def talk(one: socket.socket) -> None:
        one.recv(4096)
        one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789")
        one.recv(4096)

    with server(talk) as far:
        asks = Web(Line("127.0.0.1", far.port, QUICK))
        with asks.kept():
            assert [asks.ask("GET", "/", most=4).body for _ in range(2)] == [b"1234"] * 2
        assert len(far.heard) == 2


def test_a_token_is_shown_by_its_word() -> None:
    with server(redirects) as far:
        asks = Web(Line("127.0.0.1", far.port, QUICK), credential=Credential("ann", "secret"), by="token")
        asks.get("/")
        assert b"Authorization: token secret\r\n" in far.heard[0]
