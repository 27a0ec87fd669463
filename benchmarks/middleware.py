"""What the middlewares add to a request whose answer need not be read: `python -m benchmarks.middleware`.

A bare application is called with and without the middleware, in turn, in one process and without a server: what is printed is
the CPU time of headcount alone, in microseconds a request, in the best of many rounds (what else the machine does only adds to
it). The claim is at most 20 for ASGI. Each request has
twelve headers, as browsers send them, one of them with the account, of which there are 500; budgets are counted exactly.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.config import Config
from headcount.gates import asgi, wsgi
from headcount.gates.answers import AnswerGate
from headcount.gates.site import joined

ROUNDS, REQUESTS = 400, 50
CONFIG = {
    "routes": [
        {"template": "/users/{id}", "subject": "id", "records": "people", "kinds": ["phone"]},
        {"template": "/orders/{id}", "subject": "id"},
    ],
    "budgets": [{"name": "day", "people": 10_000_000, "lens": "account", "mode": "enforce"}],
    "gate": {"account_header": "X-Auth-User"},
}
ACCOUNT = "x-auth-user"
HEADERS = {
    "host": "shop.example",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "accept": "text/html,application/xhtml+xml",
    "accept-language": "en-US,en;q=0.5",
    "accept-encoding": "gzip, deflate, br",
    "connection": "keep-alive",
    "cookie": "sessionid=made",
    ACCOUNT: "clerk-7",
    "x-forwarded-for": "192.0.2.7",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "priority": "u=0, i",
}


def over_asgi(made: AnswerGate | None, target: str) -> Callable[[int], float]:
    """Seconds of so many requests of different records."""

    async def bare(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b"hello"})

    async def nowhere(_: Any) -> None:  # noqa: ANN401 - as above
        return

    app: Any = bare if made is None else asgi.HeadcountMiddleware(bare, made)
    headers = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name != ACCOUNT]

    async def run(first: int) -> float:
        scopes = [
            {
                "type": "http",
                "method": "GET",
                "path": target.format(first + number),
                "raw_path": target.format(first + number).encode(),
                "query_string": b"",
                "headers": [*headers, (ACCOUNT.encode(), f"clerk-{(first + number) % 500}".encode())],
                "client": ("127.0.0.1", 1),
            }
            for number in range(REQUESTS)
        ]
        start = time.process_time()
        for scope in scopes:
            await app(scope, None, nowhere)
        return time.process_time() - start

    return lambda first: asyncio.run(run(first))


def over_wsgi(made: AnswerGate | None, target: str) -> Callable[[int], float]:
    """The same over WSGI."""

    def bare(_environ: Any, start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - as WSGI has it
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"hello"]

    app: Any = bare if made is None else wsgi.HeadcountMiddleware(bare, made)
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in HEADERS.items()}

    def run(first: int) -> float:
        environs = [
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": target.format(first + number),
                "REMOTE_ADDR": "127.0.0.1",
                **headers,
                "HTTP_X_AUTH_USER": f"clerk-{(first + number) % 500}",
            }
            for number in range(REQUESTS)
        ]
        start = time.process_time()
        for environ in environs:
            app(environ, lambda *_: None)
        return time.process_time() - start

    return run


def main() -> None:
    """Print a table."""
    print(f"{'interface':10} {'request':24} {'bare us':>8} {'with us':>8} {'added us':>9}")
    for name, way in (("asgi", over_asgi), ("wsgi", over_wsgi)):
        for told, target in (("names a person", "/users/{}"), ("names a record", "/orders/{}"), ("names nobody", "/about/us")):
            made = joined(msgspec.convert(CONFIG, Config), Tokenizer(key_of_passphrase("made")))
            without, wrapped = way(None, target), way(made, target)
            pairs = [(without(number * REQUESTS), wrapped(number * REQUESTS)) for number in range(ROUNDS)]
            bare, full = (min(column) / REQUESTS * 1e6 for column in zip(*pairs, strict=True))
            print(f"{name:10} {told:24} {bare:8.1f} {full:8.1f} {full - bare:9.1f}")


if __name__ == "__main__":
    main()
