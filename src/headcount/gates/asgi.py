"""ASGI middleware: inside of a FastAPI, Starlette, Django or Litestar site, without a proxy in front.

It asks the judge before the answer, counts the people of the answer, masks it where that is due, and never fails the site: what
goes wrong in headcount itself is counted, and the site's own answer goes out (or a 503 on routes that are closed then).
Lifespan, WebSockets and everything that is not HTTP pass untouched.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from headcount.gates.answers import CLOSED, PEOPLE, REFUSES, WITHHELD, AnswerGate, Headers, first, masked_headers, refusal
from headcount.gates.http import Fields, Receive, Scope, Send, reply
from headcount.model.seen import Seen
from headcount.model.verdict import Decision

App = Callable[[Scope, Receive, Send], Awaitable[None]]
Message = MutableMapping[str, Any]

_log = logging.getLogger("headcount.asgi")
_PEOPLE = PEOPLE.lower().encode()
_PARTIAL = frozenset({b"range", b"if-range"})
"""Request headers for a part of an answer, which could neither be counted nor masked; a site may ignore them (RFC 9110)."""


class HeadcountMiddleware:
    """Wraps an ASGI application; outside of every other middleware that changes bodies, such as compression, or inside."""

    def __init__(self, app: App, answers: AnswerGate, *, account: Callable[[Scope], str] | None = None) -> None:
        """`account` tells who asks where the site itself knows; else the header of `[gate]` does, from trusted proxies only."""
        self._app = app
        self._answers = answers
        self._account = account

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; the decision about it is in `scope["headcount"]` for the site."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answers = self._answers
        try:
            seen, decision = self._ask(scope)
            held = answers.held(scope["method"], seen, decision)
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self._failed(error)
            if answers.gate.failing.lets(_target(scope)):
                await self._app(scope, receive, send)
            else:
                await reply(send, *CLOSED)
            return
        scope["headcount"] = decision
        if decision.action.severity >= REFUSES:
            await reply(send, *refusal(decision, answers.gate.now()))
        elif held:
            if answers.door.holds(seen.route):
                scope["headers"] = [field for field in scope["headers"] if field[0] not in _PARTIAL]
            answer = _Answer(self, seen, decision, send, target=_target(scope))
            await self._app(scope, receive, answer.take)
            await answer.release()
        elif seen.records and seen.people:
            await self._app(scope, receive, _telling(send, len(seen.records)))
        else:
            await self._app(scope, receive, send)

    def _ask(self, scope: Scope) -> tuple[Seen, Decision]:
        found, client = Fields(scope, self._answers.gate.identities.wanted), scope.get("client")
        return self._answers.ask(
            scope["method"],
            _target(scope),
            client[0] if client else "",
            found,
            found.whole,
            self._account(scope) if self._account is not None else None,
        )

    def _failed(self, error: Exception) -> None:
        """Count a failure of headcount; its name is logged and never its text, which may hold what a client sent."""
        self._answers.counts["failed"] += 1
        _log.warning("headcount failed with %s; the site's own answer stands", type(error).__name__)


class _Answer:
    """One answer on its way out."""

    __slots__ = ("_body", "_decision", "_gone", "_middleware", "_seen", "_send", "_size", "_start", "_target")

    def __init__(self, middleware: HeadcountMiddleware, seen: Seen, decision: Decision, send: Send, *, target: str) -> None:
        self._middleware = middleware
        self._seen = seen
        self._decision = decision
        self._send = send
        self._target = target
        self._start: Message | None = None
        """The message that begins the answer, while it is held back."""
        self._body: list[bytes] = []
        self._size = 0
        self._gone = False
        """Whether another answer went out in its place."""

    async def take(self, message: Message) -> None:
        """What the application sends."""
        if self._gone:
            return
        kind = message["type"]
        if kind == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        elif kind == "http.response.body":
            self._body.append(bytes(message.get("body", b"")))
            self._size += len(self._body[-1])
            if not message.get("more_body", False):
                await self._finish()
            elif self._size > self._middleware._answers.most:  # noqa: SLF001  # the middleware's own part
                await self.release()
        else:  # a file's path, trailers: nothing that can be read here
            await self.release()
            await self.take(message)

    async def release(self) -> None:
        """Send what is held back as it is, or withhold it; nothing where nothing is held back."""
        start, self._start = self._start, None
        if start is None:
            return
        done = self._middleware._answers.unread(self._seen, self._decision, start["status"])  # noqa: SLF001  # as above
        if done.withheld:
            await self._instead(*WITHHELD)
            return
        await self._send(_told(start, done.people))
        if self._body:
            await self._send({"type": "http.response.body", "body": b"".join(self._body), "more_body": True})
            self._body = []

    async def _begin(self, message: Message) -> None:
        """Hold the beginning back where the body is worth it."""
        answers, status = self._middleware._answers, message["status"]  # noqa: SLF001  # as above
        try:
            wanted = answers.wants(self._seen, status, first(_fields(message), "content-type"))
            done = None if wanted else answers.unread(self._seen, self._decision, status)
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self._middleware._failed(error)  # noqa: SLF001  # as above
            wanted, done = False, None
        if wanted:
            self._start = message
        elif done is not None and done.withheld:
            await self._instead(*WITHHELD)
        else:
            await self._send(_told(message, answers.named(self._seen, status)))

    async def _finish(self) -> None:
        """Read the whole answer, and send what it became."""
        start, self._start = self._start, None
        if start is None:
            return
        body, answers = b"".join(self._body), self._middleware._answers  # noqa: SLF001  # as above
        try:
            coding = first(_fields(start), "content-encoding")
            done = answers.finish(self._seen, self._decision, start["status"], coding, body)
            if (other := answers.instead(done)) is not None:
                await self._instead(*other)
                return
            start = _told(start, done.people)
            if done.body is not None:
                changed = masked_headers(_fields(start), len(done.body))
                start = {**start, "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in changed]}
                body = done.body
        except Exception as error:  # noqa: BLE001  # whatever it is, the site has to go on
            self._middleware._failed(error)  # noqa: SLF001  # as above
            if not answers.gate.failing.lets(self._target):
                await self._instead(*CLOSED)
                return
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})

    async def _instead(self, status: int, headers: Headers) -> None:
        """Send another answer; what the application still sends is dropped."""
        self._gone, self._body = True, []
        await reply(self._send, status, headers)


def _telling(send: Send, people: int) -> Send:
    """A way out on which an answer that shows people says so."""

    def take(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start" and 200 <= message["status"] < 300:
            message = {**message, "headers": [*message.get("headers", ()), (_PEOPLE, b"%d" % people)]}
        return send(message)

    return take


def _told(start: Message, people: int) -> Message:
    """The beginning of an answer, with the number of people that it shows."""
    if not people:
        return start
    return {**start, "headers": [*start.get("headers", ()), (_PEOPLE, b"%d" % people)]}


def _fields(start: Message) -> Headers:
    return [(bytes(name).decode("latin-1"), bytes(value).decode("latin-1")) for name, value in start.get("headers", ())]


def _target(scope: Scope) -> str:
    """Path and query as the client sent them."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"], safe="/%").encode()
    path = raw.decode("utf-8", "surrogateescape")
    query: bytes = scope.get("query_string", b"")
    return f"{path}?{query.decode('utf-8', 'surrogateescape')}" if query else path
