"""Servers that do not behave: on loopback, each in a thread of its own, ended with the test."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Talk = Callable[[socket.socket], None]
ELSEWHERE = "203.0.113.9"
"""Where redirects lead, which nobody may ever follow (RFC 5737)."""
SECRET = b"138-0013-8000 wang.fang@example.com"
"""What a server says and no output of ours may repeat."""


@dataclass
class Hostile:
    """One server."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    """What came in, by connection."""


@contextmanager
def server(talk: Talk) -> Iterator[Hostile]:
    """Every connection is handed to `talk`; what it reads through `listen` is remembered."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        made, ended = Hostile(door.getsockname()[1]), threading.Event()
        door.settimeout(0.05)
        open_ones: list[socket.socket] = []

        def each(one: socket.socket) -> None:
            with one, contextlib.suppress(OSError, ValueError):
                one.settimeout(5)
                talk(one)

        def accept() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError, OSError):
                    one, _ = door.accept()
                    open_ones.append(one)
                    threading.Thread(target=each, args=(_Ears(one, made.heard),), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            ended.set()
            for one in open_ones:
                with contextlib.suppress(OSError):
                    one.close()
            thread.join(2)


class _Ears:
    """A socket that remembers what it was told."""

    def __init__(self, one: socket.socket, heard: list[bytes]) -> None:
        self._one, self._heard, self._at = one, heard, len(heard)
        heard.append(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._one.close()

    def recv(self, most: int) -> bytes:
        told = self._one.recv(most)
        self._heard[self._at] += told
        return told

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a socket has
        return getattr(self._one, name)


def silent(one: socket.socket) -> None:
    """Take the connection, and never answer."""
    while one.recv(4096):
        pass


def garbage(one: socket.socket) -> None:
    """Answer with what no protocol says."""
    one.recv(4096)
    one.sendall(bytes(range(256)) * 8 + SECRET + b"\r\n\r\n")


def endless(one: socket.socket) -> None:
    """Never stop answering."""
    one.recv(4096)
    one.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        one.sendall(b"*1000000\r\n$1000000\r\n" + SECRET * 1000)


def trickle(one: socket.socket) -> None:
    """Answer a byte at a time, for ever."""
    one.recv(4096)
    waiting = threading.Event()
    while True:
        one.sendall(b"+")
        waiting.wait(0.05)


def hangs_up(one: socket.socket) -> None:
    """Close in the middle of an answer."""
    one.recv(4096)
    one.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{"version": {')


def closes(one: socket.socket) -> None:
    """Close at once."""
    one.close()


def redirects(one: socket.socket) -> None:
    """Send whoever asks elsewhere."""
    one.recv(4096)
    one.sendall(f"HTTP/1.1 302 Found\r\nLocation: http://{ELSEWHERE}/\r\nContent-Length: 0\r\n\r\n".encode())


def redirects_after_asking(one: socket.socket) -> None:
    """Ask for a credential, and send whoever shows one elsewhere."""
    asked = one.recv(65_536)
    if b"authorization:" in asked.lower():
        redirects(cast("socket.socket", _Said(one, asked)))
    else:
        one.sendall(
            b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 44\r\n\r\n" + SECRET + b"{}" * 5
        )


def claims(one: socket.socket) -> None:
    """Claim more than anybody can send, and stop."""
    one.recv(4096)
    one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n[" + SECRET)
    while one.recv(4096):
        pass


def deep(one: socket.socket) -> None:
    """Answer with JSON that never comes to an end inwards."""
    one.recv(4096)
    one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + b"[" * 90_000)


def goes_on(one: socket.socket) -> None:
    """Say for ever that the answer is about to come."""
    one.recv(4096)
    while True:
        one.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def echoes(one: socket.socket) -> None:
    """Say everything back."""
    while told := one.recv(4096):
        one.sendall(told)


def greets(one: socket.socket) -> None:
    """Speak first, and another protocol."""
    one.sendall(b"SSH-2.0-OpenSSH_9.2 " + SECRET + b"\r\n")
    one.recv(4096)
    one.sendall(b"220 " + SECRET + b" ready\r\n" + bytes(64))


class _Said:
    """A connection whose first words were heard already."""

    def __init__(self, one: socket.socket, had: bytes) -> None:
        self._one, self._had = one, had

    def recv(self, most: int) -> bytes:
        had, self._had = self._had[:most], self._had[most:]
        return had or self._one.recv(most)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a socket has
        return getattr(self._one, name)


def with_bad_certificate(talk: Talk) -> Talk:
    """The same over TLS, with a certificate of nobody's, for another name, that is over."""

    def wrapped(one: socket.socket) -> None:
        ears = cast("_Ears", one)
        with _context().wrap_socket(ears._one, server_side=True) as inner:
            talk(cast("socket.socket", _Ears(inner, ears._heard)))

    return wrapped


def wants_certificate(one: socket.socket) -> None:
    """Let nobody in who has no certificate, and say so as TLS 1.3 does."""
    context = _context.__wrapped__()
    context.verify_mode, context.minimum_version = ssl.CERT_REQUIRED, ssl.TLSVersion.TLSv1_3
    with context.wrap_socket(cast("_Ears", one)._one, server_side=True) as inner:
        inner.recv(4096)


@cache
def _context() -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "other.example")])
    began = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    signed = made.not_valid_before(began).not_valid_after(began + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        plain = serialization.NoEncryption()
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
        file.write(signed.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context


HOSTILE: dict[str, Talk] = {
    "silent": silent,
    "garbage": garbage,
    "endless": endless,
    "trickle": trickle,
    "hangs-up": hangs_up,
    "closes": closes,
    "redirects": redirects,
    "claims": claims,
    "deep": deep,
    "goes-on": goes_on,
    "echoes": echoes,
    "greets": greets,
    "bad-certificate-garbage": with_bad_certificate(garbage),
    "bad-certificate-redirects": with_bad_certificate(redirects),
}
"""All of them that ask for no credential, by name."""
