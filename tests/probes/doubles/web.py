"""A server of HTTP whose answers a function makes: what doubles of products are built on."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    """Without its query, and not escaped."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes

    def shows(self, user: str, password: str) -> bool:
        """Whether it has this credential, the basic way."""
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        return self.headers.get("authorization", "") == f"Basic {pair}"


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int = 200
    body: object = None
    """Bytes as they are; anything else as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)


Answers = Callable[[Asked], Said]


@dataclass
class Running:
    """A double that answers."""

    port: int
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def running(answers: Answers) -> Iterator[Running]:
    """It answers on loopback until the test ends, and keeps connections open."""
    made = Running(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer in one piece

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            one = Asked(self.command, unquote(parts.path), query, headers, body)
            made.asked.append(one)
            said = answers(one)
            told = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {"Content-Type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = _answer  # noqa: N815  # as the standard library calls them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def table(paths: Mapping[str, Said]) -> Answers:
    """Answers by path; 404 for any other."""
    return lambda one: paths.get(one.path, Said(404, {}))
