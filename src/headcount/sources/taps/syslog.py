"""The syslog tap: messages over UDP, TCP and TLS, without their header, as lines.

Syslog has no answers. Over TCP and TLS a sender is made to wait while the spool is full, and loses what was on its way when
headcount is killed. Over UDP what finds no room is lost, and counted: ours by `dropped`, the kernel's by `dropped by the kernel`.

Source: RFC 5426 (UDP), RFC 6587 (TCP), RFC 5425 (TLS); frames and messages in `syslog_frames`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import struct
from collections import Counter, deque
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from headcount.errors import ConfigError
from headcount.sources.lines import DROPPED
from headcount.sources.taps.records import lines_of
from headcount.sources.taps.spool import BOUND, NoRoomError, Spool
from headcount.sources.taps.spooled import Spooled
from headcount.sources.taps.syslog_frames import CUT_OFF, Frames, message_of
from headcount.sources.taps.tls import Tls

_GULP, _DATAGRAM, _BURST = 64 << 10, 64 << 10, 500
"""Bytes read from a connection at once, bytes of the largest datagram, and datagrams read at once."""
_WAITING, _CHUNK = 4 << 20, 1 << 20
"""Bytes that wait for the disk, and bytes brought there at once."""
_RECEIVE, _SENDERS = 8 << 20, 256
"""Bytes that the kernel is asked to hold of datagrams, and connections at a time."""
_AGAIN, _PATIENCE = 0.2, 10.0
"""Seconds until the disk is tried again, and that closing takes at most."""
_OVERFLOWS, _RECEIVE_ANYWAY = 40, 33
"""Linux's SO_RXQ_OVFL (each datagram says how many were dropped before it) and SO_RCVBUFFORCE (SO_RCVBUF, for root)."""


class SyslogTap:
    """Messages that programs log. The server runs from the first `take` until `close`, in a thread of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        spool: Path,
        *,
        name: str = "syslog",
        protocols: Collection[str] = ("udp", "tcp"),
        senders: Sequence[str] = (),
        tls: Tls | None = None,
        keep_header: bool = False,
        bound: int = BOUND,
    ) -> None:
        """The address is taken at once.

        Args:
            host: address to listen on.
            port: port, of UDP and of TCP; 0 for any that is free, see `port` afterwards.
            spool: folder of the spool.
            name: what the tap is called.
            protocols: `udp`, `tcp` or both.
            senders: networks (CIDR) that may send; empty: this machine only.
            tls: TLS on the TCP port.
            keep_header: hand on the header too, for sources that read it.
            bound: bytes that may wait in the spool.

        Raises:
            ConfigError: the address, the certificate, a network or the spool cannot be used.
        """
        self.name, self.counts = name, Counter[str]()
        try:
            self._senders = [ipaddress.ip_network(sender) for sender in senders or ("127.0.0.0/8", "::1/128")]
        except ValueError as error:
            raise ConfigError(f"tap {name}: senders are networks such as 192.0.2.0/24: {error}") from error
        self._keep_header, self._tls = keep_header, tls.context(name) if tls else None
        self._tcp, self._udp, self.port = _listening(name, host, port, protocols)
        try:
            self._spool = Spool(spool, bound=bound)
        except ConfigError:
            self._close_sockets()
            raise
        self._spooled = spooled = Spooled(name, self._spool, self._run)
        self.resume, self.take, self.committed, self.lag = spooled.resume, spooled.take, spooled.committed, spooled.lag
        self._pending, self._size, self._overflows = deque[bytes](), 0, 0
        self._chunk = min(_CHUNK, bound // 4)
        self._work, self._room, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._connections = 0
        self._loop = asyncio.new_event_loop()

    @property
    def problem(self) -> str:
        """Why nobody is heard, why senders wait, or what of the spool could not be read."""
        return self._spooled.problem

    def close(self) -> None:
        """End the server; what has arrived goes to the disk first."""
        if self._spooled.serves:
            self._loop.call_soon_threadsafe(self._closing.set)
            self._spooled.join(_PATIENCE)
        self._loop.close()
        self._close_sockets()
        self._spool.close()

    def _close_sockets(self) -> None:
        for listening in (self._tcp, self._udp):
            if listening:
                listening.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._room.set()
        server = None
        if self._tcp:
            server = await asyncio.start_server(self._connected, sock=self._tcp, ssl=self._tls, limit=_GULP)
        if self._udp:
            self._loop.add_reader(self._udp, self._datagrams, self._udp)
        flushing = asyncio.ensure_future(self._flush())
        await self._closing.wait()
        if self._udp:
            self._datagrams(self._udp)
            self._loop.remove_reader(self._udp)
        if server:
            server.close()
        left = asyncio.all_tasks() - {asyncio.current_task(), flushing}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self._work.set()
        await flushing

    async def _flush(self) -> None:
        """Bring to the disk what has arrived, as much at once as has."""
        lines = bytearray()
        while True:
            self._work.clear()
            while self._pending and len(lines) < self._chunk:
                lines += self._pending.popleft()
            try:
                if lines:
                    await asyncio.to_thread(self._spool.append, bytes(lines))
            except NoRoomError as error:
                self._spooled.full = f"{error}: senders are made to wait"
                if self._closing.is_set():
                    return
                await asyncio.sleep(_AGAIN)
                continue
            self._size -= len(lines)
            lines, self._spooled.full = bytearray(), ""
            if self._size < _WAITING:
                self._room.set()
            if not self._pending:
                if self._closing.is_set():
                    return
                await self._work.wait()

    def _arrived(self, frames: Sequence[bytes]) -> None:
        for frame in frames:
            line = frame if self._keep_header or frame in {DROPPED, CUT_OFF} else message_of(frame)
            if line is None:
                self.counts["without header"] += 1
                line = frame
            self._pending.append(lines_of(line))
            self._size += len(self._pending[-1])
        if frames:
            self.counts["messages"] += len(frames)
            self._work.set()
        if self._size >= _WAITING:
            self._room.clear()

    def _may_send(self, address: str) -> bool:
        peer = ipaddress.ip_address(address.partition("%")[0])
        peer = (peer.ipv4_mapped or peer) if isinstance(peer, ipaddress.IPv6Address) else peer
        allowed = any(peer in network for network in self._senders)
        self.counts["from strangers"] += not allowed
        return allowed

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = Frames(self.counts)
        self._connections += 1
        try:
            if self._connections > _SENDERS:
                self.counts["connections refused"] += 1
            elif self._may_send(writer.get_extra_info("peername")[0]):
                while data := await reader.read(_GULP):
                    self._arrived(frames.feed(data))
                    await self._room.wait()
        except (OSError, ssl.SSLError):
            self.counts["connections broken"] += 1
        finally:
            self._connections -= 1
            self._arrived(frames.end())
            writer.close()

    def _datagrams(self, udp: socket.socket) -> None:
        frames = list[bytes]()
        with suppress(BlockingIOError):
            for _ in range(_BURST):
                frame, ancillary, _, address = udp.recvmsg(_DATAGRAM, 64)
                for level, kind, value in ancillary:
                    if level == socket.SOL_SOCKET and kind == _OVERFLOWS:
                        overflows: int = struct.unpack("=I", value[:4])[0]
                        self.counts["dropped by the kernel"] += (overflows - self._overflows) & 0xFFFFFFFF
                        self._overflows = overflows
                if not self._may_send(address[0]):
                    continue
                if self._room.is_set():
                    frames.append(frame.rstrip(b"\n\x00"))
                else:
                    self.counts["dropped"] += 1
        self._arrived(frames)


def _listening(
    name: str, host: str, port: int, protocols: Collection[str]
) -> tuple[socket.socket | None, socket.socket | None, int]:
    """Sockets of TCP and of UDP on the same port, and the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tcp = udp = None
    try:
        if "tcp" in protocols:
            tcp = socket.create_server((host, port), family=family)
            port = tcp.getsockname()[1]
        if "udp" in protocols:
            udp = socket.socket(family, socket.SOCK_DGRAM)
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE)  # as much of it as net.core.rmem_max allows
            with suppress(PermissionError):
                udp.setsockopt(socket.SOL_SOCKET, _RECEIVE_ANYWAY, _RECEIVE)
            udp.setsockopt(socket.SOL_SOCKET, _OVERFLOWS, 1)
            udp.settimeout(0.0)
            udp.bind((host, port))
            port = udp.getsockname()[1]
    except OSError as error:
        for opened in (tcp, udp):
            if opened:
                opened.close()
        raise ConfigError(f"tap {name}: cannot listen on {host}:{port}: {error.strerror}") from error
    return tcp, udp, port
