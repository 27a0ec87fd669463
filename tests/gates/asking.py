"""A gate with a door and a judge that say what a test wants, and questions to its doors without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headcount.gates.failing import FailPolicy
from headcount.gates.http import Receive, Scope, Send
from headcount.gates.identity import Identities, Request
from headcount.gates.interface import Gate
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision, Verdict

ALLOWED = Decision(Action.ALLOW)
NOW = 1_800_000_000_000_000
"""Microseconds since 1970."""


@dataclass
class FakeDoor:
    """Remembers what it was asked."""

    asked: list[dict[str, str]] = field(default_factory=list)
    fails: Exception | None = None

    def see(
        self,
        method: str,
        target: str,
        address: str,
        forwarded: str = "",
        account: str = "",
        credential: str = "",
        user_agent: str = "",
        crawler: str = "",
    ) -> Seen:
        if self.fails is not None:
            raise self.fails
        asked = Request(method, target, address, forwarded, account, credential, user_agent, crawler)
        self.asked.append(asked._asdict())
        return Seen((("address", address),), "GET /orders/{id}", people=True, kinds=(), entity="orders", records=(1,))


@dataclass
class FakeJudge:
    """Decides as it was told."""

    decision: Decision = ALLOWED
    told: list[Verdict] = field(default_factory=list)

    def decide(self, seen: Seen, now: int) -> Decision:
        del seen, now
        return self.decision

    def shown(self, seen: Seen, records: Sequence[int], kinds: Collection[str], now: int, *, past: bool = False) -> Decision:
        del seen, records, kinds, now, past
        return self.decision

    def put(self, verdict: Verdict) -> None:
        self.told.append(verdict)

    def verdicts(self, after: int = 0) -> list[Verdict]:
        return [verdict for verdict in self.told if verdict.number > after]

    def lift(self, lens: str, client: str, now: int) -> Verdict | None:
        del lens, client, now
        return None


def gate(judge: FakeJudge, door: FakeDoor, *, identities: Identities | None = None, failing: FailPolicy | None = None) -> Gate:
    return Gate(door, judge, identities or Identities(), failing or FailPolicy(), lambda: NOW * 1000)


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    parts: int = 0


Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def ask(
    application: Application,
    path: str,
    headers: Mapping[str, str] | Sequence[tuple[bytes, bytes]] = (),
    *,
    method: str = "GET",
    body: Sequence[bytes] = (b"",),
    peer: str = "",
    query: str = "",
) -> Answer:
    """One question to an ASGI application; without a peer it comes through a unix socket."""
    fields = [(k.encode(), v.encode()) for k, v in headers.items()] if isinstance(headers, Mapping) else list(headers)
    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": fields,
        "client": (peer, 1),
    }
    parts = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    parts[-1]["more_body"] = False
    answer = Answer()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401  # messages of ASGI
        await asyncio.sleep(0)
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message["body"]
            answer.parts += 1

    async def whole() -> None:
        await application(scope, receive, send)

    asyncio.run(whole())
    return answer
