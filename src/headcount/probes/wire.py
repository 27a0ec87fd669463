"""Connections to one store: bounded in bytes, seconds and number, whatever the other side does."""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from headcount.errors import HeadcountError
from headcount.probes.seen import Seen


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one store is asked at the most."""

    seconds: float = 20.0
    """For all of it."""
    patience: float = 5.0
    """For one answer."""
    received: int = 8 << 20
    """Bytes taken from it."""
    connections: int = 30
    """Opened one after the other."""
    rows: int = 200
    """Rows, documents or values that are looked at."""
    containers: int = 20
    """Tables, indices, buckets ... that are sampled."""
    pause: float = 0.05
    """Seconds between two connections, and between two questions on one that is kept."""


class EndedError(HeadcountError):
    """Nothing more can be found out about a store."""

    def __init__(self, why: str, seen: Seen | None = None) -> None:
        """`why` is a fixed phrase without what the store sent; `seen` is what was known by then."""
        super().__init__(why)
        self.why, self.seen = why, seen


class UnreachableError(EndedError):
    """Nobody answers there."""


class CertificateWantedError(EndedError):
    """It lets nobody in without a certificate of ours."""


_WANTED = {"TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_BAD_CERTIFICATE", "TLSV1_ALERT_CERTIFICATE_REQUIRED"}
"""What a store says that asks for one: in TLS 1.3 (RFC 8446, 6.2) and, among others, in Go's TLS 1.2."""


class Line:
    """Opens connections to one host, and to no other."""

    def __init__(self, host: str, port: int, bounds: Bounds = Bounds(), address: str = "") -> None:  # frozen
        """Nothing is opened yet; `address` is the one of the host that is meant, where it has several."""
        self.host, self.port, self.bounds = host, port, bounds
        self.address = address or host
        """What is connected to; `host` is what it is called in TLS and HTTP."""
        self._deadline = time.monotonic() + bounds.seconds
        self._left, self._connections, self._last = bounds.received, bounds.connections, 0.0

    @contextlib.contextmanager
    def open(self, *, tls: bool = False, port: int = 0) -> Iterator[Wire]:
        """A new connection, to another port of the same host where the store's protocol says so (FTP, portmapper).

        Raises:
            UnreachableError: nobody answers.
            EndedError: a bound is reached, or TLS cannot be agreed on.
        """
        if self._connections <= 0:
            raise EndedError("as many connections as allowed were opened")
        self._connections -= 1
        self.pace()
        try:
            made = socket.create_connection((self.address, port or self.port), timeout=self.patience())
        except (OSError, UnicodeError) as error:  # of a name that cannot be one
            raise UnreachableError(f"nobody answers there ({_why(error)})") from error
        wire = Wire(self, made)
        try:
            if tls:
                wire.encrypt()
            yield wire
        finally:
            wire.close()

    def pace(self) -> None:
        """Wait until the next question may be asked."""
        time.sleep(max(0.0, min(self._last + self.bounds.pause - time.monotonic(), self.bounds.pause)))
        self._last = time.monotonic()

    def patience(self) -> float:
        """Seconds to wait for the next bytes.

        Raises:
            EndedError: there is no time left.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise EndedError("it took longer than a store may take")
        return min(left, self.bounds.patience)

    def took(self, received: int) -> None:
        """Count bytes.

        Raises:
            EndedError: there were more than a store may send.
        """
        self._left -= received
        if self._left < 0:
            raise EndedError("it sends more than a store may send")


class Wire:
    """One connection."""

    def __init__(self, line: Line, made: socket.socket) -> None:
        """`made` is connected."""
        self._line, self._socket = line, made
        self._had = b""
        self.trusted: bool | None = None
        """Whether the certificate is one that this machine trusts for this name; None without TLS."""

    def encrypt(self) -> None:
        """Speak TLS from now on, with whatever certificate: nothing secret is sent.

        Raises:
            EndedError: that cannot be agreed on.
        """
        try:
            self._socket.settimeout(self._line.patience())
            self._socket = _lax().wrap_socket(self._socket, server_hostname=self._line.host)
        except (OSError, ValueError) as error:
            raise _ended(error, "it does not speak TLS") from error
        self.trusted = False

    def send(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            EndedError: the other side does not take it.
        """
        try:
            self._socket.settimeout(self._line.patience())
            self._socket.sendall(data)
        except OSError as error:
            raise _ended(error, "it hung up") from error

    def some(self, most: int = 65_536) -> bytes:
        """The next bytes, at least one; empty at the end.

        Raises:
            EndedError: a bound is reached.
        """
        if self._had:
            had, self._had = self._had[:most], self._had[most:]
            return had
        try:
            self._socket.settimeout(self._line.patience())
            told = self._socket.recv(min(most, 65_536))
        except TimeoutError as error:
            self._line.patience()  # it is over altogether
            raise EndedError("it does not answer") from error
        except OSError as error:
            raise _ended(error, "it hung up") from error
        self._line.took(len(told))
        return told

    def exactly(self, count: int) -> bytes:
        """So many bytes.

        Raises:
            EndedError: they do not come.
        """
        parts = bytearray()
        while len(parts) < count:
            told = self.some(count - len(parts))
            if not told:
                raise EndedError("its answer ends in the middle")
            parts += told
        return bytes(parts)

    def until(self, mark: bytes, most: int = 65_536) -> bytes:
        """Everything up to and with `mark`.

        Raises:
            EndedError: it does not come within `most` bytes.
        """
        parts = bytearray()
        while (at := parts.find(mark)) < 0:
            if len(parts) > most:
                raise EndedError("its answer is none of this product's")
            told = self.some()
            if not told:
                raise EndedError("its answer ends in the middle")
            parts += told
        end = at + len(mark)
        self._had = bytes(parts[end:]) + self._had
        return bytes(parts[:end])

    def sendall(self, data: bytes) -> None:
        """As `send`: `http.client` calls it so."""
        self.send(data)

    def makefile(self, mode: str = "rb") -> io.BufferedReader:
        """A file to read answers from: `http.client` asks for it."""
        del mode
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._socket.close()


class _Incoming(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands in
        told = self._wire.some(len(buffer))
        buffer[: len(told)] = told
        return len(told)


@cache
def _lax() -> ssl.SSLContext:
    """Takes whatever certificate, so it needs none of the machine's own list, which takes long to read.

    Old versions and ciphers too: a store that speaks nothing newer is not closed by that.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _ended(error: BaseException, what: str) -> EndedError:
    if isinstance(error, ssl.SSLError) and error.reason in _WANTED:
        return CertificateWantedError("it asks for a certificate of ours")
    return EndedError(f"{what} ({_why(error)})")


def _why(error: BaseException) -> str:
    """In fixed words: never what the other side wrote."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, socket.gaierror):
        return "no such name"
    return type(error).__name__
