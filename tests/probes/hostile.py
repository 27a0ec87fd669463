"""Servers that do not behave: on loopback, each in a thread of its own, ended with the test."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

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
            with one, contextlib.suppress(OSError):
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

    def __getattr__(self, name: str) -> object:
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


HOSTILE: dict[str, Talk] = {
    "silent": silent,
    "garbage": garbage,
    "endless": endless,
    "trickle": trickle,
    "hangs-up": hangs_up,
    "closes": closes,
    "redirects": redirects,
}
"""All of them, by name."""
