"""Receivers on loopback: they keep what they were sent and answer what the test says."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

from headcount.alerts.interface import Message
from headcount.model.alert import Alert, Concern

FOUND = Alert(Concern.FINDING, 1_760_000_000_000_000, "slow_crawl", "finding:slow_crawl:12", "account", 4312, 4312)
MESSAGE = Message("msg-1", 1_760_000_000, "headcount: 1 finding", ("slow_crawl: <1> account & more",), (FOUND,))


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """Where to send, what came, and what is answered."""

    url: str = ""
    status: int = 200
    answer: bytes = b"ok"
    location: str = ""
    came: list[Received] = field(default_factory=list)


@contextmanager
def receiver(answer: bytes = b"ok", status: int = 200, location: str = "") -> Iterator[Receiver]:
    """A receiver on a free port, until the test is done with it."""
    said = Receiver(status=status, answer=answer, location=location)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said.came.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(said.status)
            if said.location:
                self.send_header("Location", said.location)
            self.send_header("Content-Length", str(len(said.answer)))
            self.end_headers()
            self.wfile.write(said.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        said.url = f"http://127.0.0.1:{server.server_port}/hook"
        try:
            yield said
        finally:
            server.shutdown()
            thread.join()
