"""Connections are bounded in bytes, seconds and number, whatever the other side does."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest

from headcount.probes.wire import Bounds, CertificateWantedError, EndedError, Line, UnreachableError, Wire
from tests.probes.hostile import closes, endless, garbage, server, silent, trickle, wants_certificate

QUICK = Bounds(seconds=0.6, patience=0.3, received=100_000, connections=3, pause=0.0)


def _line(port: int) -> Line:
    return Line("127.0.0.1", port, QUICK)


def _listen(wire: Wire) -> None:
    """Take all that comes."""
    while wire.some():
        pass


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnreachableError, match="connection refused"), _line(port).open():
        pass


def test_a_name_that_cannot_be_one() -> None:
    with pytest.raises(UnreachableError, match="nobody answers there"), Line("a..example", 1, QUICK).open():
        pass


def test_so_many_bytes_and_no_more() -> None:
    with server(endless) as far, _line(far.port).open() as wire:
        wire.send(b"hello")
        with pytest.raises(EndedError, match="sends more"):
            _listen(wire)


def test_so_many_seconds_and_no_more() -> None:
    with server(trickle) as far, _line(far.port).open() as wire:
        wire.send(b"hello")
        with pytest.raises(EndedError, match="took longer"):
            _listen(wire)


def test_who_never_answers_is_given_up() -> None:
    with server(silent) as far, _line(far.port).open() as wire:
        wire.send(b"hello")
        with pytest.raises(EndedError, match="does not answer"):
            wire.some()


def test_so_many_connections_and_no_more() -> None:
    with server(silent) as far:
        line = _line(far.port)
        for _ in range(3):
            with line.open():
                pass
        with pytest.raises(EndedError, match="as many connections"), line.open():
            pass


def test_what_ends_in_the_middle_is_said() -> None:
    with server(closes) as far, _line(far.port).open() as wire, pytest.raises(EndedError, match=r"middle|hung up"):
        wire.exactly(10)


def test_what_is_not_tls_is_said_in_fixed_words() -> None:
    with server(garbage) as far, pytest.raises(EndedError, match="does not speak TLS") as ended, _line(far.port).open(tls=True):
        pass
    assert "138" not in str(ended.value)


def test_a_mark_that_does_not_come_is_not_waited_for_for_ever() -> None:
    with server(endless) as far, _line(far.port).open() as wire:
        wire.send(b"hello")
        with pytest.raises(EndedError, match="none of this product"):
            wire.until(b"\0never\0", 5_000)


def test_what_comes_after_a_mark_is_kept() -> None:
    with server(lambda one: one.sendall(b"first\r\nsecond\r\nthird")) as far, _line(far.port).open() as wire:
        assert [wire.until(b"\r\n"), wire.until(b"\r\n"), wire.exactly(5)] == [b"first\r\n", b"second\r\n", b"third"]
        assert wire.some() == b""


def test_one_that_wants_a_certificate_of_ours() -> None:
    with (
        server(wants_certificate) as far,
        Line("127.0.0.1", far.port).open(tls=True) as wire,
        pytest.raises(CertificateWantedError, match="a certificate of ours"),
    ):
        wire.some()


def test_questions_are_paced(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("headcount.probes.wire.time", SimpleNamespace(sleep=waited.append, monotonic=lambda: 100.0))
    line = Line("127.0.0.1", 1, Bounds(pause=0.25))
    line.pace()
    line.pace()
    assert waited == [0.0, 0.25]
