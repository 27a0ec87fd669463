"""The NATS tap on a real server with JetStream: killed, cut off, trimmed, made anew."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from headcount.sources.taps.interface import Piece
from tests.services.brokers import Broker, found, nats_server
from tests.services.exactly_once import check, contents, killed_again_and_again, until_counted

nats = pytest.importorskip("nats", reason="the package nats-py is not installed: headcount[live]")
from headcount.sources.taps.nats import NatsTap  # noqa: E402 - needs the package

KILLS = int(os.environ.get("KILLS", "10"))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    if not found("nats-server"):
        pytest.skip("nats-server is not installed: tests/services/install.sh does it, as root on Debian")
    with nats_server(tmp_path) as running:
        yield running


def url(broker: Broker) -> str:
    return f"nats://127.0.0.1:{broker.port}"


def on(broker: Broker, work: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:  # noqa: ANN401 - whatever the work gives
    """Do something with JetStream."""

    async def connected() -> Any:  # noqa: ANN401 - as above
        async with await nats.connect(url(broker), connect_timeout=5) as connection:
            return await work(connection.jetstream())

    return asyncio.run(connected())


def make(broker: Broker, **more: object) -> None:
    on(broker, lambda stream: stream.add_stream(name="access", subjects=["access.>"], **more))


def publish(broker: Broker, lines: Sequence[bytes], subject: str = "access.shop") -> None:
    async def all_of_them(stream: Any) -> None:  # noqa: ANN401 - the client's own type is not known without the package
        for start in range(0, len(lines), 200):
            await asyncio.gather(*(stream.publish(subject, line) for line in lines[start : start + 200]))

    on(broker, all_of_them)


def text(pieces: Sequence[Piece]) -> bytes:
    return b"".join(piece.block.data[: piece.block.size].tobytes() for piece in pieces)


def taken(tap: NatsTap, lines: int) -> bytes:
    got, deadline = b"", time.monotonic() + 10
    while got.count(b"\n") < lines and time.monotonic() < deadline:
        got += text(tap.take(0.2, 1 << 20))
    return got


@pytest.mark.parametrize(
    ("durable", "retention", "kills"),
    [("", "limits", KILLS), ("headcount", "limits", KILLS // 2), ("headcount", "workqueue", KILLS // 2)],
)
def test_nothing_lost_nothing_twice(durable: str, retention: str, kills: int, broker: Broker, tmp_path: Path) -> None:
    make(broker, retention=retention)
    lines, ledger = contents(kills * 1000), tmp_path / "ledger"
    settings: dict[str, Any] = {"servers": [url(broker)], "stream": "access", "durable": durable}
    killed_again_and_again(NatsTap, settings, ledger, kills, lines, lambda some: publish(broker, some))
    tap = NatsTap(**settings)
    until_counted(tap, ledger, len(lines))
    check(ledger, lines)
    assert tap.problem == ""
    assert tap.lag().records == 0
    tap.close()
    if durable:
        assert on(broker, lambda stream: stream.consumer_info("access", durable)).num_ack_pending == 0
    kept = on(broker, lambda stream: stream.stream_info("access")).state.messages
    assert kept == (0 if retention == "workqueue" else len(lines))


@pytest.mark.parametrize("durable", ["", "headcount"])
def test_broker_killed_in_the_middle_and_away_at_the_start(durable: str, broker: Broker, tmp_path: Path) -> None:
    make(broker)
    lines, ledger = contents(8000), tmp_path / "ledger"
    publish(broker, lines[:4000])
    broker.stop()
    tap = NatsTap([url(broker)], "access", durable=durable)
    assert tap.take(0.0, 1000) == []
    assert tap.problem == "NATS cannot be read (NoServersError)"
    broker.start()

    def restarts() -> None:
        for pause in (0.05, 0.3, 0.12, 0.21):
            threading.Event().wait(pause)
            broker.stop(signal.SIGKILL)
            broker.start()
        publish(broker, lines[4000:])

    thread = threading.Thread(target=restarts)
    thread.start()
    until_counted(tap, ledger, len(lines), most=1000)
    thread.join()
    check(ledger, lines)
    assert tap.problem == ""
    tap.close()


def test_one_subject_of_many_and_several_lines_in_a_message(broker: Broker) -> None:
    make(broker)
    publish(broker, [b"a", b"b\nc"], "access.shop")
    publish(broker, [b"other"], "access.blog")
    publish(broker, [b""], "access.shop")
    tap = NatsTap([url(broker)], "access", name="edge", subject="access.shop")
    (piece,) = tap.take(5.0, 1 << 20)
    assert text([piece]) + taken(tap, 4 - text([piece]).count(b"\n")) == b"a\nb\nc\n\n"
    assert piece.stream == "edge:access"
    assert piece.block.first_line == 1
    tap.close()


def test_from_the_end(broker: Broker) -> None:
    make(broker)
    publish(broker, [b"before"])
    tap = NatsTap([url(broker)], "access", from_end=True)
    assert tap.take(0.2, 1000) == []
    publish(broker, [b"after"])
    assert taken(tap, 1) == b"after\n"
    tap.close()


def test_trimmed_and_made_anew(broker: Broker) -> None:
    make(broker)
    publish(broker, [b"%d" % number for number in range(10)])
    tap = NatsTap([url(broker)], "access")
    assert taken(tap, 10) == b"".join(b"%d\n" % number for number in range(10))
    tap.close()
    publish(broker, [b"%d" % number for number in range(10, 20)])
    on(broker, lambda stream: stream.purge_stream("access", keep=5))
    born = on(broker, lambda stream: stream.stream_info("access")).created.isoformat()
    again = NatsTap([url(broker)], "access")
    again.resume({"nats:access": (f"10@{born}", 10)})
    (rest,) = again.take(5.0, 1 << 20)
    assert text([rest]) + taken(again, 5 - text([rest]).count(b"\n")) == b"15\n16\n17\n18\n19\n"
    assert rest.block.first_line == 11
    assert again.problem == "the stream access was trimmed: messages may be gone that were never read"
    on(broker, lambda stream: stream.delete_stream("access"))
    make(broker)
    publish(broker, [b"new"])
    assert taken(again, 1) == b"new\n"
    again.close()


def test_a_queue_is_emptied_of_what_the_ledger_had_before_a_kill(broker: Broker) -> None:
    make(broker, retention="workqueue")
    publish(broker, [b"1", b"2", b"3"])
    first = NatsTap([url(broker)], "access", durable="headcount")
    (piece,) = first.take(5.0, 1)
    first.close()  # the ledger has it, and the acknowledgement was never sent
    second = NatsTap([url(broker)], "access", durable="headcount")
    second.resume({piece.stream: (piece.position, 1)})
    assert taken(second, 2) == b"2\n3\n"
    second.close()
    assert on(broker, lambda stream: stream.stream_info("access")).state.messages == 2


def test_a_new_ledger_goes_on_where_the_durable_consumer_stood(broker: Broker) -> None:
    make(broker)
    publish(broker, [b"1", b"2", b"3"])
    first = NatsTap([url(broker)], "access", durable="headcount")
    (piece,) = first.take(5.0, 1)
    first.committed({piece.stream: piece.position})
    first.close()
    second = NatsTap([url(broker)], "access", durable="headcount")
    assert taken(second, 2) == b"2\n3\n"
    second.close()
