"""What every HTTP door of a gate does with ASGI messages: headers as text, bounded bodies, answers in one piece.

ASGI and not RSGI, although both are served by granian: RSGI hides header values that are not ASCII, and a client must not
get past a budget with an account name or a target that is not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[str, str]]

_END: MutableMapping[str, Any] = {"type": "http.response.body", "body": b""}


class Fields:
    """The headers of a request, by lower-case name. Only those that are asked for are turned into text.

    Several of one name are joined by commas (RFC 9110, section 5.3). Bytes that are no UTF-8 become surrogates: nothing is lost.
    """

    __slots__ = ("_raw",)

    def __init__(self, scope: Scope, wanted: frozenset[bytes] | None = None) -> None:
        """`wanted` are the names that may be asked for; None: any."""
        fields: list[tuple[bytes, bytes]] = scope["headers"]
        if wanted is not None:
            fields = [field for field in fields if field[0] in wanted]
        self._raw = dict(fields)
        if len(self._raw) != len(fields):
            self._raw = {name: b", ".join(value for other, value in fields if other == name) for name in self._raw}

    def get(self, name: str, default: str, /) -> str:
        """One header; `default` when it is not there."""
        value = self._raw.get(name.encode())
        return default if value is None else value.decode("utf-8", "surrogateescape")

    def whole(self) -> dict[str, str]:
        """All of them."""
        return {name.decode("latin-1"): value.decode("utf-8", "surrogateescape") for name, value in self._raw.items()}


async def reply(send: Send, status: int, headers: Headers = (), body: bytes = b"") -> None:
    """Answer at once. Without a body no content type is told."""
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    if status != 204:
        fields.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body} if body else _END)


async def body_of(receive: Receive, most: int) -> bytes | None:
    """The whole body of a request; None when it is longer than `most` bytes or the client went away."""
    parts, size = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = bytes(message.get("body", b""))
        size += len(part)
        if size > most:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
