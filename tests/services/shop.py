"""A made shop whose orders show people, as a plain ASGI application: nobody in it exists.

`python tests/services/shop.py PORT [CONFIG]` runs it on 127.0.0.1, with headcount's middleware where a configuration is named.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

from headcount.gates.asgi import HeadcountMiddleware
from headcount.gates.site import answer_gate

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ORDERS = 100_000
_FIRST = ("Ada", "Bo", "Chi", "Dara", "Emeka", "Fen", "Gita", "Hana", "Ivo", "Jun")
_LAST = ("Example", "Sample", "Madeup", "Specimen", "Placeholder", "Fiction", "Invented")


def phone(order: int) -> str:
    """A number of the range that is kept for fiction (NANP 555-0100 to 555-0199), told apart by area code."""
    return f"+1 {201 + order % 700} 555 01{order // 700 % 100:02d}"


def answer(order: int) -> bytes:
    """What the shop says of one order; always the same bytes."""
    buyer = {"name": f"{_FIRST[order % 10]} {_LAST[order % 7]}", "phone": phone(order), "email": f"b{order}@example.com"}
    return json.dumps({"order": order, "total": f"{order % 97}.50", "buyer": buyer}, separators=(", ", ": ")).encode()


async def shop(scope: Scope, receive: Receive, send: Send) -> None:
    """`GET /orders/{order}`; everything else is the front page or not there."""
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    head, _, last = scope["path"].rpartition("/")
    order = int(last) if head == "/orders" and last.isdecimal() and int(last) < ORDERS else None
    body, status = (answer(order), 200) if order is not None else (b'{"shop": "open"}', 200 if scope["path"] == "/" else 404)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main(port: int, config: str = "") -> None:
    """Run until SIGTERM."""
    application: Any = shop
    if config:
        answers = answer_gate(config)
        signal.signal(signal.SIGHUP, lambda *_: answers.renew())
        application = HeadcountMiddleware(shop, answers)
    uvicorn.run(application, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
