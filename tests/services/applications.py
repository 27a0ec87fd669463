"""The same made site as a FastAPI, Django and Flask application, each wrapped as its page of the documentation says."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.gates.sites import ONE, Loose, many

CONFIG = """
[gate]
account_header = "X-Auth-User"

[policy]
mode = "enforce"

[[budgets]]
name = "day"
people = 30
lens = "account"
steps = [{ at = 1.0, action = "mask", mask = ["phone"] }]

[[routes]]
template = "/users/{id}"
subject = "id"
method = "GET"
entity = "user"
records = "people"
fields = [{ path = "phone", kind = "phone" }]

[[routes]]
template = "/users"
subject = "$.items[].id"
method = "GET"
entity = "user"
records = "people"
fields = [{ path = "items[].phone", kind = "phone" }]
"""
ANSWERS = {"/users": many(40), "/users/7": ONE, "/hello": b"hello"}
"""What the site answers."""


def written(folder: Path) -> Path:
    """The configuration as a file."""
    path = folder / "headcount.toml"
    path.write_text(CONFIG, "utf-8")
    return path


@contextmanager
def uvicorn(app: Loose) -> Iterator[int]:
    """The application under uvicorn, in a thread; its port."""
    from uvicorn import Config, Server  # noqa: PLC0415  # a test that lacks it is skipped

    server = Server(Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def wsgi(app: Loose) -> Iterator[int]:
    """The application under the standard library's server, in a thread; its port."""
    from wsgiref.simple_server import WSGIRequestHandler, make_server  # noqa: PLC0415  # only here

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
            """Say nothing."""

    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def story(port: int) -> None:
    """What every such site does: honest clients get the same bytes, too many people are masked."""
    from tests.services.envoy import get  # noqa: PLC0415  # only here

    status, headers, body = get(port, "/hello", {"X-Auth-User": "honest"})
    assert (status, body, "x-headcount-people" in headers) == (200, b"hello", False)
    status, headers, body = get(port, "/users/7", {"X-Auth-User": "honest"})
    assert (status, body, headers["x-headcount-people"]) == (200, ONE, "1")
    status, headers, body = get(port, "/users", {"X-Auth-User": "harvester"})
    assert (status, body, headers["x-headcount-people"]) == (200, many(40, masked=True), "40")
    assert headers["content-length"] == str(len(body))
    assert get(port, "/users/7", {"X-Auth-User": "honest"})[2] == ONE
