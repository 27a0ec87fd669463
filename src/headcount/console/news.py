"""News for open pages: server-sent events that say which part of what is shown has changed (HTML, 9.2)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from headcount.console.door import Door
from headcount.console.interface import Parts
from headcount.errors import HeadcountError

EVERY = 2.0
"""Seconds between two looks at what may have changed: one for all listeners."""
ALIVE = 15.0
"""Seconds after which a listener is told something in any case, so that nobody in between hangs up; as often it is asked
whether the listener may still come in."""
MOST = 200
"""Listeners at a time."""
MOST_OF_ONE = 20
"""Of one login: open pages of one browser, or of a few."""


class State(msgspec.Struct, frozen=True):
    """Marks: another one says that this part has changed."""

    board: str
    verdicts: str
    incidents: str
    health: str


class News:
    """One for a console; it looks only while somebody listens."""

    def __init__(self, parts: Parts, door: Door) -> None:
        """`door` is asked again and again whether the listener may still come in."""
        self._parts, self._door = parts, door
        self._state: State | None = None
        self._looked = 0.0
        self._lock = asyncio.Lock()
        self._listening: Counter[str] = Counter()

    def route(self) -> Route:
        """Where it is listened to."""
        return Route("/events", self._listen)

    async def _listen(self, request: Request) -> Response:
        viewer = await self._door.viewer(request)
        if viewer is None:
            raise HTTPException(401)
        if self._listening.total() >= MOST or self._listening[viewer.login] >= MOST_OF_ONE:
            raise HTTPException(503, "too many pages are open", {"Retry-After": "60"})
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(request, viewer.login), media_type="text/event-stream", headers=headers)

    async def _events(self, request: Request, login: str) -> AsyncIterator[bytes]:
        self._listening[login] += 1
        told: State | None = None
        last = asked = time.monotonic()
        try:
            while not await request.is_disconnected():
                if time.monotonic() - asked > ALIVE:
                    if await self._door.viewer(request) is None:
                        return
                    asked = time.monotonic()
                state = await self._now()
                if state is not None and state != told:
                    told, last = state, time.monotonic()
                    yield b"event: state\ndata: " + msgspec.json.encode(state) + b"\n\n"
                elif time.monotonic() - last > ALIVE:
                    last = time.monotonic()
                    yield b": still here\n\n"
                await asyncio.sleep(EVERY)
        finally:
            self._listening[login] -= 1
            if not self._listening[login]:
                del self._listening[login]

    async def _now(self) -> State | None:
        """The state, at most `EVERY` old; None while it cannot be told."""
        async with self._lock:
            if time.monotonic() - self._looked >= EVERY / 2:
                with contextlib.suppress(HeadcountError):  # a page that asks says what is wrong
                    self._state = await run_in_threadpool(self._look)
                self._looked = time.monotonic()
            return self._state

    def _look(self) -> State:
        parts = self._parts
        health = parts.running.health()
        problems = sorted(health.problems.items()) if health else []
        with parts.cases() as cases:
            entries = cases.entries()
        newest = _digest([verdict.number for verdict in parts.running.verdicts()])
        return State(parts.board.known().made.isoformat(), newest, str(entries), _digest(problems))


def _digest(problems: object) -> str:
    return hashlib.sha256(msgspec.json.encode(problems)).hexdigest()[:16]
