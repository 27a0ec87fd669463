"""Messages over UDP, TCP and TLS."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from headcount.errors import ConfigError
from headcount.sources.taps.syslog import SyslogTap
from headcount.sources.taps.syslog_frames import CUT_OFF
from headcount.sources.taps.tls import Tls
from tests.sources.taps.certificates import self_signed

Open = Callable[..., SyslogTap]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    taps = list[SyslogTap]()

    def open_tap(**more: Any) -> SyslogTap:  # noqa: ANN401 - whatever the tap takes
        taps.append(SyslogTap("127.0.0.1", 0, tmp_path / f"spool{len(taps)}", **more))
        taps[-1].resume({})
        assert taps[-1].take(0.0, 1000) == []
        return taps[-1]

    yield open_tap
    for tap in taps:
        tap.close()


def taken(tap: SyslogTap, lines: int, patience: float = 10.0) -> bytes:
    got, deadline = b"", time.monotonic() + patience
    while got.count(b"\n") < lines and time.monotonic() < deadline:
        for piece in tap.take(0.1, 1 << 20):
            got += piece.block.data[: piece.block.size].tobytes()
            tap.committed({piece.stream: piece.position})
    return got


def test_udp(opened: Open) -> None:
    tap = opened()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(100):
            sender.sendto(b"<190>Oct 11 22:14:15 shop nginx: GET /%d" % number, ("127.0.0.1", tap.port))
        sender.sendto(b"no header\n", ("127.0.0.1", tap.port))
    assert taken(tap, 101) == b"".join(b"GET /%d\n" % number for number in range(100)) + b"no header\n"
    assert dict(tap.counts) == {"messages": 101, "without header": 1, "from strangers": 0}


def test_tcp_both_framings_and_a_frame_cut_off(opened: Open) -> None:
    tap = opened(protocols=("tcp",))
    with socket.create_connection(("127.0.0.1", tap.port), timeout=5) as sender:
        sender.sendall(b"<13>a: one\n10 <13>a: two<13>a: three\n<13>a: fo")
    assert taken(tap, 4) == b"one\ntwo\nthree\n" + CUT_OFF + b"\n"
    assert tap.counts["cut off"] == 1


def test_the_header_can_be_kept(opened: Open) -> None:
    tap = opened(keep_header=True)
    with socket.create_connection(("127.0.0.1", tap.port), timeout=5) as sender:
        sender.sendall(b"<13>a: one\n")
    assert taken(tap, 1) == b"<13>a: one\n"


def test_strangers_are_not_heard(opened: Open) -> None:
    tap = opened(senders=["192.0.2.0/24"])
    with socket.create_connection(("127.0.0.1", tap.port), timeout=5) as sender:
        sender.sendall(b"<13>a: one\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"<13>a: two", ("127.0.0.1", tap.port))
    deadline = time.monotonic() + 5
    while tap.counts["from strangers"] < 2 and time.monotonic() < deadline:
        assert tap.take(0.05, 1000) == []
    assert (tap.counts["from strangers"], tap.counts["messages"]) == (2, 0)


def test_tcp_senders_wait_while_the_spool_is_full_and_nothing_is_lost(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.sources.taps.syslog._WAITING", 1000)
    monkeypatch.setattr("headcount.sources.taps.syslog._AGAIN", 0.01)
    tap = opened(bound=200_000)
    lines = [b"%d" % number + b"x" * 1000 for number in range(5000)]

    def send() -> None:
        with socket.create_connection(("127.0.0.1", tap.port), timeout=30) as sender:
            sender.sendall(b"".join(b"<13>a: %s\n" % line for line in lines))

    thread = threading.Thread(target=send)
    thread.start()
    deadline = time.monotonic() + 10
    while not tap.problem and time.monotonic() < deadline:
        time.sleep(0.01)
    assert tap.problem == "the spool is full: senders are made to wait"
    assert (tap.lag().bytes or 0) <= 200_000
    assert taken(tap, len(lines), 30).splitlines() == lines
    thread.join()
    assert tap.problem == ""


def test_datagrams_without_room_are_counted(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.sources.taps.syslog._WAITING", 1000)
    tap = opened(bound=1200)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(1, 21):  # one by one: what comes in one burst is taken in one piece
            sender.sendto(b"<13>a: " + b"x" * 500, ("127.0.0.1", tap.port))
            deadline = time.monotonic() + 10
            while tap.counts["dropped"] + tap.counts["messages"] < number and time.monotonic() < deadline:
                time.sleep(0.001)
    assert tap.counts["dropped"] > 10
    assert len(taken(tap, 20 - tap.counts["dropped"]).splitlines()) == 20 - tap.counts["dropped"]


def test_tls_with_octet_counting(opened: Open, tmp_path: Path) -> None:
    pair = self_signed(tmp_path)
    tap = opened(protocols=("tcp",), tls=Tls(*pair))
    context = ssl.create_default_context(cafile=pair[0])
    plain = socket.create_connection(("127.0.0.1", tap.port), timeout=5)
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as sender:
        sender.sendall(b"10 <13>a: one10 <13>a: two")
    assert taken(tap, 2) == b"one\ntwo\n"


def test_what_arrived_is_kept_when_it_is_closed(tmp_path: Path) -> None:
    tap = SyslogTap("127.0.0.1", 0, tmp_path)
    tap.resume({})
    tap.take(0.0, 1000)
    with socket.create_connection(("127.0.0.1", tap.port), timeout=5) as sender:
        sender.sendall(b"<13>a: one\n")
        deadline = time.monotonic() + 5
        while not tap.counts["messages"] and time.monotonic() < deadline:
            time.sleep(0.001)
        tap.close()
    again = SyslogTap("127.0.0.1", 0, tmp_path)
    again.resume({})
    assert taken(again, 1) == b"one\n"
    again.close()


def test_a_server_that_ended_is_told(opened: Open) -> None:
    tap = opened()
    assert tap.problem == ""
    tap._loop.call_soon_threadsafe(tap._closing.set)
    tap._spooled.join(10)
    assert tap.problem == "its server ended: start headcount again"


def test_what_cannot_be_configured(opened: Open, tmp_path: Path) -> None:
    tap = opened()
    with pytest.raises(ConfigError, match=re.escape(f"cannot listen on 127.0.0.1:{tap.port}: Address already in use")):
        SyslogTap("127.0.0.1", tap.port, tmp_path / "a")
    with pytest.raises(ConfigError, match=re.escape("senders are networks such as 192.0.2.0/24")):
        SyslogTap("127.0.0.1", 0, tmp_path / "b", senders=["shop"])
    with pytest.raises(ConfigError, match="another process uses this spool"):
        SyslogTap("127.0.0.1", 0, tmp_path / "spool0")
