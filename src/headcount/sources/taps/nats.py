"""The NATS JetStream tap: the messages of one stream as lines, from the sequence where the ledger stands.

A pull consumer is made anew at every start, right after the ledger's place, and a request for messages is always open. Without
a durable name the consumer is the server's to forget and nothing is acknowledged. With one, messages are acknowledged once the
ledger has them, so that the server's own tools show how far headcount is, and a stream with work-queue retention is emptied.
A ledger that does not know the stream goes on where the durable consumer of that name stood.

Source: NATS documentation, JetStream wire API (ADR-1 consumer requests, ADR-9 idle heartbeats, ADR-13 pull details).
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import ssl
import threading
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from headcount.errors import ConfigError
from headcount.sources.taps.interface import Lag, Piece
from headcount.sources.taps.records import block_of
from headcount.sources.taps.retry import Pause

try:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.errors import Error
    from nats.js import JetStreamContext, api
    from nats.js.errors import NotFoundError
except ImportError as error:
    raise ConfigError("a tap of kind nats needs the package nats-py: install headcount[live]") from error

_T = TypeVar("_T")
_AHEAD = 4000
"""Messages asked for ahead of the ledger."""
_EXPIRES, _HEARTBEAT, _ANSWER = 30.0, 5.0, 10.0
"""Seconds that a request stays open, between two signs of life of an idle one, and that any other answer may take."""
_ACK_WAIT, _FORGOTTEN = 300.0, 300.0
"""Seconds after which the server sends again what was not acknowledged, and forgets a consumer without a durable name."""
_NANO = 1_000_000_000


class NatsTap:
    """Messages of a JetStream stream as lines."""

    def __init__(
        self,
        servers: Sequence[str],
        stream: str,
        *,
        name: str = "nats",
        subject: str = "",
        durable: str = "",
        credentials: str = "",
        tls: ssl.SSLContext | None = None,
        from_end: bool = False,
    ) -> None:
        """Nothing is connected yet.

        Args:
            servers: `nats://` or `tls://` addresses of one cluster, with user and password or token where needed.
            stream: the stream's name.
            name: what the tap is called.
            subject: only messages of this subject (with wildcards); empty for all.
            durable: the name of the consumer on the server; empty for one that leaves no trace.
            credentials: path of a credentials file (JWT and seed).
            tls: for certificates that the system does not know, or a client certificate.
            from_end: begin a stream that the ledger does not know with what comes from now on.

        Raises:
            ConfigError: a credentials file needs a package that is not installed.
        """
        if credentials and not importlib.util.find_spec("nkeys"):
            raise ConfigError(f"tap {name}: a credentials file needs the package nkeys: install headcount[live]")
        self.name = name
        self._stream, self._subject, self._durable, self._from_end = stream, subject, durable, from_end
        self._options: dict[str, Any] = {
            "servers": list(servers),
            "user_credentials": credentials or None,
            "tls": tls,
            "reconnect_time_wait": 0.1,
        }
        self._key = f"{name}:{stream}"
        self._pause, self._gap = Pause(), ""
        self._known: tuple[int, str] | None = None
        self._lines = 0
        self._safe = 0
        self._unacknowledged = dict[int, str]()
        self._connection: Client | None = None
        self._arrived = deque[tuple[int, bytes]]()
        self._last, self._delivered, self._due, self._next = 0, 0, 0, ""
        self._born, self._inbox = "", ""
        self._broken, self._consumer = "", ""
        self._news = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"tap {name}", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str:
        """What fails at present, or which messages are known to be missing."""
        return self._pause.problem or self._gap

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """Go on right after this message."""
        if known := positions.get(self._key):
            sequence, _, born = known[0].partition("@")
            self._known, self._safe, self._lines = (int(sequence), born), int(sequence), known[1]

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """Messages that came, as one piece."""
        if not self._pause.over(wait):
            return []
        try:
            messages = self._do(self._messages(wait, most), wait + 2 * _ANSWER)
        except (Error, OSError, TimeoutError, ValueError) as error:
            self._pause.failed(f"NATS cannot be read ({type(error).__name__})")
            self._abandon()
            return []
        self._pause.succeeded()
        if not messages:
            return []
        block, lines = block_of((data for _, data in messages), self._lines + 1)
        self._lines += lines
        last = messages[-1][0]
        self._known = (last, self._born)
        return [Piece(self._key, block, f"{last}@{self._born}")]

    def committed(self, positions: Mapping[str, str]) -> None:
        """Acknowledge the messages of a durable consumer; where that fails, the next consumer begins after them."""
        sequence, _, born = positions.get(self._key, "0@").partition("@")
        if self._durable and born == self._born:
            with suppress(Error, OSError, TimeoutError):
                self._do(self._acknowledge(int(sequence)), _ANSWER)

    def lag(self) -> Lag:
        """Messages of the stream (of the subject) after the last one taken, as the server knows it now."""
        if self._connection and not self._broken:
            with suppress(Error, OSError, TimeoutError):
                return Lag(self._do(self._waiting(), _ANSWER), None)
        return Lag(None, None)

    def close(self) -> None:
        """Close the connection and end the thread."""
        self._abandon()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_ANSWER)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, _T], patience: float) -> _T:
        """Run it in the connection's thread."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(patience)
        except TimeoutError:
            future.cancel()
            raise

    def _abandon(self) -> None:
        with suppress(Exception):  # it is given up whatever it says
            self._do(self._disconnect(), _ANSWER)

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        self._arrived.clear()
        self._unacknowledged.clear()
        if connection:
            with suppress(Error, OSError):
                await connection.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}  # the client's own, of this connection or of a failed attempt
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _messages(self, wait: float, most: int) -> list[tuple[int, bytes]]:
        if self._connection is None:
            await self._begin()
        await self._ask()
        if not self._arrived:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), wait)
        taken, size = list[tuple[int, bytes]](), 0
        while self._arrived and size < most:
            taken.append(self._arrived.popleft())
            size += len(taken[-1][1])
        if self._broken and not taken:
            raise Error(self._broken)
        return taken

    async def _begin(self) -> None:
        self._broken, self._due, self._delivered = "", 0, 0
        self._connection = connection = Client()  # known before it connects, so that a half-open connection is closed too
        await connection.connect(
            **self._options,
            allow_reconnect=False,  # a new consumer is needed anyway: the old one has delivered what nobody got
            connect_timeout=5,
            max_reconnect_attempts=1,
            ping_interval=20,
            error_cb=self._heard_of_error,
            disconnected_cb=self._heard_of_end,
            closed_cb=self._heard_of_end,
        )
        stream = connection.jetstream(timeout=_ANSWER)
        info = await stream.stream_info(self._stream)
        self._born = info.created.isoformat() if info.created else ""
        start = await self._start(stream, info)
        queue = info.config.retention == api.RetentionPolicy.WORK_QUEUE
        if queue and not self._durable:
            raise Error("a stream with work-queue retention needs a durable name")
        config = api.ConsumerConfig(
            durable_name=self._durable or None,
            deliver_policy=api.DeliverPolicy.ALL if queue else api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=None if queue else start + 1,
            ack_policy=api.AckPolicy.EXPLICIT if self._durable else api.AckPolicy.NONE,
            ack_wait=_ACK_WAIT if self._durable else None,
            max_ack_pending=-1 if self._durable else None,
            filter_subject=self._subject or None,
            inactive_threshold=None if self._durable else _FORGOTTEN,
            max_waiting=8,
        )
        consumer = await stream.add_consumer(self._stream, config)
        self._last, self._consumer = start, consumer.name
        self._next = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{consumer.name}"
        self._inbox = connection.new_inbox()
        await connection.subscribe(self._inbox, cb=self._heard, pending_msgs_limit=-1, pending_bytes_limit=-1)

    async def _start(self, stream: JetStreamContext, info: api.StreamInfo) -> int:
        """The sequence after which to go on; an earlier durable consumer of the name is removed."""
        stood = -1
        if self._durable:
            with suppress(NotFoundError):
                earlier = await stream.consumer_info(self._stream, self._durable)
                stood = earlier.ack_floor.stream_seq if earlier.ack_floor else 0
                await stream.delete_consumer(self._stream, self._durable)
        if self._known and self._known[1] == self._born:
            start = self._known[0]
        elif stood >= 0 and not self._known:
            start = stood
        else:
            start = info.state.last_seq if self._from_end and not self._known else 0
        if self._known and start + 1 < info.state.first_seq and info.config.retention == api.RetentionPolicy.LIMITS:
            self._gap = f"the stream {self._stream} was trimmed: messages may be gone that were never read"
        if not self._known or self._known[1] != self._born:
            self._known, self._safe = (start, self._born), 0
        return start

    async def _waiting(self) -> int | None:
        connection = self._connection
        if connection is None:
            return None
        about = await connection.jetstream(timeout=_ANSWER).consumer_info(self._stream, self._consumer)
        return (about.num_pending or 0) + len(self._arrived)

    async def _ask(self) -> None:
        """Keep a request open for as many messages as there is room for."""
        room = _AHEAD - len(self._arrived) - self._due
        if self._connection and not self._broken and room > _AHEAD // 2:
            request = {"batch": room, "expires": int(_EXPIRES * _NANO), "idle_heartbeat": int(_HEARTBEAT * _NANO)}
            self._due += room
            await self._connection.publish(self._next, json.dumps(request).encode(), self._inbox)

    async def _heard(self, message: Msg) -> None:
        status = message.headers.get("Status") if message.headers and not message.data else None
        if status:
            if status == "408":  # the request has expired
                self._due = max(self._due - int((message.headers or {}).get("Nats-Pending-Messages", self._due)), 0)
            elif status != "100":  # deleted, or the server is going away
                self._broken = f"consumer ended with status {status}"
            self._news.set()
            return
        tokens = message.reply.split(".")
        at = 5 if len(tokens) < 11 else 7  # with the domain and the account before the stream's name
        sequence, delivered = int(tokens[at]), int(tokens[at + 1])
        self._due -= 1
        if delivered != self._delivered + 1:
            self._broken = "a delivery is missing"
        self._delivered = delivered
        if self._durable:
            self._unacknowledged[sequence] = message.reply
            if sequence <= self._safe and self._connection:  # a process that was killed did not get to it
                await self._connection.publish(self._unacknowledged.pop(sequence), b"+ACK")
        if sequence > self._last and not self._broken:
            self._last = sequence
            self._arrived.append((sequence, message.data))
        self._news.set()

    async def _heard_of_error(self, error: Exception) -> None:
        self._broken = type(error).__name__
        self._news.set()

    async def _heard_of_end(self) -> None:
        self._broken = self._broken or "disconnected"
        self._news.set()

    async def _acknowledge(self, reached: int) -> None:
        self._safe = reached
        connection, safe = self._connection, [sequence for sequence in self._unacknowledged if sequence <= reached]
        if connection:
            for sequence in safe:
                await connection.publish(self._unacknowledged.pop(sequence), b"+ACK")
            await connection.flush(int(_ANSWER))
