"""The Redis tap on a real Redis: killed, cut off, trimmed, shared."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from headcount.sources.taps.interface import Piece
from tests.services.brokers import Broker, found, redis_server
from tests.services.exactly_once import check, contents, killed_again_and_again, until_counted

redis = pytest.importorskip("redis", reason="the package redis is not installed: headcount[live]")
from headcount.sources.taps.redis_streams import RedisStreamsTap  # noqa: E402 - needs the package

KILLS = int(os.environ.get("KILLS", "10"))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if not found("redis-server"):
        pytest.skip("redis-server is not installed: tests/services/install.sh does it, as root on Debian")
    with redis_server(tmp_path) as running:
        yield running


def client(broker: Broker) -> Any:  # noqa: ANN401 - the client's own type is not known without the package
    return redis.Redis(port=broker.port)


def add(broker: Broker, key: str, lines: list[bytes]) -> None:
    pipe = client(broker).pipeline(transaction=False)
    for line in lines:
        pipe.xadd(key, {"line": line})
    pipe.execute()


def url(broker: Broker) -> str:
    return f"redis://127.0.0.1:{broker.port}/0"


def text(pieces: list[Piece]) -> bytes:
    return b"".join(piece.block.data[: piece.block.size].tobytes() for piece in pieces)


@pytest.mark.parametrize(("group", "kills"), [("", KILLS // 2), ("people", KILLS)])
def test_nothing_lost_nothing_twice(group: str, kills: int, broker: Broker, tmp_path: Path) -> None:
    lines, ledger, keys = contents(kills * 1000), tmp_path / "ledger", itertools.cycle("ab")
    settings: dict[str, Any] = {"url": url(broker), "keys": ["a", "b"], "group": group}
    killed_again_and_again(RedisStreamsTap, settings, ledger, kills, lines, lambda some: add(broker, next(keys), some))
    tap = RedisStreamsTap(**settings)
    until_counted(tap, ledger, len(lines))
    check(ledger, lines)
    assert tap.problem == ""
    assert tap.lag().records == 0
    if group:
        assert [client(broker).xpending(key, group)["pending"] for key in ("a", "b")] == [0, 0]
    tap.close()


@pytest.mark.parametrize("group", ["", "people"])
def test_broker_killed_in_the_middle_and_away_at_the_start(group: str, broker: Broker, tmp_path: Path) -> None:
    lines, ledger = contents(20_000), tmp_path / "ledger"
    add(broker, "a", lines[:10_000])
    broker.stop(signal.SIGKILL)
    tap = RedisStreamsTap(url(broker), ["a"], group=group)
    assert tap.take(0.0, 1000) == []
    assert tap.problem == "Redis cannot be read (ConnectionError)"
    broker.start()

    def restarts() -> None:
        for pause in (0.05, 0.3, 0.12, 0.21):
            threading.Event().wait(pause)
            broker.stop(signal.SIGKILL)
            broker.start()
        add(broker, "a", lines[10_000:])

    thread = threading.Thread(target=restarts)
    thread.start()
    until_counted(tap, ledger, len(lines), most=1)
    thread.join()
    check(ledger, lines)
    assert tap.problem == ""
    tap.close()


def test_two_share_a_group(broker: Broker, tmp_path: Path) -> None:
    lines = contents(9000)
    add(broker, "a", lines)
    taps = [RedisStreamsTap(url(broker), ["a"], group="people", consumer=name) for name in ("one", "two")]
    shares = [[piece for _ in range(3) for piece in tap.take(0.0, 1)] for tap in (taps[0], taps[1])]
    assert [text(share).count(b"\n") for share in shares] == [6000, 3000]
    assert sorted((text(shares[0]) + text(shares[1])).splitlines()) == sorted(lines)
    assert tmp_path.exists()
    for tap in taps:
        tap.close()


def test_fields(broker: Broker) -> None:
    server = client(broker)
    server.xadd("a", {"line": "first\nsecond"})
    server.xadd("a", {"line": "third", "host": "shop"})
    server.xadd("a", {"host": "shop"})
    server.xadd("b", {"method": "GET", "path": b"/\xff"})
    named = RedisStreamsTap(url(broker), ["a"], field="line")
    assert text(list(named.take(0.0, 1000))) == b"first\nsecond\nthird\n\n"
    alone = RedisStreamsTap(url(broker), ["a", "b"], name="shop")
    pieces = alone.take(0.0, 1000)
    assert [piece.stream for piece in pieces] == ["shop:a", "shop:b"]
    assert text(list(pieces)) == (
        b'first\nsecond\n{"line":"third","host":"shop"}\nshop\n{"method":"GET","path":"/\xef\xbf\xbd"}\n'
    )
    named.close()
    alone.close()


def test_from_the_end(broker: Broker) -> None:
    add(broker, "a", [b"before"])
    tap = RedisStreamsTap(url(broker), ["a"], from_end=True)
    assert tap.take(0.0, 1000) == []
    add(broker, "a", [b"after"])
    assert text(list(tap.take(1.0, 1000))) == b"after\n"
    tap.close()


def test_trimmed_and_made_anew(broker: Broker) -> None:
    add(broker, "a", [b"%d" % number for number in range(10)])
    tap = RedisStreamsTap(url(broker), ["a"])
    (piece,) = tap.take(0.0, 1000)
    tap.close()
    server = client(broker)
    add(broker, "a", [b"%d" % number for number in range(10, 20)])
    server.xtrim("a", maxlen=5, approximate=False)
    again = RedisStreamsTap(url(broker), ["a"])
    again.resume({piece.stream: (piece.position, 10)})
    (rest,) = again.take(0.0, 1000)
    assert text([rest]) == b"15\n16\n17\n18\n19\n"
    assert rest.block.first_line == 11
    assert again.problem == "the stream a was trimmed: entries may be gone that were never read"
    again.close()
    server.delete("a")
    server.xadd("a", {"line": "new"}, id="1-1")
    third = RedisStreamsTap(url(broker), ["a"])
    third.resume({piece.stream: (rest.position, 15)})
    (fresh,) = third.take(0.0, 1000)
    assert (text([fresh]), fresh.position, third.problem) == (b"new\n", "1-1", "")
    third.close()


def test_lag(broker: Broker) -> None:
    add(broker, "a", [b"%d" % number for number in range(10)])
    tap = RedisStreamsTap(url(broker), ["a"])
    tap.take(0.0, 1)
    assert tap.lag().records == 0
    add(broker, "a", [b"more"] * 7)
    assert tap.lag().records == 7
    tap.close()


def test_an_entry_that_was_deleted_while_it_waited_for_a_dead_consumer(broker: Broker) -> None:
    add(broker, "a", [b"1", b"2", b"3"])
    first = RedisStreamsTap(url(broker), ["a"], group="people")
    assert text(list(first.take(0.0, 1000))) == b"1\n2\n3\n"
    first.close()
    server = client(broker)
    (_, (second, _), _) = server.xrange("a")
    server.xdel("a", second)
    again = RedisStreamsTap(url(broker), ["a"], group="people")
    (piece,) = again.take(0.0, 1000)
    assert text([piece]) == b"1\n3\n"
    again.committed({piece.stream: piece.position})
    assert server.xpending("a", "people")["pending"] == 0
    again.close()
